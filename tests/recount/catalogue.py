"""The seeds as this recount needs them: the catalogue of measures, trees, units, obligations and duties."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from recount import regions
from recount.coverage import Duty, Obligation, Register, Unit
from recount.keys import DIMENSIONS, Lattice
from recount.world import Measure

CARRIED = {
    "talent_register": frozenset[str](),
    "programme_roster": frozenset({"programme", "stage", "edition"}),
    "service_log": frozenset({"programme"}),
    "funding_ledger": frozenset({"programme"}),
    "post_ledger": frozenset({"programme", "item", "edition"}),
    "entity_register": frozenset({"programme", "stage"}),
}
"""The dimensions that a row of the form names."""
AT_LEAST = dict.fromkeys((
    "HIRED_TOTAL", "HIRED_EXAM", "HIRED_TRANSFER", "HIRED_OVERSEAS", "TITLE_NEW_SENIOR_FULL", "TITLE_NEW_SENIOR_ASSOCIATE",
    "TITLE_NEW_GRASSROOTS_ASSOCIATE", "TITLE_NEW_INTERMEDIATE", "TITLE_NEW_ASSISTANT", "TALENT_INTRODUCED",
    "TRANSFERRED_TO_TOWNSHIPS", "TECH_WORKERS",
), "talent_register") | dict.fromkeys((
    "MENTORS", "MENTEES", "PROG_SERVING", "PERSONS_HONOURED", "PERSONS_HONOURED_PENDING", "PERSONS_SECONDED",
    "TECHNICIANS_SENT", "EXPERTS_LINKED", "BACKBONES_TRAINED", "SKILLED_TRAINED", "TRAINEES_TITLED_ASSISTANT",
    "TRAINEES_TITLED_TECHNICIAN", "PLATFORM_REGISTERED",
), "programme_roster") | dict.fromkeys((
    "BASES_BUILT", "TECHNIQUES_EXTENDED", "VARIETIES_INTRODUCED", "STRAINS_ISOLATED", "GERMPLASM_COLLECTED",
    "GERMPLASM_EVALUATED", "PRODUCT_SERIES", "PRODUCTS_DEVELOPED", "PRODUCTS_ON_SALE", "ENTERPRISES_GROWN",
), "entity_register") | {"FUND_BUDGETED": "funding_ledger"} | dict.fromkeys((
    "PUBLIC_EVENTS", "STUDY_VISITS", "CONSULTATIONS", "CONSULTATIONS_ANSWERED", "TALENT_CONTACTS", "TRAIN_SESSIONS",
    "TRAIN_SESSIONS_ATTENDED", "TRAIN_ATTENDANCE_TALENT", "LESSONS", "SAPLINGS_DISTRIBUTED", "PLACES_SERVED",
    "VILLAGES_SERVED", "ENTITIES_SERVED", "TOWNSHIPS_SUPPLIED", "VILLAGES_SUPPLIED",
), "service_log")  # fmt: skip
"""What rows say the least of. Who came or rose within the year and left again is in no year-end register, and who is
paired, honoured, sent, linked or taught outside of what a roster tells in no roster; batches grow, and much is
registered by nobody.
"""
BY_ITEM = ("AUTHORISED_BODIES", "BASE_AREA", "ENTERPRISES", "ENTERPRISES_GROWN", "POLICIES_ISSUED", "STRAINS_ISOLATED")
"""Measures whose rows name an item, of a form whose other rows name none."""
OF_NO_PROGRAMME = ("TITLE_", "HIRED_", "POP_", "TALENT_", "DEGREE_", "EDUCATION_", "TECH_WORKER_")
THINGS = ("ENTITIES_", "VILLAGES_", "TOWNSHIPS_", "PLACES_", "HOUSEHOLDS_", "TECHNIQUES_", "VARIETIES_")
NOT_WHOLE = ("元", "%", "人/万人", "亩", "公顷", "平方公里", "天", "小时", "年")


def table(seeds: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a seed, none where it does not exist."""
    path = seeds / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def measures(seeds: Path) -> dict[str, Measure]:
    """Return the catalogue; a column that it lacks (default_stage, knows_programme, adds_…) has a default."""
    return {row["measure_code"]: _measure(row) for row in table(seeds, "measure")}


def _measure(row: Mapping[str, str]) -> Measure:
    code, kind, form = row["measure_code"], row["kind"], row["derivation_form"] or None
    knows = form in ("programme_roster", "service_log", "funding_ledger", "post_ledger") or (
        form is None and not code.startswith(OF_NO_PROGRAMME)
    )
    if "knows_programme" in row:
        knows = row["knows_programme"] == "true"
    return Measure(
        code,
        _adds(row, knows),
        form,
        knows_programme=knows,
        default_stage=row.get("default_stage") or ("_pending" if code.endswith("_PENDING") else "_reached"),
        is_integer=row["unit_code"] not in NOT_WHOLE and kind != "ratio",
        is_non_negative=row["is_non_negative"] == "true",
        is_cumulative=kind == "cumulative",
        is_ledger_money=bool(row["fund_stage"]),
        is_counted_once=form == "talent_register",
        is_floor=code in AT_LEAST,
        is_of_people=AT_LEAST.get(code) == "talent_register",
        carried=CARRIED.get(form or AT_LEAST.get(code, ""), frozenset()) | ({"item"} if code in BY_ITEM else set()),
        numerator=row["numerator"] or None,
        denominator=row["denominator"] or None,
        scale=int(row["scale"] or 1),
        is_share=kind == "ratio" and row["unit_code"] == "%",
        counts_as=row.get("counts_as") or None,
    )


def _adds(row: Mapping[str, str], knows_programme: bool) -> dict[str, str]:
    """Return how parts add. People of programmes and things overlap; a stock of a year is no part of another's."""
    code, region = row["measure_code"], row["agg_region"]
    overlaps = (row["unit_code"] == "人" and knows_programme) or code.startswith(THINGS)
    usual = "none" if row["kind"] == "ratio" else "max" if region == "max" else "overlap" if overlaps else "sum"
    adds = dict.fromkeys(DIMENSIONS, usual)
    adds["region"] = usual if region == "sum" else "max" if region == "max" else "none"
    if row["kind"] not in ("flow", "cumulative", "amount"):
        adds["since"] = "none"
    adds["rows"] = "overlap" if region == "none" and overlaps else "sum"
    return adds | {name: row[f"adds_{name}"] for name in DIMENSIONS if row.get(f"adds_{name}")}


def lattice(seeds: Path, years: Iterable[int]) -> Lattice:
    """Return the trees: of regions by year, under the codes that their numbers stand under."""
    all_of_them, changes = table(seeds, "region"), table(seeds, "region_change")
    sets = {
        row["from_code"]: row["to_code"] for row in table(seeds, "programme_lineage") if row["relation"] == "member_of"
    }
    return Lattice({year: regions.tree(all_of_them, changes, year) for year in sorted(years)}, sets)


def levels(seeds: Path) -> dict[str, str]:
    """Return the level of each of today's regions."""
    return {row["region_code"]: row["level"] for row in table(seeds, "region") if not row["valid_to"]}


def register(seeds: Path) -> Register:
    """Return who owes and may file what."""
    return Register(
        tuple(
            Unit(
                row["unit_code"],
                row["region_code"],
                row["kind"],
                row["level"],
                int(row["valid_from"][:4] or 0),
                int(row["valid_to"][:4]) - 1 if row["valid_to"] else 9999,
            )
            for row in table(seeds, "reporting_unit")
        ),
        tuple(
            Obligation(
                row["form"],
                row["unit_kind"],
                row["unit_level"],
                int(row["first_period"][:4]),
                int(row["last_period"][:4] or 9999),
                row.get("reach") or "below",
            )
            for row in table(seeds, "obligation")
        ),
        tuple(
            Duty(row["subject"], row["level"], row["duty"], int(row["since"][:4] or 0)) for row in table(seeds, "duty")
        ),
    )


def names(seeds: Path) -> dict[str, str]:
    """Return the name of each unit."""
    return {row["unit_code"]: row["name"] for row in table(seeds, "reporting_unit")}


def families(seeds: Path) -> dict[str, str]:
    """Return the family of each programme."""
    return {row["programme_code"]: row["family"] for row in table(seeds, "programme")}


def wholes(seeds: Path) -> Mapping[str, set[str]]:
    """Return for each measure the measures of the same unit that it is at most, whatever region, programme and year."""
    units = {row["measure_code"]: row["unit_code"] for row in table(seeds, "measure")}
    found: dict[str, set[str]] = defaultdict(set)
    for row in table(seeds, "identity"):
        part, whole = row["left_expression"], row["right_expression"]
        if row["relation"] == "<=" and part in units and whole in units and units[part] == units[whole]:
            found[part].add(whole)
    return found
