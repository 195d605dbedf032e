"""docs/coverage.md: where each row of the inventory is filed and read, and where its names, milestones, quirks and identities
stand. `python tests/inventory/page.py` prints it; a test holds the file current. A line is there because the test of its name
files a value and reads it back.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from inventory import filed, sections, stated

ROWS = 280
# Rows whose home is the return itself: targets, norms, context, surveys and growth that no row of a form adds up to, and what
# a bureau's own system counted.
RETURNED = {
    101, 112, 126, 137, 138, 139, 141, 143, 147, 156, 157, 164, 174, 175, 177, 196, 199, 200, 201, 202, 203, 204, 205, 206,
    207, 209, 210, 213, 232, 241, 244, 245, 251, 253, 255, 256, 257, 264, 280,
}  # fmt: skip
TOP = """# Where each row of the source documents stands

The inventory of the four source documents has {rows} rows: a figure, an event, or a number inside a name. **{homed} of them have
their home**: {rowed} are filed row by row and counted in the mart that is named here, {returned} are figures of a return and nothing
else. Of {stated} a unit can state the figure, as a second witness where there are rows. Some say less than the document does: rows
{shared} share a cell with others and are read in its sum; of the share 28 and the coverages 128
and 215 what is counted is read. Each line is a test: `tests/inventory/test_rows.py` files what `tests/inventory/rows.yaml` says for the row and reads the
number in the cell of the mart, `tests/inventory/test_stated.py` files the figure of `seeds/inventory_map.csv` and reads it in
`mart_observation`. Written by `python tests/inventory/page.py > docs/coverage.md`.

| row | measure stated in `measure_return` | at | filed in | read in |
|---|---|---|---|---|
"""
REST = """
## Rows without it

{missing} Of most of them a unit can state the figure; 142, 165 and 166 are anecdotes, text of the documents and no measure.
"""


def page() -> str:
    """The page."""
    said = {one.number: one for one in stated.rows()}
    homes = {one.number: one for one in filed.rows()}
    lines = []
    for number in sorted(said.keys() | homes.keys()):
        figure, home = said.get(number), homes.get(number)
        measure = f"{figure.measure}" if figure else ""
        at = ", ".join(filter(None, [figure.programme, figure.item, figure.stage])) if figure else ""
        field = f"{home.form}.{home.field}" if home else "measure_return.value" if number in RETURNED else ""
        lines.append(f"| {number} | {measure} | {at} | {field} | {_cell(home) if home else ''} |\n")
    returned = RETURNED & said.keys() - homes.keys()
    missing = sorted(set(range(1, ROWS + 1)) - homes.keys() - returned)
    top = TOP.format(
        shared=_shared(homes),
        rows=ROWS,
        homed=len(homes) + len(returned),
        rowed=len(homes),
        returned=len(returned),
        stated=len(said),
    )
    return top + "".join(lines) + REST.format(missing=", ".join(map(str, missing)) + ".") + sections.sections()


def _shared(homes: Mapping[int, filed.Row]) -> str:
    """The rows whose number is that of a cell which another row is read in too."""
    cells = Counter(_at(home) for home in homes.values())
    return ", ".join(str(number) for number, home in sorted(homes.items()) if cells[_at(home)] > 1)


def _at(home: filed.Row) -> tuple[str, str, str]:
    mart, key = home.cell
    return mart, home.column, str(sorted(key.items(), key=str))


def _cell(home: filed.Row) -> str:
    mart, key = home.cell
    if mart == "mart_observation":
        return f"mart_observation.value of {key['measure_code']} at {key['programme_code']}"
    at = f" at {key['programme_code']}" if "programme_code" in key else ""
    return f"{mart}.{home.column}{at}"


if __name__ == "__main__":
    print(page(), end="")
