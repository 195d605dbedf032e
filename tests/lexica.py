"""The lexicon of the seeds, without a database."""

from __future__ import annotations

import csv
from functools import cache

from talent_warehouse import settings
from talent_warehouse.narrative import lexicon
from talent_warehouse.narrative.claims import Claim, claims
from talent_warehouse.narrative.lexicon import Lexicon
from talent_warehouse.narrative.pieces import Piece


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (settings.folder("seeds") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load() -> Lexicon:
    dimensions = {r["unit_code"]: r["dimension"] for r in rows("unit_of_measure")}
    units = {m["measure_code"]: m["unit_code"] for m in rows("measure")}
    return lexicon.built(
        [(r["unit"], r["unit_code"], dimensions.get(r["unit_code"], ""), r["not_before"], r["is_doubtful"] == "true")
         for r in rows("narrative_unit")],
        [(r["kind"], r["cue"], r["code"], r["reach"])
         for r in sorted(rows("narrative_cue"), key=lambda r: (r["kind"], int(r["priority"])))],
        [(r["measure_code"], r["dimension"] or dimensions[units[r["measure_code"]]], r["head"], r["verb"], r["refused"],
          float(r["weight"]), r["programme_code"], r["example"])
         for r in sorted(rows("narrative_measure"), key=lambda r: (r["measure_code"], r["example"]))],
        [(r["measure_stock"], r["measure_new"], r["measure_pending"], r["measure_target"]) for r in rows("narrative_class")],
        sorted([(r["name"], r["programme_code"]) for r in rows("programme")]
               + [(r["synonym"], r["programme_code"]) for r in rows("programme_synonym")]),
        [(m["measure_code"], m["kind"], m["unit_code"]) for m in rows("measure")],
    )  # fmt: skip


def read(*texts: str, unit: str = "530102-RC", year: int = 2021, scope: str = "region") -> list[Claim]:
    """The claims of paragraphs."""
    pieces = [Piece(f"p{n}", "text", None, text) for n, text in enumerate(texts, 1)]
    return claims(pieces, load(), unit, year, scope)
