"""Filings that are odd and read all the same: sheets, cells and names as nobody expects them, each in a slot of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from talent_sample import whole
from talent_sample.files import Format
from talent_sample.filings import FileFind, Filing, Oddity
from talent_sample.formats.package import Change
from talent_sample.grids import Cell, Error, Formula
from talent_sample.plan import Plan
from talent_sample.shapes import PLAIN, Shape
from talent_sample.whole import Slots

CSV = Format("text", "csv", "gb18030")


def add_all(plan_: Plan, slots: Slots) -> None:
    """Everything of this module into the plan."""
    for some in (_sheets, _layouts, _cells, _names, _packages):
        plan_.filings += some(plan_, slots)


def _sheets(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """What the reader finds in a sheet or in what the file says of itself."""
    half = ("employer", "staff_category", "talent_category", "education", "title_level")
    sheet, file = True, False  # what the finding speaks of
    kinds = (
        ("RD-missing_column", Oddity(dropped=("employment",)), sheet),
        ("RD-repeated_column", Oddity(repeated="name"), sheet),
        ("RD-unknown_column", Oddity(extra="政治面貌"), sheet),
        ("RD-no_header", Oddity(dropped=half), file),
        ("RD-no_period", Oddity(states_period=False), file),
        ("RD-other_unit", Oddity(stated_unit=plan_.reference.units["530102-RC"].name), file),
        ("RD-no_rows", Oddity(), file),
    )
    for rule, oddity, where in kinds:
        filing = whole.register(plan_, slots, 0 if rule == "RD-no_rows" else 15)
        yield replace(filing, oddity=oddity, shape=PLAIN, file_finds=[FileFind(rule, has_sheet=where)])
    hidden = whole.register(plan_, slots, 30)
    yield replace(hidden, oddity=Oddity(hidden=True), file_finds=[FileFind("RD-hidden_sheet", sheet="上年底稿")])
    other = whole.register(plan_, slots, 30)
    yield replace(other, oddity=Oddity(other_form=True), file_finds=[FileFind("RD-empty_sheet", sheet="附表")])
    stray = whole.register(plan_, slots, 15)
    yield replace(stray, unit="539999-RC", file_finds=[FileFind("RD-unknown_unit"), FileFind("RD-unread_unit")])


def _layouts(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """A log in each format of workbook with everything that its layout can give to find."""
    shape = Shape(
        is_title_merged=True, has_two_rows=True, labels="breaks", subtotal_every=5, total="wrong", merges_down=True,
        hides_rows=True, hides_columns=True, beside=("封面", "填报说明", "字典", "隐藏字典", "空表", "工作量统计"),
    )  # fmt: skip
    for kind in ("xlsx", "xlsm", "xls", "xlsb", "ods"):
        yield replace(whole.known(plan_, slots, "service_log"), format=Format(kind, kind), shape=shape)
    for form in ("service_log", "funding_ledger"):
        yield replace(whole.known(plan_, slots, form, 6), format=CSV, shape=Shape(total="wrong", has_two_rows=True))
    yield replace(whole.known(plan_, slots, "service_log"), shape=Shape(merges_number="households"))


def _cells(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Cells that hold errors or formulas that nobody calculated, and texts that are no harm because they stay texts."""
    error, open_ = ("RD-error_cell", "RD-uncached_formula")
    register = whole.register(plan_, slots, 20)
    yield _with(register, {3: ("remark", Error("#N/A"), (error,)), 5: ("remark", Formula("B6", None), (open_,))})
    ledger = whole.known(plan_, slots, "funding_ledger", 6)
    yield _with(ledger, {2: ("amount", Error("#REF!"), (error,))})
    log = whole.known(plan_, slots, "service_log")
    yield _with(log, {4: ("households", Formula("J7*2", None), (open_,))})
    for format_ in (Format("xls", "xls"), Format("xlsb", "xlsb"), Format("ods", "ods")):
        register = replace(whole.register(plan_, slots, 20), format=format_)
        yield _with(register, {3: ("remark", Error("#DIV/0!"), (error,))})
    texts = whole.register(plan_, slots, 12)
    kept = (
        "=1+1",
        "<script>alert(1)</script>",
        "'; drop table raw.talent_register; --",
        '=HYPERLINK("x")',
        "{{ 1 }}%s\\N",
    )
    yield _with(
        texts, {n: ("remark", text, ()) for n, text in enumerate(kept)} | {6: ("remark", "长" * 32_767, ("TR-190",))}
    )


def _with(filing: Filing, cells: Mapping[int, tuple[str, Cell, tuple[str, ...]]]) -> Filing:
    """A filing with some cells in place of what its rows say: row → field, cell, rules."""
    lines = [
        replace(line, shown={field: cell}, finds=tuple((rule, field) for rule in rules))
        if (field, cell, rules) != NONE
        else line
        for n, line in enumerate(filing.lines)
        for field, cell, rules in [cells.get(n, NONE)]
    ]
    return replace(filing, lines=lines)


NONE: tuple[str, Cell, tuple[str, ...]] = ("", None, ())


def _names(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Names that a shell, a path or a csv would stumble over, none at all, and the longest that a disk takes."""
    for name in (
        '"人才"台账\'{}.xlsx',
        "人才\n台账\t{}.xlsx",
        "-人才台账;{}|$(x).csv",
        "{}",
        "人才台账（最终版）" * 7 + "{}.xlsx",
    ):
        filing = whole.register(plan_, slots, 12)
        yield replace(filing, name=name.format(filing.unit[:6] + filing.period))


def _packages(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Workbooks that are large without holding more: formatted rows, a label in the last column, a merge of everything."""
    rows = b'<row s="1" customFormat="1"/>' * 1_000_000
    merged = b'<mergeCells count="1"><mergeCell ref="A99:XFD1048576"/></mergeCells>'
    label = b'<c r="XFD4" t="inlineStr"><is><t>' + "角".encode() + b'</t></is></c></row><row r="5"'
    changes: tuple[tuple[Change, list[FileFind]], ...] = (
        (lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"), []),
        (lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merged), []),
        (lambda xml: xml.replace(b'</row><row r="5"', label), [FileFind("RD-unknown_column", has_sheet=True)]),
    )
    for change, finds in changes:
        yield replace(whole.register(plan_, slots, 12), shape=PLAIN, change=change, file_finds=finds)
