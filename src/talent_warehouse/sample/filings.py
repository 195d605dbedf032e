"""A filing before it is a file: its rows, what must be found in them, and what is odd about its sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Literal

from talent_warehouse import contracts
from talent_warehouse.contracts import Form
from talent_warehouse.reading.rows import EXAMPLE_MARK
from talent_warehouse.sample import cells, periods
from talent_warehouse.sample.cells import Cell
from talent_warehouse.sample.reference import Reference
from talent_warehouse.sample.registers import Row

Format = Literal["xlsx", "utf-8", "utf-8-sig", "gb18030"]
NOTICE = "合成数据 synthetic，所有人员和数字均系虚构，仅供演示"


@dataclass(frozen=True)
class Line:
    """A row to be filed: (rule, field) that must be found there; literal fields are written just so."""

    values: Row
    literal: frozenset[str] = frozenset()
    finds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FileFind:
    """A finding about the file; `has_sheet`: it names the first sheet. `sheet`: another one."""

    rule: str
    column: str | None = None
    has_sheet: bool = False
    sheet: str | None = None


@dataclass(frozen=True)
class Oddity:
    """What is odd about a sheet: columns left out, standing twice or unknown, lines that are not there."""

    dropped: tuple[str, ...] = ()
    repeated: str | None = None
    extra: str | None = None
    states_period: bool = True
    stated_unit: str | None = None
    hidden: bool = False  # a second sheet, hidden, that looks like data
    other_form: bool = False  # a second sheet with the header of another form and nothing else
    is_plain: bool = False  # nothing but header and rows below the top lines


@dataclass
class Filing:
    """One file of the inbox. `n` counts the filings of a slot."""

    unit: str
    form: str
    period: str
    lines: list[Line]
    received: datetime
    n: int = 1
    format: Format = "xlsx"
    file_finds: list[FileFind] = field(default_factory=list)
    oddity: Oddity = Oddity()

    @property
    def year(self) -> int:
        """The year that it is about, or that its month lies in."""
        return periods.year_of(self.period)

    @property
    def file_name(self) -> str:
        """Unique over the inbox: the ledger keeps the name without its folder."""
        period = self.period if self.oddity.states_period else "未注明"
        times = f"_第{self.n}次" if self.n > 1 else ""
        extension = "xlsx" if self.format == "xlsx" else "csv"
        return f"{contracts.form(self.form).title}_{self.unit}_{period}{times}.{extension}"


@dataclass(frozen=True)
class Grid:
    """A sheet as cells; `places`: the row of each line, counted from 1."""

    name: str
    rows: list[list[Cell]]
    places: list[int]
    is_hidden: bool = False


def compose(filing: Filing, reference: Reference, seed: int) -> list[Grid]:
    """The sheets of a filing; together their places are those of the lines, in order."""
    rng = Random(f"{seed}/file/{filing.unit}/{filing.form}/{filing.period}/{filing.n}")
    form, odd = contracts.form(filing.form), filing.oddity
    hand = cells.choose(form, reference.synonyms, filing.format == "xlsx", rng)
    name = (
        rng.choice((form.title, form.title, "Sheet1", periods.written(filing.period)))
        if filing.format == "xlsx"
        else "csv"
    )
    parts = [(name, filing.lines)]
    if filing.format == "xlsx" and not odd.is_plain and len(filing.lines) > 90 and rng.random() < 0.12:
        half = len(filing.lines) // 2
        parts = [("1机关事业", filing.lines[:half]), ("2其他", filing.lines[half:])]
    grids = [_grid(filing, form, part, lines, hand, reference, rng) for part, lines in parts]
    if odd.hidden:
        grids.append(_grid(filing, form, "上年底稿", filing.lines[:3], hand, reference, rng, is_hidden=True))
    if odd.other_form:
        other = contracts.form("measure_return" if filing.form == "talent_register" else "talent_register")
        header: list[Cell] = ["序号", *(f.header for f in other.fields)]
        grids.append(Grid("附表", [header], []))
    return grids


def _grid(
    filing: Filing, form: Form, name: str, lines: list[Line], hand: cells.Hand, reference: Reference, rng: Random,
    is_hidden: bool = False,
) -> Grid:  # fmt: skip
    odd = filing.oddity
    order = [f for f in hand.order if f not in odd.dropped] + ([odd.repeated] if odd.repeated else [])
    header: list[Cell] = [*(hand.labels[f] for f in order), *([odd.extra] if odd.extra else [])]
    is_plain = odd.is_plain or odd.other_form
    numbered = not is_plain and rng.random() < 0.4
    rows = _top(filing, form, reference, rng)
    header = ["序号", *header] if numbered else header
    rows.append(header)
    if numbered and rng.random() < 0.25:
        rows.append([EXAMPLE_MARK, *(form.field(f).example for f in order)])
    elif not is_plain and rng.random() < 0.06:
        rows.append([*map(str, range(1, len(header) + 1))])
    places, again = list[int](), rng.randrange(40, 80) if not is_plain and rng.random() < 0.05 else -1
    for number, line in enumerate(lines, 1):
        if number == again:
            rows.append(header)  # the header printed again on the next page
        shown = [cells.write(line.values.get(f), form.field(f), hand, rng, f in line.literal) for f in order]
        rows.append([*([number] if numbered else []), *shown, *(["群众"] if odd.extra else [])])
        places.append(len(rows))
    if not is_plain and not is_hidden:
        rows += _bottom(len(lines), form, rng)
    return Grid(name, rows, places, is_hidden)


def _top(filing: Filing, form: Form, reference: Reference, rng: Random) -> list[list[Cell]]:
    """Title, notice, unit and period: one to four lines above the header."""
    odd, known = filing.oddity, reference.units.get(filing.unit)
    unit = odd.stated_unit or (known.name if known else "未登记单位")
    period = f"报告期：{periods.written(filing.period)}" if odd.states_period else ""
    when = periods.written(filing.period) if odd.states_period and rng.random() < 0.5 else ""
    title: list[Cell] = [f"{when}{form.title}（合成数据 synthetic）"]
    stated: list[Cell] = [f"报送单位：{unit}", None, period or None]
    lines: list[list[Cell]] = [title, [NOTICE], stated]
    if rng.random() < 0.3:
        lines = [[f"{title[0]}　报送单位：{unit}　{period}"]]
    return [*lines, []] if rng.random() < 0.1 and filing.format == "xlsx" else lines


def _bottom(count: int, form: Form, rng: Random) -> list[list[Cell]]:
    """A total, a note, a signature: none of them data."""
    found: list[list[Cell]] = []
    if rng.random() < 0.4:
        found.append([f"合计：{count}人" if form.person else f"合计：{count}项"])
    if rng.random() < 0.3:
        found.append([f"注：{NOTICE}。"])
    if rng.random() < 0.4:
        found += [[None], ["填表人：（略）", None, "审核人：（略）", None, "填表日期：（略）"]]
    return found
