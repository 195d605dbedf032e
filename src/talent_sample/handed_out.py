"""Templates as the product hands them out, the same bytes every time."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from talent_sample.filings import Filing
from talent_sample.formats import package
from talent_sample.formats.xlsx import CREATED
from talent_sample.reference import Reference, Unit
from talent_warehouse import contracts, template

_TIME = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=<)")


def written(filing: Filing, known: Reference) -> bytes:
    """The template of a slot; of the code lists, what a unit may choose in its own region."""
    unit = known.units[filing.unit]
    lists = {**known.codes, "programme": tuple(known.programmes.values()), "region": _regions(known, unit)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        template.write(
            contracts.form(filing.form), path, unit=unit.code, period=filing.period, part=filing.part or None,
            codes=lists, unit_name=unit.name,
        )  # fmt: skip
        content = path.read_bytes()
    created = f"{CREATED.isoformat()}Z".encode()
    return package.changed(content, {"docProps/core.xml": lambda xml: _TIME.sub(created, xml)})


def _regions(known: Reference, unit: Unit) -> tuple[str, ...]:
    prefix = {"province": unit.region[:2], "prefecture": unit.region[:4]}.get(unit.level, unit.region)
    return tuple(name for code, name in known.regions.items() if code.startswith(prefix))
