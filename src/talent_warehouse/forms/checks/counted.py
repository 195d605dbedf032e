"""What the rows of a form derive against the catalogue, and who owes it."""

from __future__ import annotations

from collections.abc import Iterator

from talent_warehouse.contracts.declared import Derived, Measures
from talent_warehouse.forms.checks.fault import Fault, Looked

_CATALOGUE = "seeds/measure.csv"


def check(looked: Looked) -> Iterator[Fault]:
    """Every fault of its measures and obligations."""
    declared = looked.form.measures
    if declared is None:
        yield looked.warning(
            looked.at("measures"), "its rows derive nothing", "say what they count for, or leave it so"
        )
    else:
        for derived in declared.derives:
            yield from _measure(looked, declared, derived)
        yield from _undeclared(looked, declared)
    yield from _obligations(looked)


def _measure(looked: Looked, declared: Measures, derived: Derived) -> Iterator[Fault]:
    place = looked.at(f"measures, {derived.measure}")
    row = looked.seeds.measures.get(derived.measure)
    if row is None:
        mend = f"add it to {_CATALOGUE}, with derivation_form {looked.form.name}"
        yield looked.error(place, f"{_CATALOGUE} has no such measure", mend)
        return
    expected = "" if derived.is_floor else looked.form.name
    if row["derivation_form"] != expected:
        mend = f"write {expected or 'nothing'} there, or leave the measure to that form"
        yield looked.error(place, f"{_CATALOGUE} derives it from {row['derivation_form'] or 'no form'}", mend)
    yield from _unit(looked, declared, derived, place, row["unit_code"])


def _unit(looked: Looked, declared: Measures, derived: Derived, place: str, unit: str) -> Iterator[Fault]:
    """A measure is in the unit of the field that it adds up; of rows that are counted in one that counts."""
    field = next((f for f in looked.form.fields if f.name == derived.amount and f.kind == "quantity"), None)
    if field is not None:
        if field.unit is None and field.unit_field is None:
            yield looked.error(looked.at(field.name), "nobody says its unit", f"add the property unit, as {unit}")
        elif field.unit and field.unit != unit:
            found = f"it is in {unit}, and {field.name} in {field.unit}"
            yield looked.error(place, found, f"make them one, in {_CATALOGUE} or in the property unit")
    elif derived.amount == "1":
        dimension = looked.seeds.dimensions.get(unit, "")
        are_persons = declared.counts in ("once", "heads")
        if (dimension == "head") is not are_persons or looked.seeds.is_in_parts(unit):
            found = f"it is in {unit}, and its rows are {'persons' if are_persons else 'no persons'}"
            yield looked.error(place, found, f"correct unit_code in {_CATALOGUE}, or name the amount")


def _undeclared(looked: Looked, declared: Measures) -> Iterator[Fault]:
    codes = {d.measure for d in declared.derives}
    for code, row in looked.seeds.measures.items():
        if row["derivation_form"] == looked.form.name and code not in codes:
            mend = f"add it under derives in {looked.contract.name}, or empty derivation_form"
            yield looked.error(f"{_CATALOGUE}, {code}", "the contract derives no such measure", mend)


def _obligations(looked: Looked) -> Iterator[Fault]:
    form, place = looked.form, "seeds/obligation.csv"
    owed = [row for row in looked.seeds.tables["obligation"] if row["form"] == form.name]
    kinds = {(unit["kind"], unit["level"]) for unit in looked.seeds.tables["reporting_unit"]}
    if not owed:
        yield looked.warning(place, "nobody owes it", "add who does, or leave it to those who file it unasked")
    for row in owed:
        at = f"{place}, {row['obligation_code']}"
        if row["period_grain"] != form.period_grain:
            found = f"it is owed by the {row['period_grain']}, and filed by the {form.period_grain}"
            yield looked.error(at, found, "correct period_grain there, or periodGrain in the contract")
        if (row["unit_kind"], row["unit_level"]) not in kinds:
            found = f"there is no {row['unit_kind']} of level {row['unit_level']}"
            yield looked.error(at, found, "correct unit_kind or unit_level")
