"""The steps in order: a file of the archive → what it says of itself → its rows as columns of raw.<form>."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from talent_warehouse.contracts import Form
from talent_warehouse.reading.documents import Document, Row, Sheet, open_document
from talent_warehouse.reading.headers import MAX_SCAN, Header, find_header
from talent_warehouse.reading.issues import Issue, refuse
from talent_warehouse.reading.rows import DataRow, below
from talent_warehouse.reading.values import Columns, Context, Lookups, normalise, row_values

_ASIDE = re.compile(r"封面|说明|目录|字典|代码|示例|样表|问题清单")
_PERIOD = re.compile(r"((?:19|20)\d{2})年?(?:度)?(?:[-.]?(?:(?:第?([一二三四1-4])季度)|Q([1-4])|(\d{1,2})月?))?")
_LABELLED = {
    "period": re.compile(r"(?:报告期|报送期|所属期|统计期)[:：]?\s*(\S+)"),
    "unit": re.compile(r"(?:报送单位|填报单位|填表单位)(?:\(盖章\))?[:：]?\s*([^\s:：]+)"),
    "part": re.compile(r"(?:分册|部分)[:：]\s*(\S+)"),
}


@dataclass(frozen=True)
class Recognised:
    """A file that some form fits: the form, its sheets with their headers, and what the file says of itself."""

    document: Document
    form: Form
    sheets: tuple[tuple[Sheet, Header], ...]
    period: str | None
    part: str | None
    unit_code: str | None
    issues: tuple[Issue, ...]


@dataclass
class Account:
    """What became of the rows below the headers; filled while `rows` runs."""

    landed: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def recognise(path: Path, forms: Iterable[Form], file_name: str, lookups: Lookups) -> Recognised:
    """Find the form of a file by the headers in it. Raises: UnreadableError with what the unit should do."""
    document = open_document(path)
    forms = tuple(forms)
    found: list[tuple[Sheet, Header]] = []
    best: Header | None = None
    issues: list[Issue] = []
    top: list[Row] = []
    for sheet in document.sheets:
        rows = list(islice(sheet.rows(), MAX_SCAN))
        header = find_header(rows, forms)
        if header is None or not header.is_accepted:
            best = max(filter(None, (best, header)), key=lambda h: h.score, default=None)
        elif sheet.is_hidden:
            issues.append(_hidden(sheet))
        elif len(document.sheets) == 1 or not _ASIDE.search(sheet.name):
            found.append((sheet, header))
            top += rows[: header.row - 1]
    if not found:
        raise _no_form(best)
    form = max((h for _, h in found), key=lambda h: h.score).form
    for sheet, header in found:
        if header.form is not form:
            issues.append(_other_form(sheet, header, form))
    kept = tuple((s, h) for s, h in found if h.form is form)
    for sheet, header in kept:
        issues += _header_issues(sheet, header)
    said = _preamble(top)
    carried = document.properties
    period = (
        parse_period(carried.get("talent_period", ""), form.period_grain)
        or parse_period(said.get("period", ""), form.period_grain)
        or parse_period(" ".join(_texts(top)), form.period_grain)
        or parse_period(file_name, form.period_grain)
    )
    unit = lookups["reporting_unit"].get(normalise(carried.get("talent_unit") or said.get("unit", "")))
    part = carried.get("talent_part") or said.get("part")
    return Recognised(document, form, kept, period, part, unit, tuple(issues))


def rows(recognised: Recognised, context: Context, account: Account) -> Iterator[tuple[str, int, Columns]]:
    """(sheet, row_no, columns of raw.<form>) of every data row; streams a csv."""
    for sheet, header in recognised.sheets:
        for row in below(sheet.rows(), header):
            if isinstance(row, DataRow):
                account.landed += 1
                yield sheet.name, row.row_no, row_values(row.cells, context)
            else:
                account.left_out[row.why] += 1


def parse_period(text: str, grain: Literal["year", "quarter", "month"]) -> str | None:
    """2021 · 2021年 · 2021年5月 · 2021-05 · 2021年第二季度 as a period code of the grain; None if it says none."""
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for hit in _PERIOD.finditer(flat):
        quarter, month = hit[2] or hit[3], hit[4]
        if grain == "year":
            return hit[1]
        if grain == "quarter" and quarter:
            return f"{hit[1]}-Q{'一二三四'.find(quarter) + 1 or quarter}"
        if grain == "month" and month and 1 <= int(month) <= 12:
            return f"{hit[1]}-{int(month):02}"
    return None


def _texts(top: Iterable[Row]) -> Iterator[str]:
    """Each line above a header as one text."""
    for row in top:
        yield unicodedata.normalize("NFKC", " ".join(str(c).strip() for c in row if c is not None and str(c).strip()))


def _preamble(top: Sequence[Row]) -> dict[str, str]:
    """What the labelled lines above the headers state: period, unit, part."""
    said: dict[str, str] = {}
    for line in _texts(top):
        for name, pattern in _LABELLED.items():
            if (hit := pattern.search(line)) and name not in said:
                said[name] = hit[1]
    return said


def _hidden(sheet: Sheet) -> Issue:
    return Issue(
        "hidden_sheet",
        "warning",
        f"工作表“{sheet.name}”是隐藏的，未读取；如需报送请取消隐藏。",
        f"Sheet {sheet.name!r} is hidden and was not read. Unhide it if it is to be filed.",
        sheet=sheet.name,
    )


def _other_form(sheet: Sheet, header: Header, form: Form) -> Issue:
    return Issue(
        "other_form",
        "warning",
        f"工作表“{sheet.name}”是{header.form.title}，本文件按{form.title}接收；请另存为一个文件报送。",
        f"Sheet {sheet.name!r} is a {header.form.name}; this file was taken as {form.name}. File it apart.",
        sheet=sheet.name,
    )


def _no_form(best: Header | None) -> Exception:
    if best is None or best.score <= 0.2:
        return refuse(
            "no_form",
            "没有找到任何报表的表头；请使用下发的模板填报。",
            "No header row of any form was found. Fill in the template and file again.",
        )
    return refuse(
        "no_header",
        f"第{best.row}行最像{best.form.title}的表头，但缺少：{'、'.join(best.missing)}；请补齐这些列后重新报送。",
        f"Row {best.row} is nearest to the header of {best.form.name}, but lacks {', '.join(best.missing)}.",
    )


def _header_issues(sheet: Sheet, header: Header) -> Iterator[Issue]:
    for label in header.missing:
        near = next((t for _, t, n in header.unknown if n == label), None)
        hint_zh, hint_en = (
            (f"；第{header.row}行的“{near}”是否即此列？", f" Is {near!r} that column?") if near else ("", "")
        )
        yield Issue(
            "missing_column",
            "critical",
            f"缺少必填列“{label}”{hint_zh}请补上该列后重新报送。"
            if near
            else f"缺少必填列“{label}”；请补上该列后重新报送。",
            f"The required column {label!r} is missing.{hint_en} Add it and file again.",
            sheet=sheet.name,
        )
    for label in header.duplicates:
        yield Issue(
            "repeated_column",
            "critical",
            f"列“{label}”出现了两次，无法判断以哪一列为准；请只保留一列后重新报送。",
            f"The column {label!r} stands twice. Keep one and file again.",
            sheet=sheet.name,
        )
    for _, label, near in header.unknown:
        if near in header.missing or label in ("序号", "编号"):
            continue
        yield Issue(
            "unknown_column",
            "info",
            f"列“{label[:40]}”不在{header.form.title}中，未读取。" + (f"是否为“{near}”？" if near else ""),
            f"The column {label[:40]!r} is not in {header.form.name} and was not read.",
            sheet=sheet.name,
        )
