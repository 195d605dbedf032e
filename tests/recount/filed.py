"""Random provinces as they would land: seeds of who files what, and rows in the landing tables; all is made up.

Each stands in years of its own, with units of its own in each, so that one build holds many.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from recount import coverage
from recount.intervals import INFINITE, Number
from recount.keys import NONE_NAMED, TOTAL, UNKNOWN_START, Key
from recount.making import Maker
from recount.world import Filing
from recount.worlds import FORMS, MEASURES, YEARS, Fact, Province

MEASURE = {
    "HEADS": "PROG_PARTICIPANTS", "TRIPS": "EXPERT_TRIPS", "MONEY": "FUND_SPENT", "TALENT": "TALENT_HEADCOUNT",
    "STATED": "BASES_BUILT", "VILLAGES": "VILLAGES_SERVED", "HIGHEST": "MENTORS", "POP": "POP_RESIDENT",
    "BALANCE": "RESEARCH_COOPERATIONS", "SHARE": "TALENT_DENSITY",
}  # fmt: skip
FORM = {"roster": "programme_roster", "log": "service_log", "ledger": "funding_ledger", "register": "talent_register"}
REGION = {
    "R": "530000",
    "R0": "530100", "R00": "530102", "R01": "530103", "R02": "530111",
    "R1": "530300", "R10": "530302", "R11": "530322", "R12": "530323",
    "R2": "530600", "R20": "530602", "R21": "530621", "R22": "530622",
}  # fmt: skip
KIND = {"office": "talent_office", "bureau": "bureau"}
SETS: tuple[Mapping[str, str], ...] = ({}, {"P1": "S", "P2": "S"}, {"P1": "S", "P2": "S", "S": "SS", "P3": "SS"})
FIELD = {
    "programme_roster": {"region": "service_region", "stage": "life_stage", "thing": "id_number"},
    "service_log": {"region": "place_region", "amount": "expert_trips"},
    "funding_ledger": {"region": "region", "amount": "amount"},
    "talent_register": {"region": "work_region", "thing": "id_number"},
}
ROWS_NAME = {"roster": frozenset({"edition"})}
FIRST_YEAR = 2020  # from then on the tree of regions is today's
Row = dict[str, Any]


@dataclass
class Seated(Maker):
    """Makes a province whose returns alone tell of what stands where a unit sits, and of nothing elsewhere."""

    decided: set[tuple[str, str, int]] = field(default_factory=set)  # (measure, level, year) that file none

    def _facts(self) -> list[Fact]:
        seats = {unit.region for unit in self.register.units}
        seen = set()
        found = []
        for one in super()._facts():
            if MEASURES[one.key.measure].form is None and one.key.region not in seats:
                continue
            row = one.key.year, one.thing, one.unit
            if MEASURES[one.key.measure].is_counted_once and row in seen:
                continue  # two rows of a person in one unit are told apart by their places alone
            seen.add(row)
            found.append(one)
        return found

    def _closed(self) -> frozenset[tuple[str, str, int]]:
        held = {(one.key.measure, self.levels[one.key.region], one.key.year) for one in self.province.facts}
        stated = [code for code, one in MEASURES.items() if one.form is None and one.numerator is None]
        share = self.rng.choice((0, 0.5, 1))
        for code in stated:
            for level in ("province", "prefecture", "county"):
                self.decided |= {
                    (code, level, year) for year in YEARS if (code, level, year) not in held and self._maybe(share)
                }
        return frozenset()


@dataclass(frozen=True)
class Filed:
    """A province in its years: how it is written, and what its cells are called here."""

    number: int
    province: Province
    decided: frozenset[tuple[str, str, int]]
    order: int | None = None  # in which its rows stand in their documents, drawn by this seed; None: as made

    @property
    def first_year(self) -> int:
        return FIRST_YEAR + len(YEARS) * self.number

    def year(self, year: int) -> int:
        return self.first_year + year - YEARS[0]

    def unit(self, code: str, year: int) -> str:
        region, kind = code.split("-")
        return f"{REGION[region]}-{kind}-{self.year(year)}"

    def programme(self, code: str) -> str:
        """Each shape of sets has programmes of its own."""
        return code if code.startswith("_") else f"{code}_{SETS.index(self.province.lattice.sets)}"

    def meant(self, key: Key) -> Key | None:
        """Return the cell of the made-up province that a published one is, None if it is none of its measures."""
        measures, regions = ({code: name for name, code in names.items()} for names in (MEASURE, REGION))
        year = key.year - self.first_year + YEARS[0]
        if key.measure not in measures or key.region not in regions or year not in YEARS:
            return None
        since = key.since if key.since == UNKNOWN_START else str(int(key.since) - self.first_year + YEARS[0])
        programme = key.programme if key.programme.startswith("_") else key.programme.split("_")[0]
        return key._replace(
            measure=measures[key.measure], region=regions[key.region], year=year, since=since, programme=programme
        )

    def truth(self, key: Key) -> Number | None:
        """Return the true number of a cell of the made-up province, in the unit in which it is published."""
        found = self.province.truth(key)
        return found * 100 if found is not None and key.measure == "SHARE" else found

    def submissions(self) -> Iterator[tuple[str, str, int, list[tuple[Row, frozenset[str] | None]]]]:
        """Yield unit, form, year and rows of all that is in force, each row with the fields that do not read."""
        found: dict[tuple[str, str, int], list[tuple[Row, frozenset[str] | None]]] = defaultdict(list)
        for unit in self.province.register.units:
            for form in FORMS:
                for year in YEARS:
                    if (unit.code, form, year) not in self.province.mute:
                        found[unit.code, form, year] = []
        for fact in self.province.facts:
            at = fact.unit, str(MEASURES[fact.key.measure].form), fact.key.year
            if at in found:
                row = self._row(fact, at[1], len(found[at]))
                found[at].append((row, self._faults(fact, FORM[at[1]])))
        for filing in self.province.filings:
            if (filing.unit, "return", filing.year) not in self.province.mute and len(filing.stages) < 2:
                found[filing.unit, "return", filing.year].append((self._return(filing), None))
        rng = random.Random(self.order)  # noqa: S311  # reproducible, not secret
        for (unit, form, year), rows in found.items():
            shuffled = rows if self.order is None else rng.sample(rows, len(rows))
            yield self.unit(unit, year), FORM.get(form, "measure_return"), self.year(year), shuffled

    def _faults(self, fact: Fact, form: str) -> frozenset[str] | None:
        if fact.unread is None:
            return None
        carried = FIELD[form] | {"programme": "programme", "edition": "edition"}
        return frozenset(carried[one] for one in fact.unread & MEASURES[fact.key.measure].carried & carried.keys()) | {
            carried[one] for one in fact.unread - MEASURES[fact.key.measure].carried if one in carried
        }

    def _row(self, fact: Fact, form: str, count: int) -> Row:
        key, year = fact.key, self.year(fact.key.year)
        thing = f"{self.number} {key.measure} {key.year} {fact.thing}"
        person = {
            "person_key": fact.alias or thing,
            "person_basis": "weak" if fact.alias else "strong",
            "key_id": "a test",
            "name": "测*",
            "name_hash": thing,
            "id_birth_month": None if fact.alias else date(1980, 1, 1),
            "birth_ym__v": date(1980, 1, 1),
        }
        programme = {"programme": key.programme, "programme__v": self.programme(key.programme)}
        region = {FIELD[FORM[form]]["region"]: key.region, f"{FIELD[FORM[form]]['region']}__v": REGION[key.region]}
        if form == "register":
            first = {"wage_here__v": "yes", "employment__v": "permanent"} if fact.is_firm else {}
            units = sorted(unit.code for unit in self.province.register.units)
            as_of = date(year, 12, 31) - timedelta(days=units.index(fact.unit))  # that order, whatever their level
            return person | region | first | {"title_level": "无职称", "title_level__v": "none", "as_of_date__v": as_of}
        if form == "roster":
            edition = None if key.edition == NONE_NAMED else key.edition
            stage = {"life_stage": key.stage, "life_stage__v": _rung(key.stage), "stage_date__v": date(year, 4, 1)}
            return person | region | programme | stage | {"edition": edition, "role": "专家", "role__v": "expert"}
        if form == "log":
            amount = _quantity("expert_trips", fact.amount) | _nothing("activities", "batches", "attendances")
            blank = _nothing("people_served", "problems_solved", "households")
            kind = {"activity_type": "专家下派", "activity_type__v": "dispatch", "start_date__v": date(year, 6, 1)}
            return region | programme | kind | amount | blank
        moved = {
            "fund_ref": f"{fact.unit} {count}",
            "fund_year": f"{year}",
            "fund_year__v": year,
            "payer": "甲",
            "payee": "乙",
        }
        spent = {"stage": "支出", "stage__v": "spent", "movement_date__v": date(year, 6, 1), "payee_count__v": 1}
        return (
            region | programme | moved | spent | _quantity("amount", fact.amount) | {"unit__v": "元", "unit__mult": 0}
        )

    def _return(self, filing: Filing) -> Row:
        row: Row = {
            "measure__v": MEASURE[filing.measure],
            "region__v": REGION[filing.region],
            "programme__v": self.programme(str(filing.programme)),
            "year__v": self.year(filing.year),
            "scope__v": filing.scope,
            "item__v": filing.item,
            "edition": filing.edition,
            "life_stage__v": filing.stages[0] if filing.stages else None,
            "period_start__v": date(self.year(int(filing.since)), 1, 1) if filing.since else None,
            "value__qualifier": filing.qualifier,
        }
        if filing.interval is None or filing.value is None:
            return row | {"value": "", "value__status": filing.status}
        low, high = (None if end in (INFINITE, -INFINITE) else plain(end) for end in filing.interval)
        is_rounded = filing.is_exact and not filing.interval.is_point
        return row | {
            "value": f"{plain(filing.value)}",
            "value__v": plain(filing.value),
            "value__low": low if filing.qualifier != "=" else plain(filing.value),
            "value__high": high if filing.qualifier != "=" else plain(filing.value),
            "value__status": "U" if filing.status == "U" else "A",
            "value__mult": 1 if is_rounded else 0,
            "value__decimals": 0 if is_rounded or MEASURES[filing.measure].is_integer else 6,
            "obs_status__v": "P" if filing.status == "P" else None,
        }


def plain(number: Number) -> Decimal:
    """Return a number that has at most six decimals."""
    found = Fraction(number) * 10**6
    assert found.denominator == 1, number
    return Decimal(int(found)).scaleb(-6)


def _rung(stage: str) -> str:
    return "recognised" if stage == "_reached" else stage


def _quantity(name: str, amount: Number) -> Row:
    said = dict.fromkeys((f"{name}__v", f"{name}__low", f"{name}__high"), plain(amount))
    return said | {name: f"{said[f'{name}__v']}", f"{name}__status": "A", f"{name}__qualifier": "="}


def _nothing(*names: str) -> Row:
    return {f"{name}__status": "O" for name in names}


def carries(key: Key) -> bool:
    """Return whether rows of a register name all that the made-up cell names."""
    measure = MEASURES[key.measure]
    named = {name for name in ("item", "edition") if getattr(key, name) != TOTAL}
    return measure.form is not None and named <= ROWS_NAME.get(measure.form, frozenset())


def made(seed: int, number: int, *, is_whole: bool = False) -> Filed:
    """Return a random province as the one of that number."""
    maker = Seated(random.Random(seed), is_whole=is_whole, with_claims=False)  # noqa: S311
    return Filed(number, maker.made(), frozenset(maker.decided))


def less(filed: Filed, number: int, seed: int) -> Filed:
    """Return the same province as the one of that number, without what one of its units filed of one form."""
    province, rng = filed.province, random.Random(seed)  # noqa: S311
    spoken = {(one.unit, "return", one.year) for one in province.filings}
    spoken |= {(one.unit, form, one.key.year) for one in province.facts if (form := MEASURES[one.key.measure].form)}
    mute = province.mute | set(rng.sample(sorted(spoken - province.mute), min(1, len(spoken - province.mute))))
    return replace(filed, number=number, province=replace(province, mute=frozenset(mute)))


def write_seeds(folder: Path, provinces: Iterable[Filed]) -> None:
    """Write who files what into seeds that stand there; some measures take their maximum, or may be negative."""
    units, owed, duties = [], [], []
    for one in provinces:
        register, years = one.province.register, {one.year(year) for year in YEARS}
        for unit in register.units:
            for year in YEARS:
                code, at = one.unit(unit.code, year), one.year(year)
                ends = f"{at}-01-01", f"{at + 1}-01-01"
                units.append((code, code, KIND[unit.kind], "talent", REGION[unit.region], unit.level, "", *ends, ""))
        for form in FORMS:
            for level in ("province", "prefecture", "county"):
                if not any((due.form, due.level) == (form, level) for due in register.obligations):
                    duty = register.duty(form, level, YEARS[0]) or "may"
                    duties.append((FORM[form], level, duty, min(years), "a test"))
        owed += [_obligation(n, due, years) for n, due in enumerate(register.obligations, 10 * one.number)]
        for code, measure in MEASURES.items():
            for level in ("province", "prefecture", "county"):
                if measure.form is None and measure.numerator is None:
                    for year in YEARS:
                        duty = "none" if (code, level, year) in one.decided else "may"
                        duties.append((MEASURE[code], level, duty, one.year(year), "a test"))
    _replace(folder / "reporting_unit.csv", units, lambda line: line.startswith(("unit_code", "_U", "SEED")))
    _replace(folder / "obligation.csv", owed, lambda line: line.startswith("obligation_code"))
    _replace(folder / "duty.csv", duties, lambda line: line.startswith("subject"))
    _write_programmes(folder)
    _write_measures(folder)


def _obligation(count: int, due: coverage.Obligation, years: set[int]) -> tuple[Any, ...]:
    level, kind = due.level, KIND[due.kind]
    return f"O{count}", FORM[due.form], kind, level, "year", 31, min(years), max(years), due.reach


def _write_measures(folder: Path) -> None:
    with (folder / "measure.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    kept = [dict(zip(names, row, strict=True)) for row in rows if row[0] in MEASURE.values()]
    for row in kept:
        if row["measure_code"] == MEASURE["BALANCE"]:
            row["is_non_negative"] = "false"
        if row["measure_code"] == MEASURE["HIGHEST"]:
            row |= {name: "max" for name in names if name.startswith(("agg_", "adds_")) and name != "adds_since"}
    _replace(
        folder / "measure.csv", [tuple(row.values()) for row in kept], lambda line: line.startswith("measure_code")
    )
    narrative = ("narrative_measure", "narrative_class", "narrative_sentence")
    heads = ("synonym", "identity_code", "entity_type", "measure_")
    for name in ("measure_synonym", "identity", "entity_type", *narrative):
        _replace(folder / f"{name}.csv", [], lambda line: line.startswith(heads))


def _write_programmes(folder: Path) -> None:
    names = [f"{code}_{n}" for n in range(len(SETS)) for code in ("P1", "P2", "P3", "S", "SS")]
    rows = [(one, one, one, "test", "province", "", "set" if one[0] == "S" else "programme", "", "") for one in names]
    members = [
        (f"{part}_{n}", f"{whole}_{n}", "member_of", "") for n, sets in enumerate(SETS) for part, whole in sets.items()
    ]
    _replace(folder / "programme.csv", rows, lambda _: True)
    _replace(folder / "programme_lineage.csv", members, lambda _: True)


def _replace(path: Path, rows: Iterable[tuple[Any, ...]], is_kept: Any) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if is_kept(line)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
        csv.writer(file, lineterminator="\n").writerows(rows)


def land(connection: psycopg.Connection[Any], provinces: Iterable[Filed]) -> None:
    """Fill the landing tables and the ledger, as if all had been filed and judged."""
    connection.execute("insert into audit.run (run_id, kind) values ('a test', 'ingest')")
    submissions: list[Row] = []
    landed: dict[str, list[Row]] = defaultdict(list)
    findings: list[Row] = []
    for one in provinces:
        for unit, form, year, rows in one.submissions():
            for n, period in enumerate(_periods(form, year)):
                of = rows if n == 0 else []
                submission = f"S{len(submissions):06}"
                submissions.append({
                    "submission_id": submission, "arrival_id": 1, "sha256": "a test", "unit_code": unit, "form": form,
                    "period": period, "part": "-", "n": 1, "contract_version": "1", "parser_version": "1",
                    "received_at": date(year + 1, 1, 1), "registered_at": date(year + 1, 1, 1), "state": "accepted",
                    "rows_landed": len(of), "is_nil": not of,
                })  # fmt: skip
                for row_no, (row, faults) in enumerate(of, 3):
                    place = {"submission_id": submission, "sheet": "表", "row_no": row_no}
                    unread = {f"{name}{end}" for name in faults or () for end in ("__v", "__low", "__high")}
                    landed[form].append(place | {name: text for name, text in row.items() if name not in unread})
                    for name in sorted(faults or ()) if faults else [None] if faults is not None else []:
                        findings.append(place | {
                            "run_id": "a test", "rule_id": "a test", "rule_version": "1", "source": "gate1",
                            "severity": "critical", "column": name, "message_zh": "", "message_en": "",
                        })  # fmt: skip
    connection.execute("insert into audit.document values ('a test', 0, '', now())")
    connection.execute(
        "insert into audit.arrival (arrival_id, sha256, unit_code, file_name, received_at, registered_at)"
        " overriding system value values (1, 'a test', '_U', '', now(), now())"
    )
    _copy(connection, sql.Identifier("audit", "submission"), submissions)
    for form, rows in landed.items():
        _copy(connection, sql.Identifier("raw", form), rows)
    _copy(connection, sql.Identifier("audit", "finding"), findings)


def _periods(form: str, year: int) -> list[str]:
    if form == "service_log":
        return coverage.months(year)
    return coverage.fund_months(year) if form == "funding_ledger" else [str(year)]


def _copy(connection: psycopg.Connection[Any], table: sql.Identifier, rows: list[Row]) -> None:
    if not rows:
        return
    names = sorted({name for row in rows for name in row})
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    with connection.cursor() as cursor, cursor.copy(sql.SQL("copy {} ({}) from stdin").format(table, columns)) as copy:
        for row in rows:
            copy.write_row([row.get(name) for name in names])
