"""The seeds as they stand in their files, loaded or not: lists of codes, units, measures, obligations."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from talent_warehouse import settings

# Lists that are no list of code.csv: the seed that holds their codes, and its columns of code and name.
_TABLES = {
    "region": ("region", "region_code", "name"),
    "programme": ("programme", "programme_code", "name"),
    "measure": ("measure", "measure_code", "name"),
    "reporting_unit": ("reporting_unit", "unit_code", "name"),
    "unit": ("unit_of_measure", "unit_code", "unit_code"),
}
# Of these nothing can be counted in whole numbers.
_IN_PARTS = ("money", "area", "ratio", "duration")


@dataclass(frozen=True)
class Catalogue:
    """Rows of the seeds by file, and the texts and codes of every list that a field may be taken from."""

    tables: dict[str, list[dict[str, str]]]
    texts: dict[str, dict[str, str]]  # list → what a cell may say → code
    names: dict[str, dict[str, str]]  # list → code → name, in the order of the list

    @property
    def measures(self) -> dict[str, dict[str, str]]:
        """The rows of measure.csv by code."""
        return {row["measure_code"]: row for row in self.tables["measure"]}

    @property
    def dimensions(self) -> dict[str, str]:
        """What each unit of measure is a unit of."""
        return {row["unit_code"]: row["dimension"] for row in self.tables["unit_of_measure"]}

    @property
    def ended(self) -> tuple[str, int] | None:
        """A programme that has ended, and the first year of which it has nothing."""
        over = ((r["name"], r["valid_to"]) for r in self.tables["programme"] if r["valid_to"])
        return next(((name, int(day[:4]) + (day[4:] != "-01-01")) for name, day in over), None)

    def is_in_parts(self, unit: str) -> bool:
        """Whether a number in this unit may have decimals: money, areas, shares, time."""
        return self.dimensions.get(unit, "").startswith(_IN_PARTS)


def rows(table: str, folder: Path | None = None) -> list[dict[str, str]]:
    """The rows of one seed."""
    with ((folder or settings.folder("seeds")) / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load() -> Catalogue:
    """Read the seeds from their files."""
    tables = {path.stem: rows(path.stem) for path in sorted(settings.folder("seeds").glob("*.csv"))}
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for row in sorted(tables["code"], key=lambda r: (r["list"], int(r["rank"]))):
        texts[row["list"]] |= {row["code"]: row["code"], row["name"]: row["code"]}
        names[row["list"]][row["code"]] = row["name"]
    for row in tables["code_synonym"]:
        texts[row["list"]][row["synonym"]] = row["code"]
    for name, (table, code, label) in _TABLES.items():
        for row in tables[table]:
            if row.get("valid_to") and name == "region":
                continue
            texts[name] |= {row[code]: row[code], row[label]: row[code]}
            names[name][row[code]] = row[label]
        for row in tables.get(f"{name}_synonym", []):
            texts[name][row["synonym"]] = row[code]
    broken_down = {row["breakdown"] for row in tables["measure"]} - {""}
    texts["item"] = {text: code for name in broken_down for text, code in texts[name].items()}
    return Catalogue(tables, dict(texts), dict(names))
