"""One table a kind of value: the cell as a clerk writes it, and what is read. Extend the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from row_by_row import row_values
from talent_warehouse import contracts
from talent_warehouse.identity import Key
from talent_warehouse.reading.files.documents import as_text
from talent_warehouse.reading.values import values
from talent_warehouse.reading.values.quantities import read_quantity

UNITS = {"元": "元", "万元": "元", "人": "人", "万人": "人", "人次": "人次", "%": "%", "次": "次"}
KEY = Key(b"k" * 32)

# cell · value · low · high · qualifier · status
QUANTITIES = [
    ("42", 42, 42, 42, "=", "A"),
    ("1,234", 1234, 1234, 1234, "=", "A"),
    ("2,000.00元整", 2000, 2000, 2000, "=", "A"),
    ("１２３", 123, 123, 123, "=", "A"),
    ("12.5万", 125000, 125000, 125000, "=", "A"),
    ("3.2亿", 320_000_000, 320_000_000, 320_000_000, "=", "A"),
    ("百万", 1_000_000, 1_000_000, 1_000_000, "=", "A"),
    ("两百", 200, 200, 200, "=", "A"),
    ("三千五百", 3500, 3500, 3500, "=", "A"),
    ("0", 0, 0, 0, "=", "A"),
    ("12%", 12, 12, 12, "=", "A"),
    ("12％", 12, 12, 12, "=", "A"),
    ("12.5％", Decimal("12.5"), Decimal("12.5"), Decimal("12.5"), "=", "A"),
    ("１２．５万", 125000, 125000, 125000, "=", "A"),
    ("近百人", 100, 0, 100, "<", "A"),
    ("近亿元", 100_000_000, 0, 100_000_000, "<", "A"),
    ("近300", 300, 0, 300, "<", "A"),
    ("不足10", 10, 0, 10, "<", "A"),
    ("二十余", 20, 20, 30, ">=", "A"),
    ("50多人", 50, 50, 60, ">=", "A"),
    ("500余万元", 5_000_000, 5_000_000, 6_000_000, ">=", "A"),
    ("100以上", 100, 100, None, ">=", "A"),
    ("超过3万", 30000, 30000, None, ">", "A"),
    ("突破1,000", 1000, 1000, None, ">", "A"),
    ("约120", 120, None, None, "~", "A"),
    ("35（正在公示）", 35, 35, 35, "=", "P"),
    ("几乎为零", 0, 0, None, "~", "U"),
    ("全部", None, None, None, None, "I"),
    ("xx", None, None, None, None, "Q"),
    ("x.xx万", None, None, None, None, "Q"),
    ("xxxx人次以上", None, None, None, ">=", "Q"),
    ("xx余", None, None, None, ">=", "Q"),
    ("1.2万余人", 12_000, 12_000, 13_000, ">=", "A"),
    ("1.2万余", 12_000, 12_000, 13_000, ">=", "A"),
    ("12.50余万元", 125_000, 125_000, 126_000, ">=", "A"),
    ("10万余", 100_000, 100_000, 200_000, ">=", "A"),
    ("十几", 10, 10, 20, ">=", "A"),
    ("数百", 100, 100, 1000, "~", "A"),
    ("几十人", 10, 10, 100, "~", "A"),
    ("上千人", 1000, 1000, None, ">=", "A"),
    ("超亿元", 100_000_000, 100_000_000, None, ">", "A"),
    ("突破万人", 10_000, 10_000, None, ">", "A"),
    ("达300人次以上", 300, 300, None, ">=", "A"),
    ("不低于20", 20, 20, None, ">=", "A"),
    ("20以内", 20, 0, 20, "<", "A"),
    ("20至30人", 20, 20, 30, "~", "A"),
    ("8千到1.2万人", 8_000, 8_000, 12_000, "~", "A"),
    ("1 280 000", 1_280_000, 1_280_000, 1_280_000, "=", "A"),
    ("1\u00a0280.5", Decimal("1280.5"), Decimal("1280.5"), Decimal("1280.5"), "=", "A"),
    ("12.5 万", 125000, 125000, 125000, "=", "A"),
    ("12\n人", 12, 12, 12, "=", "A"),
    ("\u202d1\u200b280\ufeff", 1280, 1280, 1280, "=", "A"),
]
CAPITALS = [
    ("零元整", 0), ("零", 0), ("壹拾元整", 10), ("拾元", 10), ("壹拾万元整", 100_000), ("伍仟元", 5_000), ("伍仟圆正", 5_000),
    ("人民币叁佰零伍元整", 305), ("壹万零伍佰元", 10_500), ("壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分", Decimal("1234567.89")),
    ("贰亿元整", 200_000_000), ("壹亿零叁佰万元", 103_000_000), ("陆角", Decimal("0.6")), ("柒元零捌分", Decimal("7.08")),
    ("玖角伍分", Decimal("0.95")), ("壹拾万", 100_000), ("貳萬圓整", 20_000), ("壹 拾 万 元 整", 100_000),
    ("10万元整", 100_000), ("10.5万元整", 105_000), ("人民币10万元", 100_000), ("人民币：￥1,200.50元正", Decimal("1200.5")),
    ("5仟元整", 5_000), ("10萬圓整", 100_000), ("3佰万元", 3_000_000),
]  # fmt: skip
NO_QUANTITY = [
    "壹佰贰元",
    "壹万伍元",
    "拾佰元",
    "元整",
    "万元整",
    "壹拾万元整左右",
    "壹拾万元（10万元）",
    "10万整",
    "人民币10万",
    "10人整",
    "人民币",
    "壹贰叁元",
    "伍年",
    "1280①",
    "96²",
    "12½",
    "⒓",
    "12\n15",
    "3 5",
    "1 28",
    "12 345 6",
    "1\n280",
    "1, 280",
    "1. 5",
    "三 十",
    "٣",
    "1,23",
    "3+2",
    "1～5",
    "一百二",
    "多个",
    "12人",
    "1.23E+17x",
    "万",
    "--5",
    "5 5元次",
]


def _times(value: Decimal | None, mult: int) -> Decimal | None:
    return None if value is None else value * Decimal(10) ** mult


@pytest.mark.parametrize(("text", "value", "low", "high", "qualifier", "status"), QUANTITIES)
def test_a_quantity_is_value_bounds_qualifier_and_status(
    text: str, value: int | None, low: int | None, high: int | None, qualifier: str | None, status: str
) -> None:
    read = read_quantity(text, UNITS)
    assert read is not None
    shown = (_times(read.value, read.mult), _times(read.low, read.mult), _times(read.high, read.mult))
    assert (*shown, read.qualifier, read.status) == (value, low, high, qualifier, status)


@pytest.mark.parametrize(("text", "value"), CAPITALS)
def test_an_amount_in_capitals_is_the_number(text: str, value: Decimal | int) -> None:
    read = read_quantity(text, UNITS)
    assert read is not None
    assert (_times(read.value, read.mult), read.qualifier, read.status) == (value, "=", "A")


@pytest.mark.parametrize("text", [t for t in NO_QUANTITY if t != "12人"])
def test_what_is_no_quantity_is_not_guessed(text: str) -> None:
    assert read_quantity(text, UNITS) is None


def test_a_mask_keeps_its_pattern() -> None:
    read = read_quantity("x.xx万", UNITS)
    assert read is not None
    assert (read.mask, read.mult) == ("x.xx", 4)


@given(st.integers(0, 10**12))
def test_any_whole_number_reads_as_itself(number: int) -> None:
    for text in (str(number), f"{number:,}"):
        read = read_quantity(text, UNITS)
        assert read is not None
        assert read.value == number


@given(st.text(max_size=30))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    read_quantity(text, UNITS)


def _context(year: int | None = 2021) -> values.Context:
    form = contracts.form("measure_return")
    mults = {"万元": 4, "元": 0, "人": 0, "万人": 4}
    return values.Context(form, "530100-RC", year, {"unit": UNITS}, mults, KEY)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("12.5", "万元", 125000),
        ("12.5万元", "万元", 125000),  # said twice, meant once
        ("12.5万", "元", 125000),
        ("12.5万", "万元", None),  # once or twice: not guessed
        ("120", "人", 120),
        ("12人", "万元", None),
        ("123元", "万元", 123),  # the cell's own unit wins
        ("12.5万", "万人", None),
        ("30人", "万人", 30),
        ("￥125,000.00", "元", 125000),
        ("¥12.5", "万元", 125000),
        ("￥12", "人", None),
        ("￥12", None, None),
        ("壹拾万元整", "元", 100_000),
        ("壹拾万元整", "万元", 100_000),
        ("壹拾万", "万元", None),
        ("壹拾", "万元", 100_000),
        ("壹拾元", "人", None),
        ("10万元整", "万元", 100_000),
        ("10万元整", "人", None),
    ],
)
def test_a_value_comes_in_the_base_unit_of_its_column(value: str, unit: str | None, expected: int | None) -> None:
    row = row_values({"value": value, "unit": unit}, _context())
    assert row["value__v"] == expected
    assert (row["value__status"] is None) == (expected is None)


@pytest.mark.parametrize("unit", ["万", "元/人", "万美元"])
def test_an_amount_in_a_unit_that_nobody_knows_is_no_number_and_no_second_finding(unit: str) -> None:
    row = row_values({"value": "12.5", "unit": unit}, _context())
    assert (row["unit__v"], row["value__v"], row["value__low"], row["value__status"]) == (None, None, None, "U")


DAYS = [
    ("2023-05-01", date(2023, 5, 1)),
    ("2023.5.1", date(2023, 5, 1)),
    ("2023/5/1", date(2023, 5, 1)),
    ("2023年5月1日", date(2023, 5, 1)),
    ("2023年5月1号", date(2023, 5, 1)),
    ("20230501", date(2023, 5, 1)),
    ("２０２３．５．１", date(2023, 5, 1)),
    (date(2023, 5, 1), date(2023, 5, 1)),
    (datetime(2023, 5, 1, 8, 30), date(2023, 5, 1)),
    (45047.0, date(2023, 5, 1)),
    ("45047", date(2023, 5, 1)),
    ("二〇二三年五月一日", date(2023, 5, 1)),
    ("2023-05-01\u200b", date(2023, 5, 1)),
    ("2023年5月\n1日", date(2023, 5, 1)),
    ("2023-05-01 0:00", date(2023, 5, 1)),
    ("2023/5/1 0:00:00", date(2023, 5, 1)),
    ("2023-05-01T00:00:00", date(2023, 5, 1)),
    ("2023-5-3 9:00", date(2023, 5, 3)),
    ("2023/5/3 09:00:30", date(2023, 5, 3)),
    ("2023年5月3日 下午3:00", date(2023, 5, 3)),
    ("2023-05-03 9:00 am", date(2023, 5, 3)),
    ("2023-05-03T23:30:00Z", None),  # the next day in China
    ("2023-05-03 9", None),
    ("2023-05-03 9:75", None),
    ("2023-05-0①", None),
    ("2023年5月\n6", None),
    ("2023-05-01\n2023-05-02", None),
    ("20205", None),  # May 2020 without its point, no day of 1955
    (20205.0, None),
    ("二○二三年十二月三十一日", date(2023, 12, 31)),
    ("2023 年 5 月 1 日", date(2023, 5, 1)),
    ("2023年5月", None),
    ("2023-02-30", None),
    ("至今", None),
    (12.0, None),
]
MONTHS = [
    ("2023-05", date(2023, 5, 1)),
    ("2023.5", date(2023, 5, 1)),
    (2023.5, date(2023, 5, 1)),
    ("2023.10", date(2023, 10, 1)),
    (2023.1, None),  # January or October
    ("2023.1", date(2023, 1, 1)),
    ("2023.11", date(2023, 11, 1)),
    ("2023-1", date(2023, 1, 1)),
    ("\u202d2023-05\u202c", date(2023, 5, 1)),
    ("㋄", None),
    ("2023年5月", date(2023, 5, 1)),
    ("202305", date(2023, 5, 1)),
    (202305.0, date(2023, 5, 1)),
    (20230517.0, date(2023, 5, 1)),
    (45047.0, date(2023, 5, 1)),
    ("二〇二三年五月", date(2023, 5, 1)),
    ("５月", date(2021, 5, 1)),
    ("2023年5月17日", date(2023, 5, 1)),
    (date(2023, 5, 17), date(2023, 5, 1)),
    ("5月", date(2021, 5, 1)),
    ("2023年13月", None),
    ("5月底", None),
]


@pytest.mark.parametrize(("cell", "expected"), DAYS)
def test_a_day_is_never_guessed_from_less(cell: object, expected: date | None) -> None:
    row = row_values({"as_of_date": cell}, _context())  # type: ignore[dict-item]
    assert row["as_of_date__v"] == expected


@pytest.mark.parametrize(("cell", "expected"), MONTHS)
def test_a_month_is_its_first_day(cell: object, expected: date | None) -> None:
    row = row_values({"period_start": cell}, _context())  # type: ignore[dict-item]
    assert row["period_start__v"] == expected


def test_a_month_alone_needs_the_year_of_the_period() -> None:
    assert row_values({"period_start": "5月"}, _context(None))["period_start__v"] is None


def test_a_serial_counts_from_the_workbooks_own_day() -> None:
    context = replace(_context(), epoch=values.EPOCH_1904)
    assert row_values({"as_of_date": 43585.0}, context)["as_of_date__v"] == date(2023, 5, 1)


def test_a_month_that_may_have_lost_its_zero_is_not_read_where_cells_have_no_types() -> None:
    context = replace(_context(), has_types=False)
    for text, month in (("2023.1", None), ("2023.10", 10), ("2023.11", 11), ("2023.2", 2), ("2023-1", 1)):
        read = row_values({"period_start": text}, context)["period_start__v"]
        assert read == (date(2023, month, 1) if month else None), text


@pytest.mark.parametrize("nothing", ["", " ", "—", "——", "/", "／", "－", "无", "暂无", "不详", "N/A", None])
def test_a_cell_that_states_nothing_is_null_and_its_status_missing(nothing: str | None) -> None:
    row = row_values({"value": nothing}, _context())
    assert (row["value"], row["value__v"], row["value__status"]) == (None, None, "O")


def test_a_code_that_means_none_is_a_code() -> None:
    form = contracts.form("talent_register")
    context = values.Context(form, "530102-RC", 2021, {"title_level": {"无": "none"}}, {}, KEY)
    assert row_values({"title_level": "无"}, context)["title_level__v"] == "none"


def test_an_identity_number_in_free_text_is_masked() -> None:
    form = contracts.form("talent_register")
    context = values.Context(form, "530102-RC", 2021, {}, {}, KEY)
    row = row_values({"remark": "原证件11010519491231002X已注销"}, context)
    assert row["remark"] == "原证件110***************已注销"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (5e-05, "0.00005"), (-1.5e-07, "-0.00000015"), (0.1 + 0.2, "0.3"), (56.99999999999999, "57"), (12345.678, "12345.678"),
        (2.0, "2"), (5.3e17, "5.3e+17"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_a_clerk_sees_it(number: float, shown: str) -> None:
    assert as_text(number) == shown


def test_a_cell_means_the_same_whatever_nobody_sees_stands_in_it() -> None:
    form = contracts.form("talent_register")
    lookups = {"title_level": {"中级": "intermediate"}, "id_type": {"居民身份证": "resident_id"}}
    context = values.Context(form, "530102-RC", 2021, lookups, {}, KEY)
    cells = {
        "title_level": "中级", "id_type": "居民身份证", "id_number": "11010519491231002X", "name": "测某", "employer": "某站",
        "birth_ym": "1949-12", "as_of_date": "2021-12-31",
    }  # fmt: skip
    for mark in "\u200b\u202c\u202d\u200e\ufeff\u2060\xad\ufe0f\x7f":
        marked = {name: f"{mark}{text[:2]}{mark}{text[2:]}{mark}" for name, text in cells.items()}
        assert row_values(marked, context) == row_values(cells, context), ascii(mark)


def test_the_year_of_a_cell_may_be_in_chinese() -> None:
    form = contracts.form("funding_ledger")
    name = next(f.name for f in form.fields if f.kind == "year")
    context = values.Context(form, "530102-RC", 2021, {}, {}, KEY)
    for text, year in (("二〇二一年度", 2021), ("2021 年", 2021), ("202①", None)):
        assert row_values({name: text}, context)[f"{name}__v"] == year
