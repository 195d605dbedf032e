"""What the yml of the marts says of their rows."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from talent_warehouse import settings


class Wide(NamedTuple):
    """A mart whose rows have several quantities: the one whose coverage a row has, and the others with a measure."""

    lead: str
    others: tuple[str, ...]
    columns: frozenset[str]


def wide_marts() -> dict[str, Wide]:
    """The marts whose rows have units and several measures, by name."""
    found = {}
    for path in sorted(settings.folder("dbt").glob("models/marts/_marts__*_models.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            metas = {c["name"]: c.get("config", {}).get("meta", {}) for c in model["columns"]}
            measures = [name for name, meta in metas.items() if "measure" in meta and f"{name}_status" in metas]
            if len(measures) > 1 and "units_expected" in metas:
                lead = model["config"]["meta"]["lead"]
                found[model["name"]] = Wide(lead, tuple(m for m in measures if m != lead), frozenset(metas))
    return found
