"""The fields of a form: their labels, lists, examples, units; the key; and the codes that rules and conditions name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talent_warehouse.contracts import Rule
from talent_warehouse.forms.checks.fault import Fault, Looked
from talent_warehouse.intake.landing import PLACE
from talent_warehouse.reading.tables.headers import normalise

# status__v = 'x', status__v not in ('x', 'y'); of a condition without __v
_COMPARED = re.compile(r"\b(\w+)\s*(?:=|<>|(?:not\s+)?in)\s*(\(\s*'[^()]*'\s*\)|'[^']*')", re.IGNORECASE)
_TEXT = re.compile(r"'([^']*)'")


def check(looked: Looked) -> Iterator[Fault]:
    """Every fault of the fields."""
    yield from _labels(looked)
    yield from _lists(looked)
    yield from _units(looked)
    yield from _key(looked)
    yield from _codes(looked)
    yield from _taken(looked)


def _labels(looked: Looked) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for field in looked.form.fields:
        for label in (field.header, *field.synonyms):
            other = seen.setdefault(normalise(label), field.name)
            if other != field.name:
                yield looked.error(
                    looked.at(field.name), f"the label {label} is {other}'s already", "leave it to one of them"
                )
        for what, said in (("description", field.description), ("descriptionEn", field.description_en)):
            if not said:
                yield looked.error(looked.at(field.name), f"it has no {what}", "say what is meant, in both languages")


def _lists(looked: Looked) -> Iterator[Fault]:
    texts = looked.seeds.texts
    for field in looked.form.fields:
        if field.kind == "code" and field.lookup is None:
            yield looked.error(looked.at(field.name), "a code of no list", "name its list under lookup")
        elif field.lookup and field.lookup not in texts:
            mend = f"add the list to seeds/code.csv, or name one of {', '.join(sorted(texts))}"
            yield looked.error(looked.at(field.name), f"there is no list {field.lookup}", mend)
        elif field.lookup and field.example and normalise(field.example) not in map(normalise, texts[field.lookup]):
            mend = "give one that a cell may say, or add it to seeds/code_synonym.csv"
            yield looked.error(looked.at(field.name), f"the example {field.example} is not in {field.lookup}", mend)


def _units(looked: Looked) -> Iterator[Fault]:
    kinds = {f.name: f.kind for f in looked.form.fields}
    for field in looked.form.fields:
        if field.unit_field and kinds.get(field.unit_field) != "unit":
            mend = "name a field whose valueKind is unit"
            yield looked.error(looked.at(field.name), f"unitField {field.unit_field} is no field of a unit", mend)
        if field.unit and field.unit not in looked.seeds.dimensions:
            mend = "add it to seeds/unit_of_measure.csv and unit_synonym.csv, or name one that is there"
            yield looked.error(looked.at(field.name), f"{field.unit} is no unit of measure", mend)


def _key(looked: Looked) -> Iterator[Fault]:
    known = {name for name, _ in (*PLACE, *looked.form.columns)}
    for column in looked.form.business_key:
        if column not in known:
            mend = "name a column of the landing table; a typed field's is <field>__v"
            yield looked.error(looked.at("businessKey"), f"{column} is no column", mend)


def _codes(looked: Looked) -> Iterator[Fault]:
    """Codes that a rule or a condition compares a field with, and that its list does not have."""
    lists = {f.value_column: f.lookup for f in looked.form.fields if f.lookup}
    for rule in looked.form.rules:
        for column, code in _named(rule):
            yield from _unknown(looked, f"rule {rule.id}", lists.get(column), code)
    declared = looked.form.measures
    if declared is None:
        return
    by_field = {f.name: f.lookup for f in looked.form.fields if f.lookup}
    landed = {f"landed.{f.value_column}": f.name for f in looked.form.fields}
    of = {c.name: by_field.get(landed[c.value]) for c in declared.columns if c.value in landed}
    axes = (declared.programme, declared.stage, declared.region)
    of |= {a.column: by_field.get(a.field) for a in axes if a and a.value is None}
    for derived in declared.derives:
        for column, codes in _COMPARED.findall(derived.condition):
            for code in _TEXT.findall(codes):
                yield from _unknown(looked, f"measures, {derived.measure}", of.get(column), code)


def _named(rule: Rule) -> Iterator[tuple[str, str]]:
    own = rule.expectation
    if own:
        codes = dict(own.keywords).get("value_set", ())
        yield from ((own.column, str(code)) for code in codes)
        return
    for column, codes in _COMPARED.findall(rule.check):
        yield from ((column, code) for code in _TEXT.findall(codes))


def _unknown(looked: Looked, place: str, lookup: str | None, code: str) -> Iterator[Fault]:
    if lookup and code and code not in looked.seeds.texts.get(lookup, {}).values():
        known = ", ".join(list(looked.seeds.names.get(lookup, {}))[:12])
        yield looked.error(looked.at(place), f"the list {lookup} has no code {code}", f"it has {known}")


def _taken(looked: Looked) -> Iterator[Fault]:
    """What two forms may not share: a title, ids of rules."""
    own = {rule.id for rule in looked.form.rules}
    for other in looked.others:
        if other.title == looked.form.title:
            yield looked.error(looked.at("businessName"), f"{other.name} has the title too", "give it one of its own")
        if both := sorted(own & {rule.id for rule in other.rules}):
            mend = "choose another rulePrefix"
            yield looked.error(looked.at("rulePrefix"), f"{other.name} has rules {', '.join(both[:3])} too", mend)
