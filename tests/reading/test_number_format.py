"""What a cell shows of a number under its format, and what the number is of. Extend the tables."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbooks
from row_by_row import row_values
from talent_warehouse import contracts
from talent_warehouse.identity import Key
from talent_warehouse.reading.files import number_format
from talent_warehouse.reading.files.documents import Cell, Shown, open_document
from talent_warehouse.reading.values import values
from talent_warehouse.reading.values.quantities import read_quantity

UNITS = {"元": "元", "千元": "元", "万元": "元", "百万元": "元", "人": "人", "家": "家", "%": "%"}
MULTIPLIERS = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "人": 0, "%": 0}

# format · number · what the cell shows · amount in yuan where the row says 元; None where it is no amount
AMOUNTS = [
    ('0!.0000"万"', 123456, "12.3456万", 123456),
    ("0!.0000万元", 123456, "12.3456万元", 123456),
    ('0\\.0000"万"', 123456, "12.3456万", 123456),
    ('0"."0000万元', 123456, "12.3456万元", 123456),
    ('0!.0,"万"', 123456, "12.3万", 123456),
    ("0.00,,万%", 123456, "12.35万%", None),
    ('0.00,,"万"%', 123456, "12.35万%", None),
    ('#"万"0000', 123456, "12万3456", 123456),
    ('0.0"百万"', 1.5, "1.5百万", 1_500_000),
    ('0"千元"', 150, "150千元", 150_000),
    ('0.00,"千元"', 123456, "123.46千元", 123456),
    ('[>=10000]0!.0000"万";0', 123456, "12.3456万", 123456),
    ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 123456, "12.3万", 123456),
    ('[<10000]0;0!.0,"万"', 123456, "12.3万", 123456),
    ('[<10000]0;0"万"', 123456, "123456万", 1_234_560_000),
    # its neighbours
    ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 1_234_567_890, "12.35亿", 1_234_567_890),
    ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 99, "99", 99),
    ('[>=10000]0!.0000"万";0', -5, "-5", -5),
    ('0!.0,"万";-0!.0,"万"', -123456, "-12.3万", -123456),
    ('0.0"万";(0.0"万")', -12.5, "(12.5万)", -125_000),
    ('0.0"万";;', 12.5, "12.5万", 125_000),
    ('#,##0.00"万元"', 1234.5, "1,234.50万元", 12_345_000),
    ('#"亿"0000"万"', 123456, "12亿3456万", 1_234_560_000),
    ('0.0,"万"', 123456, "123.5万", 1_234_560),  # divided by a thousand, said in ten thousands
    ('0.00,,"百万"', 1_234_567, "1.23百万", 1_234_567),
    ('0"十万"', 3, "3十万", 300_000),
    ('0.0"万亿"', 0.5, "0.5万亿", 500_000_000_000),
    ('0.0"千万元"', 2.5, "2.5千万元", 25_000_000),
    ('0"百元"', 12, "12百元", 1200),
    ('0.00"万"', 33.3333, "33.33万", 333_333),
    ('0.00"万"', 0.1 + 0.2, "0.30万", 3000),
    ('0"万"', 0.4, "0万", Decimal("0.4")),  # nothing to the precision shown, and so is what is stored
    ('[Red]0.0"万"', 12.5, "12.5万", 125_000),
    ('[$-804]0.0_ "万"', 12.5, "12.5 万", 125_000),
    ('"约"0"万"', 5, "约5万", 50_000),
    ('0.0000,"元"', 123456, "123.4560元", Decimal("123.456")),
    ('0.0"万元/人"', 3.2, "3.2万元/人", None),
    ("0.0万元/人", 3.2, "3.2万元/人", None),
    ('"万元 "#"万"0000', 123456, "万元 12万3456", 123456),
    ('0"万"00', 1234, "12万34", None),  # 12万34 is nothing that one can count on
    ('0!.0!.0"万"', 123, "1.2.3万", None),
    ('0"00万"', 12, "1200万", 12_000_000),
    ("0.0%", 0.125, "12.5%", None),
    # words that are no unit of the column, signs that the number has not
    ("0‰", 5, "5‰", None),
    ("0!‰", 5, "5‰", None),
    ("0!%", 12, "12%", None),
    ('0.0"%"', 12, "12.0%", None),
    ("$ #,##0", 1200, "$ 1,200", None),
    ("[$$-409]#,##0.00", 1200, "$1,200.00", None),
    ("€0", 3, "€3", None),
    ('0"倍"', 3, "3倍", None),
    ('0"人"', 12, "12人", None),
    ('"共"0"元"', 12, "共12元", None),
    ("-0", 5, "-5", -5),
    ("-0", -5, "--5", None),
    ('-0.0"万"', 5, "-5.0万", -50_000),
    ("(0)", 5, "(5)", None),
    ("(0)", -5, "-(5)", None),
    ("0;0", -5, "5", None),  # 5 to whoever looks, -5 to whoever adds up
    ('0.0"万";0.0"万"', -5, "5.0万", None),
    ('0"元"', 12, "12元", 12),
    ('#,##0.00"元整"', 12.5, "12.50元整", Decimal("12.5")),
    ('0.0"元"_);(0.0"元")', -12.5, "(12.5元)", Decimal("-12.5")),
    ("0000", 12, "0012", 12),
    ('0000"-"00"-"00', 20210501, "2021-05-01", None),
]  # fmt: skip

# format · number · what the cell shows: formats that leave the number as it is
PLAIN = [
    ("0", 0.5, "1"),
    ("0", 2.5, "3"),
    ("0", -0.4, "0"),
    ("#", 0, ""),
    ("0.00", 1.005, "1.01"),
    ("0.00", -1.5, "-1.50"),
    ("0.0", -0.05, "-0.1"),
    ("0.0", 123456789012345, "123456789012345.0"),
    ("0.0#", 1.5, "1.5"),
    ("#.##", 0, "."),
    (".00", 12.5, "12.50"),
    ("?0.0?", 1.5, " 1.5 "),
    ("#,##0", 12, "12"),
    ("#,##0.00", 1234567.891, "1,234,567.89"),
    ("0.00,,", 123456789, "123.46"),
    ("#,##0,", 1234567, "1,235"),
    ("0.00;(0.00)", -1.5, "(1.50)"),
    ('0;-0;"零"', 0, "零"),
    (";;;", 5, ""),
    ("0;;", -3, ""),
    ("0.0_);\\(0.0\\)", -2, "(2.0)"),
    ("_(* #,##0_);_(* (#,##0)", 1234, " 1,234 "),
    ('[=0]"-";0.0', 0, "-"),
    ('[<0]"负"0;0', -5, "负5"),
    ('[>100]"多";"少"', 5, "少"),
    ("[$￥-804]#,##0.00", 1234.5, "￥1,234.50"),
    ("0;[Red]0", -5, "5"),
    ("0.00_);[红色]\\(0.00\\)", -3.5, "(3.50)"),
    ("+0;-0", 5, "+5"),
    ("0_ ", 5, "5 "),
    ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', -12.5, " ¥-12.50 "),
    ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 0, " ¥-   "),
    ("000000", 530102, "530102"),
    ('0;0;0;@"万"', 5, "5"),
    ('[>=10000]0"甲";[<10]0"乙"', 50, None),  # Excel shows ####
    ("General", 12.5, None),
    ("0.00E+00", 123456, None),
    ("# ?/?", 1.5, None),
    ('yyyy"年"m"月"d"日"', 44326, None),
    ("[h]:mm", 1.5, None),
    ("@", 12, None),
    ('"' + "万" * 300 + '"0', 5, None),  # longer than a format can be
]


def _cells(tmp_path: Path, *cells: tuple[str, float]) -> list[Cell]:
    """Numbers under formats, as they are read from a workbook."""

    def show(made) -> None:
        for row, (code, number) in enumerate(cells, 1):
            cell = made.worksheets[0].cell(row, 1, number)
            cell.number_format = code

    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["x"]]), change=show))
    return [row[0] for row in open_document(path).sheets[0].rows()]


def _row(form: str, cells: dict[str, Cell]) -> values.Columns:
    lookups = {"unit": UNITS}
    return row_values(
        cells, values.Context(contracts.form(form), "530100-RC", 2021, lookups, MULTIPLIERS, Key(b"k" * 32))
    )


@pytest.mark.parametrize(("code", "number", "shown"), [*((c, n, s) for c, n, s, _ in AMOUNTS), *PLAIN])
def test_a_number_is_shown_by_its_format(code: str, number: float, shown: str | None) -> None:
    assert number_format.render(number, code) == shown


def test_an_amount_is_what_its_format_says_that_it_is(tmp_path: Path) -> None:
    cells = _cells(tmp_path, *((code, number) for code, number, _, _ in AMOUNTS))
    rows = [_row("measure_return", {"value": cell, "unit": "元"}) for cell in cells]
    found = [(code, row["value__v"]) for (code, *_), row in zip(AMOUNTS, rows, strict=True)]
    assert found == [(code, amount) for code, _, _, amount in AMOUNTS]
    assert all((row["value__status"] is None) == (row["value__v"] is None) for row in rows)


def test_an_amount_that_is_none_is_quoted_as_it_is_shown(tmp_path: Path) -> None:
    (cell,) = _cells(tmp_path, ("0.00,,万\n%", 123456))
    assert _row("measure_return", {"value": cell, "unit": "元"})["value"] == "12.35万%"


@pytest.mark.parametrize(("code", "number", "shown"), PLAIN)
def test_a_format_without_a_unit_changes_nothing(code: str, number: float, shown: str | None) -> None:
    assert number_format.said(number, code) is None
    may_speak = code in ("000000", "0;[Red]0", '0;0;0;@"万"', '[>=10000]0"甲";[<10]0"乙"')  # of other numbers
    may_speak |= code in ("#", "#.##", '0;-0;"零"', ";;;", "0;;", '[>100]"多";"少"')  # hides some, or says a word
    assert number_format.speaks(code) in {may_speak, number_format.shifted(number, code) != 0}


@pytest.mark.parametrize(
    ("code", "number", "unit", "amount"),
    [
        ("0!.0,", 123456, "万元", 123456),
        ("0.0,", 123456, "千元", 123456),
        ("0.00,,", 123456789, "百万元", 123456789),
        ("0.00", 12.3456, "万元", 123456),
        ("0!.0,", 123456, "元", 123456),  # the unit says nothing of another number
    ],
)
def test_digits_that_a_format_scales_to_the_columns_unit_are_not_scaled_again(
    tmp_path: Path, code: str, number: float, unit: str, amount: int
) -> None:
    (cell,) = _cells(tmp_path, (code, number))
    assert _row("measure_return", {"value": cell, "unit": unit})["value__v"] == amount


def test_the_unit_of_the_column_and_of_the_format_are_meant_once(tmp_path: Path) -> None:
    cells = _cells(tmp_path, ("0!.0000万元", 123456), ('0!.0000"万"', 123456))
    found = [_row("measure_return", {"value": cell, "unit": "万元"})["value__v"] for cell in cells]
    assert found == [123456, None]  # 12.3456万 in 万元: once or twice? not guessed


# a format · a number under it · the text, value and bounds that it comes to in a column of 人
ABOUT: list[tuple[str, float, str, tuple[int, int | None, int | None, str] | None]] = [
    ('"约"0', 120, "约120", (120, None, None, "~")),
    ('"约"#,##0"人"', 1200, "约1200", (1200, None, None, "~")),
    ('"约"0.0"万"', 12.3456, "约12.3456万", (123456, None, None, "~")),
    ('"约"0!.0,"万"', 123456, "约12.3456万", (123456, None, None, "~")),
    ('"近"0', 300, "近300", (300, 0, 300, "<")),
    ('">"0', 300, ">300", (300, 300, None, ">")),
    ('0"余"', 120, "120余", (120, 120, 130, ">=")),
    ('0"余人"', 120, "120余", (120, 120, 130, ">=")),
    ('0"以上"', 120, "120以上", (120, 120, None, ">=")),
    ('0.0"左右";"约"0', 12, "12左右", (12, None, None, "~")),
    ('0"约"', 120, "120约", None),
    ('0"+"', 120, "120+", None),
]


@pytest.mark.parametrize(("code", "number", "text", "read"), ABOUT)
def test_a_number_that_a_format_calls_about_so_much_is_no_exact_one(
    tmp_path: Path, code: str, number: float, text: str, read: tuple[int, int | None, int | None, str] | None
) -> None:
    (cell,) = _cells(tmp_path, (code, number))
    row = _row("measure_return", {"value": cell, "unit": "人"})
    assert row["value"] == text
    found = tuple(row[f"value__{what}"] for what in ("v", "low", "high", "qualifier"))
    assert found == (read or (None, None, None, None))


@pytest.mark.parametrize(
    ("code", "said"), [('0"余额"', "5余额"), ('0"多媒体"', "5多媒体"), ('"大约定"0"个"', "大约定5个")]
)
def test_words_that_only_begin_like_about_are_a_word(code: str, said: str) -> None:
    assert number_format.said(5, code) == said


# a format · a number under it · the unit of its column · what it comes to there
WORDS = [
    ('0"元"', 12, "万元", 12),
    ('0"人"', 12, "人", 12),
    ('0"人"', 12, "万元", None),
    ('0.0"%"', 12.34, "%", Decimal("12.34")),
    ("0!%", 12, "人", None),
    ('0"倍"', 3, "万元", None),
    ('General"人"', 12, "人", 12),
    ("-0", 12, "万元", -120_000),
    ("0000", 12, "万元", 120_000),
]


@pytest.mark.parametrize(("code", "number", "unit", "amount"), WORDS)
def test_a_word_behind_a_number_is_its_unit_as_if_it_were_typed(
    tmp_path: Path, code: str, number: float, unit: str, amount: Decimal | None
) -> None:
    (cell,) = _cells(tmp_path, (code, number))
    typed = number_format.said(number, code)
    found = [_row("measure_return", {"value": one, "unit": unit})["value__v"] for one in (cell, typed)]
    assert found == [amount, amount]


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('0"人次"', 45),
        ('0"场"', 45),
        ("0_ ", 45),
        ('0"元"', None),
        ('0"万元"', None),
        ('0"倍"', None),
        ("0!%", None),
        ('0"亩"', None),
    ],
)
def test_a_column_of_counts_takes_no_money_and_no_share(tmp_path: Path, code: str, count: int | None) -> None:
    (cell,) = _cells(tmp_path, (code, 45))
    lookups = {"unit": {**UNITS, "人次": "人次", "场": "次", "倍": "倍", "亩": "亩"}}
    context = values.Context(contracts.form("service_log"), "530100-RC", 2021, lookups, MULTIPLIERS, Key(b"k" * 32))
    for said in (cell, number_format.said(45, code) or "45"):
        assert row_values({"attendances": said}, context)["attendances__v"] == count


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0000", "0012"),
        ('"YN"0000', "YN0012"),
        ('0000"号"', "0012号"),
        ('"第"0"届"', "第12届"),
        ("0_ ", "12"),
        ("00.0", "12"),
    ],
)
def test_a_text_is_what_its_format_shows(tmp_path: Path, code: str, shown: str) -> None:
    (cell,) = _cells(tmp_path, (code, 12))
    assert _row("funding_ledger", {"fund_ref": cell})["fund_ref"] == shown


@pytest.mark.parametrize(
    ("code", "number", "count"), [('0"家"', 3, 3), ('0"人"', 3, 3), ("00", 3, 3), ('0"元"', 3, None), ("0!%", 3, None)]
)
def test_a_count_may_say_of_what_it_is(tmp_path: Path, code: str, number: float, count: int | None) -> None:
    (cell,) = _cells(tmp_path, (code, number))
    assert _row("funding_ledger", {"payee_count": cell})["payee_count__v"] == count


def test_identity_numbers_and_dates_pass_through_no_format(tmp_path: Path) -> None:
    person = dict(zip((f.name for f in contracts.form("talent_register").fields), workbooks.person(1), strict=True))
    number, day = _cells(tmp_path, ('0"万"', 110105491231002), ('0.0,"万"', 45047))
    assert isinstance(number, Shown)
    assert isinstance(day, Shown)
    bare, formatted = (_row("talent_register", {**person, "id_number": n}) for n in (110105491231002.0, number))
    assert bare == formatted
    assert bare["id_number__fault"] is None
    assert _row("measure_return", {"as_of_date": day})["as_of_date__v"] == date(2023, 5, 1)


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 6))
def test_a_plain_format_rounds_half_away_from_zero(number: Decimal, places: int) -> None:
    code = "0." + "0" * places if places else "0"
    shown = number_format.render(float(number), code)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert shown == f"{rounded if rounded else abs(rounded):f}"  # no minus before nothing


@given(
    number=st.decimals(Decimal("0.5"), 10**11, places=3),
    places=st.sampled_from(["0", "#,##0", "0.00", "0!.0000", '0"."00', '0!.0,', "0.0,", "0.00,,"]),
    unit=st.sampled_from(["百", "千", "千元", "万", "万元", "百万", "千万", "亿", "亿元"]),
)  # fmt: skip
def test_what_is_read_is_what_is_shown_with_the_digits_that_are_stored(number: Decimal, places: str, unit: str) -> None:
    """A person's way: read the text of the cell; where that is the stored number, keep it, else move its point."""
    code = f'{places}"{unit}"'
    text = number_format.render(float(number), code)
    said = number_format.said(float(number), code)
    assert text is not None
    assert said is not None
    digits = Decimal(re.sub(r"[^\d.]", "", text))
    times = Decimal({"百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}[unit.rstrip("元")])
    half = times.scaleb(digits.as_tuple().exponent) / 2
    read = read_quantity(said, UNITS)
    assert read is not None
    assert read.value is not None
    value = read.value * Decimal(10) ** read.mult
    assert abs(value - digits * times) <= half
    if digits and abs(number - digits * times) <= half:
        assert value == number
    assert value.normalize().as_tuple().digits == number.normalize().as_tuple().digits


@given(st.text('0#?.,;%@"!\\_*[]<>=/E+-万千百亿元1 yhGeneral', max_size=40), st.floats(allow_nan=True))
def test_no_format_makes_the_reader_raise(code: str, number: float) -> None:
    if number_format.speaks(code):
        number_format.said(number, code)
    number_format.render(number, code)
