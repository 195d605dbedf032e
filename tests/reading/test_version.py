"""PARSER_VERSION stands for what is read: these files read otherwise only where the number was raised."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

import factories
import workbooks
from talent_warehouse import contracts, settings
from talent_warehouse.reading.filings import Filing, Job, Reader, read
from talent_warehouse.reading.values.regions import Former, Regions
from workbooks import REGISTER, RETURN, book, measure, person

CODES = {
    "title_level": {"中级": "intermediate", "正高级": "senior"}, "region": {"昆明市": "530100", "五华区": "530102"},
    "measure": {"pop_resident": "POP_RESIDENT", "常住人口": "POP_RESIDENT"}, "programme": {"科技特派员": "STA"},
}  # fmt: skip
REGIONS = Regions(
    (Former("呈贡县", 1998, 2011, "530114", "呈贡区"), Former("思茅市", 1998, 2003, "530802", "思茅区"),
     Former("思茅市", 2003, 2007, "530800", "普洱市")),
    (("530100", "昆明市"), ("530102", "五华区"), ("530114", "呈贡区")),
)  # fmt: skip
QUANTITIES = (
    "1280", "1,280.50", "１２８０", "约300", "近300", "300余", "3-5", "三百二十", "12.5万", "1.2亿", "15%", "（12）", "-12", "≥10", "不足10",
    "—", "无", "不详", "全部", "0", "1e3", "12 人", "300万元", "xx", "***", "若干", "3/4", "10:30", "2021年5月",
)  # fmt: skip
ROUGH = ("1.2万余", "十几", "数百", "上千", "超亿元", "20至30", "不低于20", "20以内", "达300人次以上", "百分之八十")
DATES = (
    "2021-05-01", "2021/5/1", "2021.05", "2021年5月", "2021年5月1日", "20210501", "202105", "二〇二一年五月", "5月", "2021", "2021-13-01",
    "44317", "2021年上半年", "年底", "至今", "2021-02-30",
)  # fmt: skip
FORMATS = (
    "General", "0", "#,##0.00", "0%", "0.00,", '0.00,"千元"', '0"万元"', '0.0"万"', "0.00E+00", '[>=10000]0!.0,"万";0', '"约"0',
    "@", "yyyy-mm-dd", '0"人"',
)  # fmt: skip
IDENTITIES = (
    "530102198001010021", "53010219800101002X", "530102800101002", "5301021980****0021", "E12345678", "１２", "530102198001010022",
    "530102 19800101 0021", "无", "M1234567(8)",
)  # fmt: skip


def _people(change: Callable[[int], dict[str, str | None]], count: int) -> bytes:
    return factories.text("talent_register", [factories.person(n, **change(n)) for n in range(count)]).encode()


def _two_rows_of_headers() -> bytes:
    """Groups in a merged first row, labels in the second; a title, who files, a total, a note, and who signs."""
    half = len(REGISTER) // 2
    groups = ["基本情况", *[None] * (half - 1), "任职情况", *[None] * (len(REGISTER) - half - 1)]
    lines = [
        ["五华区人才台账"], ["报送单位：虚构单位", None, "报告期：2021年度"], groups, REGISTER, person(1), person(2), [],
        ["合计", 2], REGISTER, person(3), ["注：不含借调人员"], ["填表人：测某", None, "审核人：测某"],
    ]  # fmt: skip
    last = workbooks.openpyxl.utils.get_column_letter
    return book(("台账", lines), merges=[f"A3:{last(half)}3", f"{last(half + 1)}3:{last(len(REGISTER))}3"])


def _typed_cells() -> bytes:
    """Dates, numbers, truth and errors as a workbook has them, counted from 1904; a sheet that is hidden."""
    found: list[list[Any]] = [list(person(n)) for n in range(6)]
    at = REGISTER.index(contracts.form("talent_register").field("as_of_date").header)
    for row, value in zip(found, (date(2021, 12, 31), datetime(2021, 12, 31, 23, 59, 30), 44561, 44561.5, True, "#N/A"),
                          strict=True):  # fmt: skip
        row[at] = value

    def change(made: Any) -> None:
        made.epoch = workbooks.openpyxl.utils.datetime.CALENDAR_MAC_1904
        made.worksheets[1].sheet_state = "hidden"

    head = [["报告期：2021年"], REGISTER]
    return book(("台账", [*head, *found]), ("旧", [*head, person(9)]), change=change)


def _numbers() -> bytes:
    rows = [measure(value=text) for text in QUANTITIES] + [measure(unit=unit) for unit in ("万人", "元", "斤", None)]
    cells: list[list[Any]] = [list(measure()) for _ in range(3)]
    at = RETURN.index(contracts.form("measure_return").field("value").header)
    for row, value in zip(cells, (1280, 0.15, 1e15), strict=True):
        row[at] = value
    return book(("表", [["报告期：2021年"], RETURN, *rows, *cells, ["小计", None, None, None, None, 99]]))


def _rough() -> bytes:
    return book(("表", [["报告期：2021年"], RETURN, *[measure(value=text, region=n) for n, text in enumerate(ROUGH)]]))


def _formats() -> bytes:
    """One stored number as fourteen formats show it."""

    at = RETURN.index(contracts.form("measure_return").field("value").header) + 1

    def change(made: Any) -> None:
        for row, style in enumerate(FORMATS, 3):
            cell = made.worksheets[0].cell(row, at, 12345.678)
            cell.number_format = style

    return book(("表", [["报告期：2021年"], RETURN, *[measure() for _ in FORMATS]]), change=change)


def _log() -> str:
    rows = [
        factories.ACTIVITY | {"attendances": a, "people_served": p}
        for a, p in (("45", "40余"), ("三批", "10户30人"), ("", "/"))
    ]
    return factories.text("service_log", rows, ["填报单位：虚构单位", "报告期：2021年5月"])


def _left_out() -> bytes:
    """A total by another word, a row that is struck through, and a caption with a count."""
    number = contracts.form("talent_register").field("id_number").header
    total = [None if label == number else cell for label, cell in zip(REGISTER, person(3), strict=True)]
    rows = [["报告期：2021年"], REGISTER, person(1), person(2), ["汇总", *total[1:]], ["新增：1人"], person(4)]

    def change(made: Any) -> None:
        for cell in made.worksheets[0][4]:
            cell.font = workbooks.openpyxl.styles.Font(strike=True)

    return book(("台账", rows), change=change)


def _not_shown() -> bytes:
    """Numbers that formats hide, the month's figure beside the year's, and a row that says that there is nothing."""
    form = contracts.form("service_log")
    labels = [
        label
        for f in form.fields
        for label in (("累计参加人次", "本月参加人次") if f.name == "attendances" else (f.header,))
    ]
    cells = [
        c for f in form.fields for c in ((900, 45) if f.name == "attendances" else (factories.ACTIVITY.get(f.name),))
    ]

    def change(made: Any) -> None:
        at = labels.index("本月参加人次") + 1
        for row, (value, code) in enumerate(((12, ";;;"), (0, "0;;"), (7, "0")), 3):
            cell = made.worksheets[0].cell(row, at, value)
            cell.number_format = code

    return book(("台账", [["报告期：2021年5月"], labels, cells, cells, cells, ["无"]]), change=change)


FILES: dict[str, Callable[[], bytes]] = {
    "台账.csv": lambda: _people(lambda _: {}, 3),
    "国标.csv": lambda: factories.text("talent_register", [factories.person(1)]).encode("gb18030"),
    "日期.csv": lambda: _people(lambda n: {"as_of_date": DATES[n], "entry_date": DATES[n], "birth_ym": DATES[n]}, len(DATES)),
    "证件.csv": lambda: _people(lambda n: {"id_number": IDENTITIES[n], "name": f" 测 某{n}"}, len(IDENTITIES)),
    "零报送.csv": lambda: factories.text("talent_register", [], ["零报送：是", "报告期：2021年"]).encode(),
    "没有表头.csv": lambda: "没有表头\n".encode(),
    "没有报告期.csv": lambda: factories.text("talent_register", [factories.person(1)], []).encode(),
    "缺列.csv": lambda: "报告期：2021年\n姓名,性别\n测某,男\n".encode(),
    "日志.csv": lambda: _log().encode(),
    "两行表头.xlsx": _two_rows_of_headers,
    "日期格.xlsx": _typed_cells,
    "数量.xlsx": _numbers,
    "格式.xlsx": _formats,
    "约数.xlsx": _rough,
    "两张报表.xlsx": lambda: book(("台账", [["报告期：2021年"], REGISTER, person(1)]), ("指标", [["报告期：2021年"], RETURN, measure()])),
    "旧区划.csv": lambda: _people(lambda n: {"work_region": ("五华区", "呈贡县", "思茅市", "昆明经开区")[n]}, 4),
    "删去的行.xlsx": _left_out,
    "不显示.xlsx": _not_shown,
    "不是表.xlsx": lambda: b"PK\x03\x04" + b"\x00" * 64,
}  # fmt: skip
# What each version reads of them, by the name of the file. Where reading changes, raise settings.PARSER_VERSION and add
# what it reads now: a version that stands here is not edited, but for a file that is new.
READS: dict[str, dict[str, str]] = {
    "2": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "f92413825d94327c",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "1fe70352a17161eb",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "9fe35ac0102fb1c6",
        "格式.xlsx": "a2a6d54568e63800",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "不是表.xlsx": "a0a39ade7338e166",
    },
    "3": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "1fe70352a17161eb",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "9fe35ac0102fb1c6",
        "格式.xlsx": "a2a6d54568e63800",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "不是表.xlsx": "a0a39ade7338e166",
    },
    "4": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "1fe70352a17161eb",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "9fe35ac0102fb1c6",
        "格式.xlsx": "a2a6d54568e63800",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "旧区划.csv": "76d3968afdace3a0",
        "不是表.xlsx": "6ed31d02e728cc24",
    },
    "5": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "1fe70352a17161eb",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "673d78e3375073d5",
        "格式.xlsx": "c3a62d670caa29ee",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "旧区划.csv": "76d3968afdace3a0",
        "删去的行.xlsx": "fec34beccb46bd21",
        "不是表.xlsx": "6ed31d02e728cc24",
    },
    "6": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "1fe70352a17161eb",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "673d78e3375073d5",
        "格式.xlsx": "c3a62d670caa29ee",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "旧区划.csv": "76d3968afdace3a0",
        "删去的行.xlsx": "0dd1800a90c1515b",
        "不是表.xlsx": "6ed31d02e728cc24",
    },
    "7": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "1fe70352a17161eb",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "673d78e3375073d5",
        "格式.xlsx": "889849fda5866e59",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "旧区划.csv": "76d3968afdace3a0",
        "删去的行.xlsx": "0dd1800a90c1515b",
        "不显示.xlsx": "304fe2d21f3ab320",
        "不是表.xlsx": "6ed31d02e728cc24",
    },
    "8": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "1fe70352a17161eb",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "673d78e3375073d5",
        "格式.xlsx": "889849fda5866e59",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "旧区划.csv": "76d3968afdace3a0",
        "删去的行.xlsx": "0dd1800a90c1515b",
        "不显示.xlsx": "564ce108d5f8daef",
        "不是表.xlsx": "6ed31d02e728cc24",
    },
    "9": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "a32f0ac9634f7ed6",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "673d78e3375073d5",
        "格式.xlsx": "889849fda5866e59",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "旧区划.csv": "76d3968afdace3a0",
        "删去的行.xlsx": "0dd1800a90c1515b",
        "不显示.xlsx": "1244ec74674b3446",
        "不是表.xlsx": "6ed31d02e728cc24",
    },
    "10": {
        "台账.csv": "881b7d1b95dfc1e7",
        "国标.csv": "c481256de44b89ab",
        "日期.csv": "e0b2476baeafc459",
        "证件.csv": "64889c9da15dad59",
        "零报送.csv": "f9548fa435d251bf",
        "没有表头.csv": "247f818c85e9cb0a",
        "没有报告期.csv": "b7bd45bafbc0f9ab",
        "缺列.csv": "b270179a80837e8f",
        "日志.csv": "a32f0ac9634f7ed6",
        "两行表头.xlsx": "6dea4bf9ead9d007",
        "日期格.xlsx": "2bacf7e16bcbc892",
        "数量.xlsx": "673d78e3375073d5",
        "格式.xlsx": "889849fda5866e59",
        "两张报表.xlsx": "b8d6c9f97fb27271",
        "旧区划.csv": "76d3968afdace3a0",
        "删去的行.xlsx": "0dd1800a90c1515b",
        "不显示.xlsx": "1244ec74674b3446",
        "不是表.xlsx": "6ed31d02e728cc24",
        "约数.xlsx": "b86e42965282499a",
    },
}


def _told(filing: Filing) -> object:
    """A filing without what wording, or a new field of the contract, may change: values by column, where there are any."""
    names = ["sheet", "row_no", *(name for name, _ in filing.form.columns)]
    rows = []
    if filing.rows:
        with filing.rows.open(encoding="utf-8", newline="") as file:
            rows = [sorted((n, v) for n, v in zip(names, line[1:], strict=True) if v) for line in csv.reader(file)]
    issues = sorted((i.rule_id, i.severity, i.sheet or "", i.row_no or 0, i.column or "") for i in filing.issues)
    return [filing.form.name, filing.sheets, filing.period, filing.part, filing.unit_code, filing.nil, rows, issues]


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A digest of what is read of each file."""
    folder = tmp_path_factory.mktemp("version")
    made = workbooks.reader()
    reader = Reader(made.forms, made.key, {**made.lookups, **CODES}, made.multipliers, REGIONS)
    found = {}
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
        answer = read(Job(folder / name, name, "530102-RC"), reader, folder)
        told = [answer.refusal and answer.refusal.rule_id, [_told(filing) for filing in answer.filings]]
        found[name] = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]
    return found


def test_what_is_read_changes_with_the_number_only(now: dict[str, str]) -> None:
    assert now == READS.get(settings.PARSER_VERSION), "reading changed: raise PARSER_VERSION and add what it reads now"


def test_a_number_was_raised_because_something_reads_otherwise() -> None:
    assert list(READS)[-1] == settings.PARSER_VERSION
    assert len({json.dumps(reads, sort_keys=True) for reads in READS.values()}) == len(READS)
