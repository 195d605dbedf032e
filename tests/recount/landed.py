"""A world made of landing tables, the ledger of submissions and the seeds: nothing that dbt built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from recount import catalogue, coverage, named_things
from recount.intervals import INFINITE, Interval, Number, exact, half_of_last_digit, rounded
from recount.keys import NOT_APPLICABLE, TOTAL, UNKNOWN_START
from recount.landed_rows import FORMS, Landed, asides, rows
from recount.statements import edition_said
from recount.world import Aside, Filing, Measure, Place, Row, Voice, World

THINGS = "entity_register"
NO_VALUE = ("Q", "O", "L", "M")


@dataclass
class Landing:
    """What stands in a database."""

    connection: psycopg.Connection[Any]
    seeds: Path
    in_force: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    owed: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def world(self) -> World:
        """Return the world of all years of which something is in force, be it that there is nothing."""
        self._read_ledger()
        landed = {form: self._landed(form) for form in (*FORMS, "measure_return")}
        measures, register = catalogue.measures(self.seeds), catalogue.register(self.seeds)
        years = {one.year for form in landed.values() for one in form if one.year}
        years |= {int(period[:4]) for form in landed if form != "funding_ledger" for _, period in self.in_force[form]}
        names = catalogue.names(self.seeds)
        return World(
            catalogue.lattice(self.seeds, years),
            measures,
            tuple(row for form in FORMS for row in self._rows(form, landed[form], names)),
            tuple(
                one
                for form in FORMS
                for one in self._asides(form, landed[form], years, _own_only(register, form, years))
            ),
            tuple(_filings(landed["measure_return"], measures, catalogue.wholes(self.seeds))),
            silent=self._silent(register, measures, years),
            closed=self._closed(register, measures, years),
        )

    def _rows(self, form: str, landed: list[Landed], names: Mapping[str, str]) -> list[Row]:
        if form == THINGS:
            return named_things.rows(landed, named_things.kinds(self.seeds))
        return rows(form, landed, names)

    def _asides(self, form: str, landed: list[Landed], years: set[int], own: set[tuple[str, int]]) -> list[Aside]:
        if form == THINGS:
            return named_things.asides(landed, named_things.kinds(self.seeds), own)
        return asides(form, landed, years, own)

    def _query(self, query: str | sql.Composed) -> list[dict[str, Any]]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query).fetchall()

    def _read_ledger(self) -> None:
        slots = set()
        for form in (*FORMS, "measure_return"):
            self.in_force[form], self.owed[form] = set(), set()
        for row in self._query("select form, unit_code, period, part from audit.in_force"):
            self.in_force[row["form"]].add((row["unit_code"], row["period"]))
            slots.add((row["form"], row["unit_code"], row["period"], row["part"]))
        withdrawn = "select distinct form, unit_code, period, part from audit.submission where withdrawn_at is not null"
        came_back = """
            select distinct form, unit_code, period, part from audit.submission
            where withdrawn_at is null and state = 'returned' and part <> '-'
        """
        for query, also in ((withdrawn, ()), (came_back, ("-",))):
            for row in self._query(query):
                slot = (row["form"], row["unit_code"], row["period"])
                if not slots & {(*slot, part) for part in (row["part"], *also)}:
                    self.owed[row["form"]].add(slot[1:])

    def _landed(self, form: str) -> list[Landed]:
        faults: dict[tuple[str, str, int], set[str]] = defaultdict(set)
        found = """
            select submission_id, sheet, row_no, coalesce("column", '') as field
            from audit.finding
            where severity = 'critical' and row_no is not null and source <> 'gate2'
        """
        for row in self._query(found):
            faults[row["submission_id"], row["sheet"], row["row_no"]].add(row["field"])
        query = sql.SQL("""
            select in_force.unit_code, in_force.period, reporting_unit.region_code as unit_region,
                reporting_unit.level as unit_level, landed.*
            from raw.{form} as landed
            inner join audit.in_force on in_force.submission_id = landed.submission_id
            inner join reference.reporting_unit on reporting_unit.unit_code = in_force.unit_code
            order by landed.submission_id, landed.sheet, landed.row_no
        """).format(form=sql.Identifier(form))
        made = []
        families = catalogue.families(self.seeds)
        for row in self._query(query):
            row["programme_family"] = families.get(row.get("programme__v"))
            place = Place(row["submission_id"], row["sheet"], row["row_no"])
            made.append(Landed(form, place, row, frozenset(faults[place]) if place in faults else None))
        return made

    def _silent(
        self, register: coverage.Register, measures: dict[str, Measure], years: set[int]
    ) -> dict[tuple[str, int], tuple[Voice, ...]]:
        decided = {duty.subject for duty in register.duties}
        found = {}
        for form, grain in FORMS.items():
            for year in years:
                due = [str(year)] if grain == "year" else coverage.months(year)
                if form == "funding_ledger":
                    due = coverage.fund_months(year)
                subjects: list[str | None] = [None]
                subjects += [code for code, one in measures.items() if one.form == form and code in decided]
                for subject in subjects:
                    awaited = register.awaited(form, year, subject)
                    found[subject or form, year] = coverage.silent(awaited, due, self.in_force[form], self.owed[form])
        return found

    def _closed(
        self, register: coverage.Register, measures: dict[str, Measure], years: set[int]
    ) -> frozenset[tuple[str, str, int]]:
        levels = catalogue.levels(self.seeds)
        return frozenset(
            (code, region, year)
            for code, measure in measures.items()
            if measure.form is None and not measure.is_floor
            for year in years
            for region in register.closed(code, "measure_return", levels, year)
        )


def _own_only(register: coverage.Register, form: str, years: set[int]) -> set[tuple[str, int]]:
    return {(voice.unit, year) for year in years for voice in register.awaited(form, year) if not voice.reaches_below}


def _filings(landed: list[Landed], measures: dict[str, Measure], wholes: Mapping[str, set[str]]) -> list[Filing]:
    counted = [one for one in landed if one.faults is None and one.row["scope__v"]]
    filings = [_filing(one, measures[one.row["measure__v"]]) for one in counted]
    beside: dict[tuple[Any, ...], list[Filing]] = defaultdict(list)
    for filing in filings:
        beside[_whereabouts(filing, measures)].append(filing)
    return [
        _all_of_it(filing, beside[_whereabouts(filing, measures)], measures, wholes) if _says_all(one) else filing
        for one, filing in zip(counted, filings, strict=True)
    ]


def _says_all(landed: Landed) -> bool:
    """Return whether the cell says 全部 where a number would stand."""
    return landed.row["value__v"] is None and landed.row["value__status"] == "I"


def _whereabouts(filing: Filing, measures: dict[str, Measure]) -> tuple[Any, ...]:
    """Return the document and what a part and its whole have in common."""
    programme = filing.programme if measures[filing.measure].knows_programme else TOTAL
    where = filing.place.submission, filing.region, filing.scope, filing.year
    return *where, programme, filing.item or TOTAL, edition_said(filing.edition)


def _all_of_it(
    part: Filing, beside: list[Filing], measures: dict[str, Measure], wholes: Mapping[str, set[str]]
) -> Filing:
    """Return the filing with the number of the whole beside it, if there is just one, which counts from the same year."""
    found = []
    for other in beside:
        usual = UNKNOWN_START if measures[other.measure].is_cumulative else str(other.year)
        if other.measure in wholes[part.measure] and part.since in (None, other.since or usual):
            found.append(other)
    if len(found) != 1 or found[0].value is None:
        return part
    whole = found[0]
    return replace(
        part,
        interval=whole.interval,
        value=whole.value,
        is_exact=whole.is_exact,
        qualifier=whole.qualifier,
        since=part.since or whole.since,
    )


def _filing(landed: Landed, measure: Measure) -> Filing:
    row = landed.row
    status = _status(row)
    value = None if row["value__v"] is None or status in NO_VALUE else exact(row["value__v"])
    qualifier = row["value__qualifier"] or "="
    if qualifier == "=" and row["qualifier__v"]:
        qualifier = row["qualifier__v"]
    start, own = row["period_start__v"], row["year__v"]
    since = str(min(start.year, own)) if start is not None else None
    stages = tuple(stage for stage in (row["life_stage__v"], row.get("life_stage_to__v")) if stage)
    return Filing(
        measure.counts_as or measure.code,
        own,
        row["region__v"],
        row["scope__v"],
        landed.unit,
        landed.place,
        None if value is None else _interval(row, value, qualifier, measure),
        value,
        value is not None and qualifier == "=",
        {">": ">="}.get(qualifier, qualifier),
        status,
        row["programme__v"] or NOT_APPLICABLE,
        row.get("item__v"),
        stages or ((measure.default_stage,) if measure.counts_as else ()),
        row["edition"],
        since if measure.adds["since"] != "none" else str(own),
        row["as_of_date__v"] or date(own, 12, 31),
    )


def _status(row: dict[str, Any]) -> str:
    """Return the status that the column says, else the cell; who says pending anywhere means it.

    全部 in the cell is a number in words: it counts, whatever the column says of there being none.
    """
    stated, read = row["obs_status__v"], row["value__status"] or "A"
    if "P" in (stated, read):
        return "P"
    if row["value__v"] is None and read == "I":
        return "I"
    if row["value__v"] is None:
        return stated if stated in NO_VALUE else read if read in NO_VALUE else "O"
    return stated if stated and stated not in NO_VALUE else read


def _interval(row: dict[str, Any], value: int | Any, qualifier: str, measure: Measure) -> Interval:
    """Return what the text says: exactly, to half of the last digit; above; below; about, which bounds nothing."""
    low, high = row["value__low"], row["value__high"]
    if qualifier == "=":
        half = half_of_last_digit(row["value__decimals"] or 0, row["value__mult"] or 0)
        is_integer = measure.is_integer and isinstance(value, int)  # of a mean of whole numbers nothing is cut
        return rounded(value, half, is_integer=is_integer, is_non_negative=measure.is_non_negative)
    if (row["value__qualifier"] or "=") == "=":
        low, high = (value, None) if qualifier in (">", ">=") else (None, value) if qualifier == "<" else (None, None)
    least: Number = measure.unknown.low if low is None else exact(low)
    return Interval(least, INFINITE if high is None else exact(high))
