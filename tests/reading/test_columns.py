"""Read a column at a time is read row by row: random sheets, always the same lines, account and findings.

Every kind of row that is no data, merged cells, cells that are equal and say something else, and blocks of one row, two,
or all. More sheets by hand: EXAMPLES=20000 .venv/bin/pytest tests/reading/test_columns.py
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

import row_by_row
import workbooks
from talent_warehouse import identity
from talent_warehouse.contracts import Field, Form
from talent_warehouse.reading import read
from talent_warehouse.reading.files.documents import Cell, Document, Row, Sheet, Shown, as_text
from talent_warehouse.reading.files.facts import Facts, Merge
from talent_warehouse.reading.filings import Reader
from talent_warehouse.reading.read import Recognised
from talent_warehouse.reading.tables import body
from talent_warehouse.reading.tables.body import Account
from talent_warehouse.reading.tables.headers import Header, find_header
from talent_warehouse.reading.values.regions import Regions
from talent_warehouse.reading.values.values import Context

SHEETS = max(int(os.environ.get("EXAMPLES", "0")), 600)
FULL = workbooks.reader()
CODES = {
    "id_type": {"居民身份证": "resident_id", "护照": "passport", "true": "passport", "1": "resident_id"},
    "title_level": {"中级": "intermediate", "1": "junior", "无": "none"}, "region": {"五华区": "530102"},
    "measure": {"职称年龄合计": "M"}, "programme": {"合计": "_T", "小计": "_T"},
}  # fmt: skip
READER = Reader(FULL.forms, FULL.key, {**FULL.lookups, **CODES}, FULL.multipliers)
WORDS: list[Cell] = [
    "张伟", "欧阳明和", "李 四", "普通人", "人民医院", "五华区", "否", "无", "-", "—", "", " ", "\u3000", None, "合计", "合 计", "TOTAL", "Sub-total:", "不计入", "其中：减少1人", "林业局小计", "职称年龄合计", "二", "（二）", "2、合计",
    "总和", "共3人", "以上共3人", "单位负责人签字", "报送单位盖章", "——以下无正文——", "备注", "2022.1.10", "二〇二二年一月十日", "备注：见附件", "注:1", "说明", "填表人", "填表人：王", "审核人：李", "联系电话：1", "单位盖章", "单位（盖章）", "第1页", "共3页", "以下空白", "续表", "示例", "例：王", "汇总", "林业局汇总", "*表示追加", "总数", "本页总额", "合共", "人才总数", "总工程师",
    "示例（勿删改，不计入）", "2021年12月", "2021年12月31日", "1", "1.0", "01", "2", "3", "甲", "乙", "12.5万", "近300", "300余", "50%", "＊＊",
    "（1）", "①", "１２", "合计数", "累计", "计", "制表日期：2021", "负责人:", "一、基本情况", "a,b", 'say "x"', "line\nbreak", "x" * 45, "姓名",
    "身份证号", "金额（万元）", "万元", "元", "人", "TRUE", "true", "\0", "\0x", "53010219800101123X", "居民身份证", "护照", "序号", "NAME", "ﬁn", "昆科发〔2021〕12号", "“三区”人才", "填表人〔〕", "姓〔〕名", "《注》", "性“”别",
]  # fmt: skip
ODD: list[Cell] = [
    0, 1, 2, 0.0, -0.0, 1.0, 2.0, 12.5, 1e15, 5.3e17, True, False, 0.1, date(2021, 5, 1), datetime(2021, 5, 1), 44197, 44197.0,
    datetime(2021, 5, 1, 8, 30), time(8, 30), timedelta(hours=3), Shown("1", 1.0), Shown("12.5万", 125000.0), Shown("12.5万", 125001.0),
    Shown("2021", 44197.0), Shown("2021", 44198.0), Shown("50%", 0.5), Shown("合计", 3.0), Shown("530102198001010021", 5.3e17),
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A sheet with the header that is found in it."""

    sheet: Sheet
    header: Header
    prefilled: frozenset[str]


class Maker:
    """Random sheets of random forms."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def chance(self, share: float) -> bool:
        """Whether it happens."""
        return self.draw.random() < share

    def number(self) -> str:
        """An identity number, one in five with a wrong digit, some of no day."""
        day = f"{self.draw.randint(1950, 2005)}{self.draw.randint(1, 13):02}{self.draw.randint(1, 31):02}"
        body = self.draw.choice(["530102", "530111"]) + day + f"{self.draw.randint(0, 999):03}"
        return body + (identity.check_digit(body) if self.chance(0.8) else self.draw.choice("0123456789Xx"))

    def cell(self, field: Field, noise: float) -> Cell:
        """A cell as its field wants it, or anything."""
        share = self.draw.random()
        if share < 1.5 * noise:
            return self.draw.choice(WORDS if share < noise else ODD)
        if field.kind == "identity_number":
            return self.number()
        if field.kind == "person_name":
            return self.draw.choice("张李王普") + "".join(
                self.draw.choices("伟芳明和丽江计", k=self.draw.randint(1, 2))
            )
        if field.kind in ("quantity", "integer"):
            n = self.draw.randint(0, 99)
            return self.draw.choice([n, float(n), str(n), f"{n / 7:.2f}", Shown(f"{n}万", n * 1e4)])
        if field.kind in ("date", "month", "year"):
            return self.draw.choice(["2021-05-01", "2021年5月", "2021", date(2021, 3, 1), 2021.0, 44197.0])
        return self.draw.choice(
            ["工程", "中级", "大学本科", "在编", "女", "虚构林业站", "元", "万元", "人", "居民身份证"]
        )

    def again(self, head: Row) -> Row:
        """The header once more: as it was, in another order, or shifted."""
        if self.chance(0.4):
            return list(head)
        return self.draw.sample(head, len(head)) if self.chance(0.5) else [None, *head]

    def row(self, fields: list[Field], head: Row, index: int, noise: float) -> Row:
        """A row below the header: mostly of data."""
        share, is_numbered = self.draw.random(), head[0] == "序号"
        if share < 0.04 and noise:
            return [self.draw.choice(WORDS), *[None] * self.draw.randint(0, len(head))]
        if share < 0.06:
            return [self.draw.choice([None, ""])] * len(head)
        if share < 0.08:
            return self.again(head)
        if share < 0.10 or (index == 0 and self.chance(0.2)):
            return [str(n + 1) for n in range(len(head))]
        if share < 0.16:
            amounts: list[Cell] = [None, "", self.draw.randint(0, 300), f"{self.draw.random() * 200:.2f}", "12.5万"]
            word = self.draw.choice(["合计", "小计", "总计"])
            return [
                *([None] if is_numbered and self.chance(0.5) else []),
                word,
                *self.draw.choices(amounts, k=len(head)),
            ]
        row: Row = [self.draw.choice([index + 1, float(index + 1), str(index + 1), None])] if is_numbered else []
        row += [self.cell(field, noise) for field in fields]
        if self.chance(0.05):
            row = row[: self.draw.randint(0, len(row))]
        return [*row, *[self.draw.choice(WORDS)] * 2] if self.chance(0.05) else row

    def facts(self, height: int, width: int) -> Facts:
        """Merged cells, errors, formulas without a value, hidden rows."""
        facts = Facts(is_1904=self.chance(0.1))
        for _ in range(self.draw.choice([0, 0, 0, 1, 3])):
            top, left = self.draw.randint(1, height), self.draw.randint(1, width)
            down, right = self.draw.choice([(self.draw.randint(1, 5), 0), (0, self.draw.randint(1, width)), (2, 1)])
            facts.merges.append(Merge(top, left, top + down, left + right))
        for _ in range(self.draw.choice([0, 0, 1, 2])):
            place = self.draw.randint(1, height + 1), self.draw.randint(1, width)
            if self.chance(0.5):
                facts.errors[place] = "#N/A"
            else:
                facts.uncached.add(place)
        if self.chance(0.2):
            facts.hidden_rows.append((self.draw.randint(1, 9), self.draw.randint(10, 20)))
            facts.hidden_columns.append((1, 2))
        return facts

    def head(self, fields: list[Field]) -> Row:
        """The labels, some with a unit; at times a number before them and a column of nobody's behind."""
        labels: list[Any] = [f.header for f in fields]
        amounts = [n for n, f in enumerate(fields) if f.kind == "quantity"]
        if amounts and self.chance(0.3):
            labels[amounts[0]] += "（万元）"
        return [*(["序号"] if self.chance(0.4) else []), *labels, *(["别的列"] if self.chance(0.2) else [])]

    def case(self, form: Form) -> Case | None:
        """A sheet of a form, or nothing where its header is not found."""
        fields = [f for f in form.fields if f.required or self.chance(0.8)]
        if self.chance(0.3):
            self.draw.shuffle(fields)
        head, noise = self.head(fields), self.draw.choice([0, 0, 0.02, 0.1, 0.5])
        grid: list[Row] = [["报告期：2021年"]] if self.chance(0.5) else []
        units: list[Row] = [[None] * (len(head) - 1) + ["（人）"]] if self.chance(0.1) else []
        grid += [list(head), *units, *(self.row(fields, head, n, noise) for n in range(self.draw.randint(0, 30)))]
        width = max(map(len, grid))
        if self.chance(0.5):
            grid = [row + [None] * (width - len(row)) for row in grid]
        facts = self.facts(len(grid), width)
        sheet = Sheet(self.draw.choice(["表", "表,一"]), 1, False, lambda: iter([*grid]), lambda: facts)
        header = find_header(grid[:43], (form,), facts.merges, frozenset(READER.lookups["unit"]))
        given = fields[: self.draw.randint(1, 3)] if self.chance(0.3) else []
        return Case(sheet, header, frozenset(f.name for f in given)) if header else None


def _by_column(case: Case, context: Context) -> tuple[str, Account]:
    form, account = case.header.form, Account()
    properties = {"talent_form": form.name, "talent_prefilled": ",".join(case.prefilled)}
    document = Document("xlsx", None, (case.sheet,), properties)
    found = Recognised(document, form, ((case.sheet, case.header),), "2021", None, None, ())
    return "".join(read.lines(found, context, Regions(), {case.sheet: account}, "M")), account


@pytest.mark.parametrize("block", [1, 2, 3, 7, 4096])
def test_a_column_at_a_time_is_row_by_row(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BLOCK", block)
    maker, landed, left_out = Maker(block), 0, Counter[str]()
    for number in range(SHEETS // 5):
        form = maker.draw.choice(READER.forms)
        case = maker.case(form)
        if case is None:
            continue
        context = Context(form, "530100-LC", 2021, READER.lookups, READER.multipliers, READER.key)
        lines, account = _by_column(case, context)
        careful = Account()
        expected = row_by_row.lines(case.sheet, case.header, context, careful, case.prefilled, "M")
        assert lines.split("\r\n") == expected.split("\r\n"), f"sheet {number} of {form.name}"
        assert account == careful, f"sheet {number} of {form.name}"
        below = list(case.sheet.rows())[case.header.heading.last :]
        assert account.landed + sum(account.left_out.values()) == len(below), f"sheet {number}: a row is in no account"
        told = sum(1 for row in below if any(re.search(r"[^\W\d]{2}", as_text(cell) or "") for cell in row))
        assert account.landed + sum(account.left_out.values()) - account.left_out["blank"] >= told, "words called blank"
        landed, left_out = landed + account.landed, left_out + account.left_out
    assert landed > SHEETS
    reasons = {"blank", "total", "note", "signature", "numbering", "repeated_header", "example", "prefilled", "group",
               "unit"}  # fmt: skip
    assert reasons <= left_out.keys() <= reasons | {"nil"}
