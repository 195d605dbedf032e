"""The sections of docs/coverage.md about names, milestones, quirks and identities: what stands where, and which test says so."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from inventory import filed
from talent_warehouse import contracts, settings

NAMES, MILESTONES, QUIRKS, IDENTITIES = 216, 48, 47, 40
IMPLIED = "tests/models/test_implied.py::test_it_holds_is_broken_and_cannot_be_decided"
NEVER_ADDED = "tests/models/test_implied.py::test_what_has_no_sum_is_never_added"
# Identities that are no sum of a year: the query of the cookbook that judges them, with a filing of each outcome that matters.
ASKED = {
    17: "26_plan_horizons", 25: "25_shares_of_whole_numbers", 29: "23_stated_growth", 30: "23_stated_growth",
    32: "24_introduced_growth", 33: "24_introduced_growth", 34: "27_plans_and_targets",
}  # fmt: skip
HEADS = {
    "names": """
## Names

Where each of the {count} programmes, platforms, policies, activities and organisations stands that the documents name, by its number
in the inventory: {kinds}. Level, authority and validity are those that the documents or a public source say (`seeds/README.md`),
and blank where neither does. Partners, payees, employers and hosts of whom nothing is told apart have no code of their own.

| name | stands in | as | level | authority | valid |
|---|---|---|---|---|---|
""",
    "milestones": """
## Milestones

The {count} milestones of the documents, each filed by `tests/inventory/milestones.yaml` and read by `tests/inventory/test_rows.py`;
{programmes} are the beginning of a programme, which is a row of `seeds/programme.csv`.

| milestone | filed in | read in |
|---|---|---|
""",
    "quirks": """
## Quirks

The {count} classes of quirks of the documents: where each is handled, and the test that shows it. {waits} stand in sentences alone and
wait for the reader of summaries.

| quirk | class | handled in | shown by | not handled |
|---|---|---|---|---|
""",
    "identities": """
## Identities

The {count} identities that the documents imply. Of each there is a filing of which it holds, one that breaks it, and one of which
nobody can tell (`tests/models/identities.yaml`), unless it is a query of the cookbook that judges it.

| identity | judged in | as |
|---|---|---|
""",
}


def sections() -> str:
    """All four."""
    return "".join(
        HEADS[name].format(**facts) + "".join(lines)
        for name, facts, lines in (
            ("names", _name_facts(), _names()),
            ("milestones", {"count": MILESTONES, "programmes": len(filed.begun())}, _milestones()),
            ("quirks", {"count": QUIRKS, "waits": sum("waits" in q for q in quirks().values())}, _quirks()),
            ("identities", {"count": IDENTITIES}, _identities()),
        )
    )


@cache
def names() -> dict[int, tuple[str, ...]]:
    """Number → what kind of place it is, and which."""
    return {number: tuple(place.split()) for number, place in _yaml("inventory/names").items()}


@cache
def quirks() -> dict[int, dict[str, Any]]:
    """Number → class, place, test, what is left."""
    return _yaml("inventory/quirks")


@cache
def identities() -> dict[int, list[str]]:
    """Number → where it is judged."""
    found: dict[int, list[str]] = defaultdict(list)
    for number, entry in _yaml("models/identities").items():
        place = (
            f"`mart_identity` | {entry['judged']}"
            if "judged" in entry
            else f"`mart_observation` | verdict of {entry['cell']}"
        )
        found[int(re.sub(r"\D", "", str(number)))].append(place)
    for number, query in ASKED.items():
        found[number].append(f"`sql/cookbook/{query}.sql` | outcome")
    return found | {IDENTITIES: [f"`seeds/measure.csv` | {NEVER_ADDED.partition('::')[2]}"]}


def exists(place: tuple[str, ...]) -> bool:
    """Whether a name stands where it is said to."""
    kind, *rest = place
    if kind == "programme":
        return all(code in _programmes() for code in rest)
    if kind == "code":
        return tuple(rest) in {(row["list"], row["code"]) for row in _seed("code")}
    if kind == "unit":
        return tuple(rest) in {(row["kind"], row["line_system"], row["level"]) for row in _seed("reporting_unit")}
    form, field = rest[0].split(".")
    return kind == "field" and field in {f.name for f in contracts.form(form).fields}


def _name_facts() -> Mapping[str, Any]:
    words = {
        "programme": "in the dimension of programmes",
        "code": "in lists of codes",
        "unit": "kinds of filers",
        "field": "names in a column",
    }
    kinds = Counter(place[0] for place in names().values())
    return {"count": NAMES, "kinds": ", ".join(f"{kinds[kind]} {word}" for kind, word in words.items())}


def _names() -> Iterator[str]:
    for number, (kind, *rest) in sorted(names().items()):
        if kind == "programme":
            row = _programmes()[rest[0]]
            valid = (
                f"{row['valid_from']} – {row['valid_to']}".strip(" –") if row["valid_from"] or row["valid_to"] else ""
            )
            about = (row["name"], row["level"].replace("_Z", ""), row["authority"], valid)
            yield f"| {number} | `dim_programme` | {rest[0]} {' | '.join(about)} |\n"
        else:
            table = {"code": "code list", "unit": "`dim_reporting_unit`", "field": "column"}[kind]
            yield f"| {number} | {table} | {' '.join(rest)} | | | |\n"


def _milestones() -> Iterator[str]:
    said = {one.number: one for one in filed.milestones()}
    for number in range(1, MILESTONES + 1):
        if number in said:
            mart, key = said[number].cell
            shown = (
                key.get("measure_code") or key.get("event") or key.get("activity_type") or key.get("programme_code", "")
            )
            yield f"| {number} | {said[number].form} | `{mart}` {shown} |\n"
        else:
            yield f"| {number} | seeds/programme.csv | `dim_programme` {filed.begun()[number]} |\n"


def _quirks() -> Iterator[str]:
    for number, quirk in sorted(quirks().items()):
        place, test, part = (quirk.get(key, "") for key in ("place", "test", "part"))
        left = "all of it" if "waits" in quirk else part
        yield f"| {number} | {quirk['class']} | {_code(place)} | {_code(test)} | {left} |\n"


def _identities() -> Iterator[str]:
    for number in sorted(identities()):
        for place in identities()[number]:
            yield f"| {number} | {place} |\n"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


@cache
def _programmes() -> dict[str, dict[str, str]]:
    return {row["programme_code"]: row for row in _seed("programme")}


@cache
def _seed(table: str) -> list[dict[str, str]]:
    with (settings.REPOSITORY / f"seeds/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _yaml(name: str) -> dict[Any, Any]:
    found = yaml.safe_load((Path(__file__).parent.parent / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found
