"""Which regions there are in a year, and under which code each stands: from the rows of two seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Row = Mapping[str, str]
DIVIDING = ("merge", "split", "carved_out")


def standing(regions: Iterable[Row], changes: Iterable[Row]) -> dict[str, tuple[str, str | None]]:
    """Return of each region_key the code that its numbers stand under and that of the region above.

    A region whose name, kind or code alone changed goes on under the next code, as long as it stays in its prefecture.
    """
    rows = {row["region_key"]: row for row in regions}
    follows = {row["from_key"]: row["to_key"] for row in changes if row["relation"] not in DIVIDING}

    def above(row: Row) -> str | None:
        end = row["valid_to"] or "9999"
        for one in rows.values():
            if one["region_code"] == row["parent_code"] and one["valid_from"] < end <= (one["valid_to"] or "9999"):
                return rows[last(one["region_key"])]["region_code"]
        return None

    def last(key: str) -> str:
        then = follows.get(key)
        if then is None or (rows[key]["level"] == "county" and above(rows[key]) != above(rows[then])):
            return key
        return last(then)

    ends = {key: rows[last(key)] for key in rows}
    return {key: (end["region_code"], above(end)) for key, end in ends.items()}


def tree(regions: Iterable[Row], changes: Iterable[Row], year: int) -> dict[str, str | None]:
    """Return the regions of 31 December, each with the one above; before the first boundaries known, those."""
    rows = list(regions)
    day = max(f"{year}-12-31", min(row["valid_from"] for row in rows))
    stands = standing(rows, changes)
    there = [row for row in rows if row["valid_from"] <= day < (row["valid_to"] or "9999")]
    return dict(stands[row["region_key"]] for row in there)
