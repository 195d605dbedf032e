"""What changed between two publications: every cell of every mart, laid to the submissions that changed it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from psycopg import sql

from talent_warehouse import contracts
from talent_warehouse.database import Connection
from talent_warehouse.database.catalog import name_list
from talent_warehouse.database.rows import Record, records
from talent_warehouse.errors import UnknownError
from talent_warehouse.lineage import changes, explain
from talent_warehouse.lineage.annotations import SLOT
from talent_warehouse.lineage.changes import Cell, Event, Through

_SUFFIXES = ("_low", "_high", "_status", "_is_complete")
_COVERAGE = frozenset({"units_expected", "units_in_force", "is_complete", "why_incomplete"})


@dataclass(frozen=True)
class Difference:
    """Two publications compared."""

    old: int
    new: int
    events: tuple[Event, ...]
    cells: tuple[Cell, ...]

    @property
    def unexplained(self) -> tuple[Cell, ...]:
        return tuple(c for c in self.cells if c.through == "nothing")


def between(connection: Connection, old: int, new: int, mart: str | None = None) -> Difference:
    """Compare two publications, the earlier first; of one mart where given.

    A cell of a region is laid to the submissions whose rows it counted before or after; else to those that speak of the
    region, or share a person or a movement with its rows; else to those from above it; else to those of its form and
    year, which decide what occurs; a cell that came or went, else to those of any form that speak of its region. Only
    where there is none, to a change of code or seeds.
    Raises: UnknownError if a publication or the mart does not exist.
    """
    builds = {r["no"]: r for r in records(connection, _BUILDS, {"numbers": [old, new]})}
    for no in (old, new):
        if no not in builds:
            raise UnknownError(f"There is no publication {no}. `talent publications` lists them.")
    if old > new:
        raise UnknownError(f"Publication {old} is later than {new}: name the earlier one first.")
    names = [r["name"] for r in records(connection, _MARTS)]
    if mart is not None and mart not in names:
        raise UnknownError(f"There is no mart {mart!r}. There are {', '.join(names)}.")
    with connection.transaction():
        events = changes.events(connection, old, new)
        judge = _Judge(connection, events, old, new, builds)
        cells = [c for name in names if mart in (None, name) for c in judge.cells(name)]
    return Difference(old, new, tuple(events), tuple(cells))


_BUILDS = (
    "select publication.no, build.fingerprint, (select count(*) from reference.owed_slot where due_date < build.as_of_date)"
    " as due from audit.publication as publication inner join audit.build as build using (build_no)"
    " where publication.no = any(%(numbers)s)"
)
_MARTS = "select tablename as name from pg_tables where schemaname = 'mart' and tablename like 'mart\\_%%' order by 1"


class _Judge:
    """Lays cells to events."""

    def __init__(
        self, connection: Connection, events: Sequence[Event], old: int, new: int, builds: Mapping[int, Record]
    ) -> None:
        self._connection = connection
        self._events = events
        self._gathered: set[str] = set()
        self._numbers = {"old": old, "new": new}
        self._is_code_changed = builds[old]["fingerprint"] != builds[new]["fingerprint"]
        self._is_due_changed = builds[old]["due"] != builds[new]["due"]
        self._touched: dict[tuple[str, int], list[Record]] = defaultdict(list)
        for touch in changes.touched(connection, [e.submission_id for e in events]):
            self._touched[touch["form"], touch["year"]].append(touch)
        self._within: dict[tuple[str, str], set[str]] = defaultdict(set)
        for r in records(connection, "select * from mart.contribution_region"):
            self._within[r["region_code"], r["rollup"]].add(r["within_code"])
        self._measures = {r["measure_code"]: r for r in records(connection, "select * from mart.dim_measure")}
        self._shown = records(connection, "select * from mart.contribution_column")
        self._terms: dict[str, set[str]] = defaultdict(set)
        for term in records(connection, "select identity_code, measure_code from reference.identity_term"):
            self._terms[term["identity_code"]].add(term["measure_code"])
        self._moved = sorted({e.submission_id for e in events} | changes.moved(connection, old, new))

    def cells(self, mart: str) -> Iterator[Cell]:
        """The changed cells of a mart, each with what it is laid to."""
        changed = list(changes.cells(self._connection, mart, self._numbers["old"], self._numbers["new"]))
        is_of_slots = bool(changed) and set(SLOT) <= set(changed[0].key)
        contributions = {} if is_of_slots or not changed else self._contributions(mart, changed)
        for cell in changed:
            if is_of_slots:
                yield self._of_slot(cell)
            else:
                yield self._of_region(cell, contributions.get((tuple(cell.key.values()), _base(cell.column)), {}))

    def _of_slot(self, cell: Cell) -> Cell:
        slot = tuple(cell.key[k] for k in SLOT)
        found = tuple(e.submission_id for e in self._events if e.slot == slot)
        if not found:  # a first part takes the place of the whole, and the last one gives it back
            found = tuple(e.submission_id for e in self._events if e.slot[:3] == slot[:3])
        return _laid(cell, found, "slot") if found else self._else(cell, "due date" if self._is_due_changed else None)

    def _of_region(self, cell: Cell, deltas: Mapping[str, Decimal]) -> Cell:
        known = {e.submission_id for e in self._events}
        own = tuple(sorted(deltas.keys() & known))
        if sum(deltas.values()) != _number(cell.new) - _number(cell.old):
            deltas = {}  # the value comes from elsewhere than before, or is no sum
        elif own and deltas.keys() <= known:
            return _laid(cell, own, "rows", deltas)
        # a row that came or went did so for any of its columns; a unit has filed whatever its rows speak of
        whole = self._of(Cell(cell.mart, cell.key, "", None, None))
        for measures in (self._of(cell), whole, *([set(self._measures)] if cell.column in _COVERAGE else [])):
            touches = [t for year in self._years(cell) for form in self._forms(cell, measures & whole or measures)
                       for t in self._touched[form, year] if self._speaks_of(t, measures)]  # fmt: skip
            through, laid = self._nearest(cell, touches)
            if laid and (through != "year" or None not in (cell.old, cell.new)):
                return _laid(cell, tuple(sorted({*own, *laid})), through, deltas)
        if not laid and None in (
            cell.old,
            cell.new,
        ):  # rows of any form name a programme, of which a register says none
            every = [t for (_, year), found in self._touched.items() if year in self._years(cell) for t in found]
            through, laid = self._nearest(cell, every)
            laid = () if through == "year" else laid
        return _laid(cell, laid, through, deltas) if laid else self._else(cell, None)

    def _speaks_of(self, touch: Record, measures: set[str]) -> bool:
        """Whether it is about one of the measures, or one that shows rows of these (the pending of those who take part)."""
        measure = touch["measure_code"]
        return measure is None or any(measure in (m, self._measures[m]["counts_as"]) for m in measures)

    def _nearest(self, cell: Cell, touches: Sequence[Record]) -> tuple[Through, tuple[str, ...]]:
        within = self._within[cell.key["region_code"], cell.key.get("rollup", "own")]
        ways: tuple[tuple[Through, Iterable[Record]], ...] = (
            ("region", (t for t in touches if t["region_code"] in within)),
            ("above", (t for t in touches if cell.key["region_code"] in self._within[t["region_code"], "total"])),
            ("year", touches),
        )
        for through, found in ways:
            if laid := tuple(sorted({t["submission_id"] for t in found})):
                return through, laid
        return "nothing", ()

    def _else(self, cell: Cell, other: Through | None) -> Cell:
        if other:
            return _laid(cell, (), other)
        return _laid(cell, (), "code") if self._is_code_changed else cell

    def _years(self, cell: Cell) -> list[int]:
        year = int(cell.key.get("year", cell.key.get("fund_year", 0)))
        is_growth = any(s["denominator_at"].get("year") for s in self._entries(cell))
        return [year, year - 1] if is_growth or "identity_code" in cell.key else [year]

    def _entries(self, cell: Cell) -> list[Record]:
        mine = [s for s in self._shown if s["mart"] == cell.mart]
        return [s for s in mine if s["column_name"] in (cell.column, _base(cell.column))] or mine

    def _of(self, cell: Cell) -> set[str]:
        """The measures that a column is made of; of a column about the whole row, all of the row's."""
        found = self._terms[cell.key["identity_code"]].copy() if "identity_code" in cell.key else set[str]()
        found |= {cell.key["measure_code"]} if "measure_code" in cell.key else set()
        for entry in self._entries(cell):
            sides = {entry["numerator"], entry["denominator"]} - {None}
            found |= {m for s in self._shown if s["mart"] == cell.mart and s["column_name"] in sides
                      and (m := s["measure_code"])}  # fmt: skip
            found |= {entry["measure_code"]} - {None}
        parts = {self._measures[m][side] for m in found if m in self._measures for side in ("numerator", "denominator")}
        return {m for m in found | parts if m in self._measures}

    def _forms(self, cell: Cell, measures: set[str]) -> set[str]:
        counted = {f for e in self._entries(cell) if (f := e["form"])}
        return counted | {f for m in measures for f in contracts.deriving(m)} | {*contracts.stating()}

    def _contributions(
        self, mart: str, changed: Sequence[Cell]
    ) -> dict[tuple[tuple[Any, ...], str], dict[str, Decimal]]:
        """By changed cell and submission, how much more its rows add to the value, or to the numerator, than before."""
        found: dict[tuple[tuple[Any, ...], str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        if not any(s["mart"] == mart for s in self._shown):
            return {}
        query = sql.SQL(
            "select {key}, column_name, submission_id, sum(amount) from ({view}) as c"
            " where submission_id = any({moved}) group by {key}, column_name, submission_id"
        )
        key = tuple(changed[0].key)
        rows = sql.SQL("select * from as_of.{} where ({}) in (select {} from pg_temp.changed)").format(
            sql.Identifier(mart), name_list(key), name_list(key)
        )
        self._note(mart, changed)
        self._connection.execute("set local enable_nestloop = off; set local enable_sort = off")
        for which, sign in (("old", -1), ("new", 1)):
            self._connection.execute("select set_config('talent.as_of', %s, true)", (str(self._numbers[which]),))
            if which not in self._gathered:
                explain.gather(self._connection, which, self._moved)
                self._gathered.add(which)
            view = explain.gathered(self._connection, mart, which, rows)
            of_moved = query.format(key=name_list(key), view=view, moved=sql.Literal(self._moved))
            for *at, column, submission_id, amount in self._connection.execute(of_moved):
                found[tuple(at), column][submission_id] += sign * amount
        self._connection.execute("set local enable_nestloop = on; set local enable_sort = on")
        return {cell: {s: d for s, d in deltas.items() if d} for cell, deltas in found.items()}

    def _note(self, mart: str, changed: Sequence[Cell]) -> None:
        """The keys of the changed cells, in a temporary table."""
        keys = list({tuple(cell.key.values()): cell.key for cell in changed}.values())
        self._connection.execute("drop table if exists pg_temp.changed")
        self._connection.execute(
            sql.SQL(
                "create temporary table changed on commit drop as"
                " select {} from jsonb_populate_recordset(null::mart.{}, {})"
            ).format(name_list(tuple(keys[0])), sql.Identifier(mart), sql.Literal(json.dumps(keys)))
        )
        self._connection.execute("analyze pg_temp.changed")


def _base(column: str) -> str:
    return next((column.removesuffix(s) for s in _SUFFIXES if column.endswith(s)), column)


def _number(value: Any) -> Decimal:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else Decimal(0)


def _laid(cell: Cell, to: tuple[str, ...], through: Through, deltas: Mapping[str, Decimal] | None = None) -> Cell:
    return replace(cell, laid_to=to, through=through, contributions=deltas or {})
