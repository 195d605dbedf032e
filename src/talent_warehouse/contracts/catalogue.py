"""Contracts and catalogue held against each other: a measure is derived from one form, and both say from which."""

from __future__ import annotations

import csv
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.contracts.load import forms
from talent_warehouse.errors import ContractError


def require_agreement(folder: Path | None = None) -> None:
    """Hold what the contracts derive against seeds/measure.csv.

    Raises: ContractError naming the contract, the measure, what stands there, and the mend.
    """
    path = (folder or settings.folder("seeds")) / "measure.csv"
    with path.open(encoding="utf-8", newline="") as file:
        told = {row["measure_code"]: row["derivation_form"] or None for row in csv.DictReader(file)}
    derives = [(d, f.name) for f in forms().values() if f.measures for d in f.measures.derives]
    declared = {(d.measure, form) for d, form in derives if not d.is_floor}
    faults = [
        f"{form}.yaml derives {measure}, and seeds/measure.csv {_said(measure, told)}"
        for measure, form in sorted(declared)
        if told.get(measure) != form
    ]
    faults += [
        f"seeds/measure.csv derives {measure} from {form}, and {form}.yaml declares no such measure"
        for measure, form in told.items()
        if form and (measure, form) not in declared
    ]
    faults += [
        f"{form}.yaml has {derived.measure} as a floor, and seeds/measure.csv {_said(derived.measure, told)}"
        for derived, form in derives
        if derived.is_floor and told.get(derived.measure, "") is not None
    ]
    if faults:
        raise ContractError(
            f"What rows derive is said twice, and differs: {'; '.join(faults)}."
            " Correct derivation_form, or the section measures of the contract."
        )


def _said(measure: str, told: dict[str, str | None]) -> str:
    return f"derives it from {told[measure] or 'no form'}" if measure in told else "has no such measure"
