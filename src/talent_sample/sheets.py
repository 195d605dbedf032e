"""A filing → sheets: where each row stands, and what of the layout itself must be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from talent_sample import beside, cells, headings, periods, shapes
from talent_sample.filings import NOTICE, Filing, Line, Oddity
from talent_sample.grids import Cell, Formula, Grid, Merge, place
from talent_sample.reference import Reference
from talent_sample.shapes import PLAIN, Shape
from talent_sample.sums import Sums
from talent_warehouse import contracts
from talent_warehouse.contracts import Form
from talent_warehouse.reading.nil import TICK
from talent_warehouse.reading.tables.rows import EXAMPLE_MARK

Found = tuple[str, int | None, str | None]  # rule, row, field


@dataclass(frozen=True)
class Sheet:
    """A sheet as cells, the row of each line of it, counted from 1, and what its layout gives to find."""

    grid: Grid
    placed: tuple[tuple[int, Line], ...] = ()
    found: tuple[Found, ...] = ()
    is_data: bool = False


def compose(filing: Filing, reference: Reference, seed: int) -> list[Sheet]:
    """The sheets of a filing, in the order of the workbook; a text has one."""
    rng = Random(f"{seed}/file/{filing.unit}/{filing.form}/{filing.period}/{filing.n}{filing.part}")
    form, is_workbook, odd = contracts.form(filing.form), filing.format.is_workbook, filing.oddity
    hand = cells.choose(form, reference.synonyms, is_workbook, rng)
    chosen = shapes.choose(len(filing.lines), rng)
    shape = _fitting(filing, filing.shape or (chosen if odd == Oddity() else PLAIN))
    name = rng.choice((form.title, form.title, "Sheet1", periods.written(filing.period))) if is_workbook else "csv"
    if is_workbook and not odd.states_period:  # the tab would state it
        name = form.title
    maker = _Maker(filing, form, shape, hand, reference, rng)
    lines = (
        sorted(filing.lines, key=lambda x: str(x.values[shapes.MERGED[form.name]]))
        if shape.merges_down
        else filing.lines
    )
    parts = [(name, lines)]
    if shape.is_split:
        half = len(lines) // 2
        parts = [("1机关事业", lines[:half]), ("2其他", lines[half:])]
    sheets = [maker.sheet(part, some) for part, some in parts]
    if odd.hidden:
        hidden = maker.sheet("上年底稿", filing.lines[:3]).grid
        sheets.append(Sheet(replace(hidden, is_hidden=True)))
    if odd.other_form:
        other = contracts.form("measure_return" if filing.form == "talent_register" else "talent_register")
        sheets.append(Sheet(Grid("附表", [["序号", *(f.header for f in other.fields)]])))
    return _with_beside(sheets, filing, form, shape, reference)


def _fitting(filing: Filing, shape: Shape) -> Shape:
    """The layout without what the format cannot hold or the rows do not bear."""
    is_workbook = filing.format.is_workbook
    units = {line.values.get("unit") for line in filing.lines}
    has_one_unit = len(units) == 1 and not any("unit" in line.literal for line in filing.lines)
    if not (filing.form == "funding_ledger" and has_one_unit):
        shape = replace(shape, unit="column")
    if filing.form not in shapes.MERGED or not all(line.is_plain for line in filing.lines):
        shape = replace(shape, merges_down=False)
    if not is_workbook:
        shape = replace(
            shape, is_title_merged=False, merges_down=False, hides_rows=False, hides_columns=False, beside=(),
            is_split=False, top="lines" if shape.top == "spaced" else shape.top,
        )  # fmt: skip
    return shape


def _with_beside(sheets: list[Sheet], filing: Filing, form: Form, shape: Shape, reference: Reference) -> list[Sheet]:
    unit, when = (
        reference.units[filing.unit].name if filing.unit in reference.units else "",
        periods.written(filing.period),
    )
    for name in shape.beside:
        grid = beside.grid(name, form, unit, when)
        found: tuple[Found, ...] = (("RD-unread_sheet", None, None),) if name == beside.UNREAD else ()
        sheets = [Sheet(grid), *sheets] if name == "封面" else [*sheets, Sheet(grid, found=found)]
    return sheets


@dataclass
class _Maker:
    """Lays out the sheets of one filing; the header is the same on all of them."""

    filing: Filing
    form: Form
    shape: Shape
    hand: cells.Hand
    reference: Reference
    rng: Random

    def __post_init__(self) -> None:
        odd, shape = self.filing.oddity, self.shape
        given = ("unit",) if shape.unit != "column" else ()
        order = [f for f in self.hand.order if f not in (*odd.dropped, *given)]
        self.order = order + ([odd.repeated] if odd.repeated else [])
        unit = str(self.filing.lines[0].values.get("unit")) if shape.unit == "header" else None
        labels = [headings.label(self.hand.labels[f], n, f, shape.labels, unit) for n, f in enumerate(self.order, 1)]
        labels += [odd.extra] if odd.extra else []
        self.labels = ["序号", *labels] if shape.is_numbered else labels

    def sheet(self, name: str, lines: Sequence[Line]) -> Sheet:
        """One sheet with its share of the rows."""
        rows, shape, rng = self._top(), self.shape, self.rng
        merges = [Merge(1, 1, 1, len(self.labels))] if shape.is_title_merged and len(rows) > 1 else []
        header, merged = headings.rows(
            self.labels, len(rows) + 1, shape.has_two_rows, self.filing.format.is_workbook, rng
        )
        rows += header
        merges += merged
        if shape.under_header == "example" and shape.is_numbered:
            rows.append([EXAMPLE_MARK, *(self.form.field(f).example for f in self.order)])
        elif shape.under_header == "numbering":
            rows.append([*map(str, range(1, len(self.labels) + 1))])
        body = _Body(self, rows, header)
        for line in lines:
            body.add(line)
        body.close()
        if shape.merges_number:
            body.merge_number(shape.merges_number)
        hidden = frozenset(r for r, _ in body.placed[2:4]) if shape.hides_rows else frozenset[int]()
        columns = frozenset({len(self.labels)}) if shape.hides_columns else frozenset[int]()
        found = [*body.found]
        found += [("RD-hidden_rows", None, None)] if hidden else []
        found += [("RD-hidden_columns", None, None)] if columns and lines else []
        grid = Grid(name, rows, (*merges, *body.merges), hidden, columns)
        return Sheet(grid, tuple(body.placed), tuple(found), is_data=True)

    def _top(self) -> list[list[Cell]]:
        """Title, notice, unit and period: one to five lines above the header."""
        odd, known, shape = self.filing.oddity, self.reference.units.get(self.filing.unit), self.shape
        unit = odd.stated_unit or (known.name if known else "未登记单位")
        when = periods.written(self.filing.period) if odd.states_period else ""
        period = f"报告期：{when}" if when else ""
        title = f"{when if self.rng.random() < 0.5 else ''}{self.form.title}（合成数据 synthetic）"
        more = [f"分表：{self.filing.part}"] if self.filing.part else []
        more += [TICK] if self.filing.is_nil else []
        lines: list[list[Cell]] = [[title], [NOTICE], [f"报送单位：{unit}", None, period or None]]
        lines += [[text] for text in more]
        if shape.top == "one":
            lines = [["　".join([title, f"报送单位：{unit}", period, *more])]]
        if shape.unit == "line":
            lines.append([f"单位：{self.filing.lines[0].values.get('unit')}"])
        return [*lines, []] if shape.top == "spaced" else lines


class _Body:
    """The rows of a sheet below its header, as they are added."""

    def __init__(self, maker: _Maker, rows: list[list[Cell]], header: list[list[Cell]]) -> None:
        self._maker, self._rows, self._header = maker, rows, header
        self.placed: list[tuple[int, Line]] = []
        self.found: list[Found] = []
        self.merges: list[Merge] = []
        self._sums = Sums(maker.form, maker.order, maker.shape.unit == "column")
        self._since = 0  # first row since the last subtotal
        self._run: tuple[int, Cell] | None = None  # first row and text of what is being merged down

    def add(self, line: Line) -> None:
        """A row of data, and before it what falls due there."""
        shape, maker, number = self._maker.shape, self._maker, len(self.placed)
        if number and shape.subtotal_every and number % shape.subtotal_every == 0:
            self._total("小计", self._sums.subtotal(), self._since)
        if number and shape.header_every and number % shape.header_every == 0:
            self._rows += [list(row) for row in self._header]
        if number and shape.blank_every and number % shape.blank_every == 0:
            self._rows.append([])
        shown: list[Cell] = [
            line.shown[f] if f in line.shown
            else cells.write(line.values.get(f), maker.form.field(f), maker.hand, maker.rng, f in line.literal)
            for f in maker.order
        ]  # fmt: skip
        front: list[Cell] = [number + 1] if shape.is_numbered else []
        self._rows.append([*front, *shown, *(["群众"] if maker.filing.oddity.extra else [])])
        self.placed.append((len(self._rows), line))
        self._since = self._since or len(self._rows)
        self._sums.add(line)
        if shape.merges_down:
            self._merge(len(self._rows), len(front) + maker.order.index(shapes.MERGED[maker.form.name]))

    def _merge(self, row: int, column: int) -> None:
        """Go on with the merged cell above where this row says the same, and stands right below it."""
        text = self._rows[row - 1][column]
        if self._run and text == self._run[1] and text not in (None, "") and self._is_below(row):
            self._rows[row - 1][column] = None
            if self.merges and self.merges[-1].top == self._run[0]:
                self.merges.pop()
            self.merges.append(Merge(self._run[0], column + 1, row, column + 1))
        else:
            self._run = (row, text)

    def merge_number(self, field: str) -> None:
        """One number for the first two rows."""
        column = self._maker.order.index(field) + self._maker.shape.is_numbered
        first, second = self.placed[0][0], self.placed[1][0]
        self._rows[first - 1][column], self._rows[second - 1][column] = 6, None
        self.merges.append(Merge(first, column + 1, second, column + 1))
        self.found.append(("RD-merged_quantity", first, field))

    def _is_below(self, row: int) -> bool:
        return len(self.placed) > 1 and self.placed[-2][0] == row - 1

    def _total(self, word: str, stated: dict[str, float], first: int, is_wrong: bool = False) -> None:
        """A row of totals over the rows from `first` on; a wrong one is wrong in its first sum."""
        maker, last = self._maker, self.placed[-1][0]
        self._since = 0
        row: list[Cell] = [word, *[None] * (len(maker.labels) - 1)]
        for column, field in enumerate(maker.order, 1 + maker.shape.is_numbered):
            if field not in stated or column == 1:
                continue
            if is_wrong:
                self.found.append(("RD-wrong_total", len(self._rows) + 1, field))
                row[column - 1] = stated[field] + 7
                is_wrong = False
            elif maker.shape.has_formulas and maker.filing.format.is_workbook:  # totals in between are passed over
                row[column - 1] = Formula(f"SUBTOTAL(9,{place(first, column)}:{place(last, column)})", stated[field])
            else:
                row[column - 1] = stated[field]
        if any(cell is not None for cell in row[1:]):
            self._rows.append(row)

    def close(self) -> None:
        """What stands below the rows: totals, notes, signatures; none of them data."""
        maker, shape = self._maker, self._maker.shape
        if shape.subtotal_every and self.placed:
            self._total("小计", self._sums.subtotal(), self._since)
        if shape.total and self.placed:
            if maker.form.person:
                self._rows.append([f"合计：{len(self.placed)}人"])
            else:
                self._total("合计", self._sums.whole(), self.placed[0][0], shape.total == "wrong")
        self._rows += _below(shape, maker.filing.received)


def _below(shape: Shape, day: datetime) -> Iterator[list[Cell]]:
    if shape.has_note:
        yield [f"注：{NOTICE}。"]
    if shape.has_signature:
        yield [None]
        yield ["填表人：（略）", None, "审核人：（略）", None, "填表日期：（略）"]
    if shape.has_date:
        yield [f"{day.year}年{day.month}月{day.day}日"]
