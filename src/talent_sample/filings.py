"""A filing before it is a file: its rows, what must be found in them, and what is odd about its sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from talent_sample import periods
from talent_sample.files import XLSX, Format
from talent_sample.formats.package import Change
from talent_sample.grids import Cell
from talent_sample.registers import Row
from talent_sample.shapes import Shape
from talent_warehouse import contracts

NOTICE = "合成数据 synthetic，所有人员和数字均系虚构，仅供演示"


@dataclass(frozen=True)
class Line:
    """A row to be filed: (rule, field) that must be found there; literal fields are written just so.

    `shown` are cells that hold something else than the value: an error, a formula.
    """

    values: Row
    literal: frozenset[str] = frozenset()
    finds: tuple[tuple[str, str], ...] = ()
    shown: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether the row may stand anywhere and be written in any way."""
        return not (self.literal or self.finds or self.shown)


@dataclass(frozen=True)
class FileFind:
    """A finding about the file; `has_sheet`: it names the first sheet of data. `sheet`: another one."""

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


@dataclass
class Filing:
    """What a unit files in one slot. `n` counts the filings of the slot, `inside` is the one whose file it shares."""

    unit: str
    form: str
    period: str
    lines: list[Line]
    received: datetime
    n: int = 1
    format: Format = XLSX
    file_finds: list[FileFind] = field(default_factory=list)
    oddity: Oddity = Oddity()
    shape: Shape | None = None  # None: as the clerk likes it
    inside: Filing | None = None
    name: str | None = None  # of the file, where it is none of the usual
    change: Change | None = None  # to the first sheet of the package afterwards
    part: str = ""  # 分表, where the unit files in several files
    is_nil: bool = False  # says 零报送：是
    is_untouched: bool = False  # the template, as it was handed out

    @property
    def year(self) -> int:
        """The year that it is about, or that its month lies in."""
        return periods.year_of(self.period)

    @property
    def file_name(self) -> str:
        """Unique over the inbox: the ledger keeps the name without its folder."""
        if self.name:
            return self.name
        period = self.period if self.oddity.states_period else "未注明"
        times = f"_第{self.n}次" if self.n > 1 else ""
        part = f"_{self.part}" if self.part else ""
        return f"{contracts.form(self.form).title}_{self.unit}_{period}{part}{times}.{self.format.extension}"
