"""What the contracts declare that rows derive, as the variable `derivations` that macros and models loop over."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from talent_warehouse import contracts
from talent_warehouse.contracts import Form


def variables() -> dict[str, Any]:
    """The variables of the dbt project."""
    return {"derivations": [_told(form) for form in contracts.forms().values() if form.measures]}


def _told(form: Form) -> dict[str, Any]:
    declared = form.measures
    assert declared is not None
    told = asdict(declared)
    for axis in filter(
        None, (told[name] for name in ("region", "programme", "item", "stage", "edition", "year", "day"))
    ):
        axis["landed"] = form.field(axis["field"]).value_column
        axis["said"] = axis["value"] or f"landed.{axis['landed']}"
    added = [d.amount for d in declared.derives if declared.counts in ("things", "amounts", "payments")]
    amounts = dict.fromkeys(name for name in (declared.many, *added) if name and name != "1")
    told["amounts"] = [{"name": name, "fields": _fields_of(form, name)} for name in amounts]
    told["id_number"] = form.person.id_number if form.person else None
    return {"form": form.name, "grain": form.period_grain, **told}


def _fields_of(form: Form, quantity: str) -> list[str]:
    """The fields that must read for a quantity to be known: itself, and the one with its unit."""
    unit = form.field(quantity).unit_field
    return [quantity, *([unit] if unit else [])]
