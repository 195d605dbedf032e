"""What a draft comes to: its rules with rows that break and keep them, its measures, its names, held against the seeds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from talent_warehouse import contracts
from talent_warehouse.errors import ContractError
from talent_warehouse.forms import columns, values
from talent_warehouse.forms.catalogue import Catalogue
from talent_warehouse.forms.columns import Column
from talent_warehouse.forms.draft import Asked, Counted, Draft
from talent_warehouse.forms.values import Place, Value
from talent_warehouse.reading.tables.headers import normalise

Row = dict[str, str | None]
_WORD = re.compile(r"\b([a-z_]\w*)\b(?!\s*\()")
_QUOTED = re.compile(r"'[^']*'")
# Units that the reader refuses in a column of counts; their numbers have a column for the unit.
_WITH_UNIT = ("money", "area_mu", "area_ha", "ratio_percent", "ratio_point", "ratio_multiple", "ratio_density", "age")


@dataclass(frozen=True)
class Check:
    """A rule of the form with its cases; `kind` is what the template words, None where the fields imply it."""

    id: str
    kind: str | None
    field: Asked | None
    breaks: tuple[Row, ...]
    keeps: tuple[Row, ...]
    planted: tuple[Row, ...]
    at: int = 0  # which of the breaking rows fails
    words: str = ""  # ways to write the field's unit, for a pattern
    since: int = 0  # the first year of which a planted row breaks it


@dataclass(frozen=True)
class Measure:
    """A measure that the rows derive; `is_new` where the catalogue has no such row yet."""

    counted: Counted
    name: str
    english: str
    unit: str
    asked: tuple[str, ...]  # the columns of its condition
    is_new: bool


@dataclass(frozen=True)
class Plan:
    """All that the templates ask for."""

    draft: Draft
    prefix: str
    judged: str
    place: Place
    values: Mapping[str, Value]
    checks: tuple[Check, ...]
    measures: tuple[Measure, ...]
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The business key: a person, and what else tells rows apart."""
        asked = [f.name if not contracts.TYPED[f.kind] else f"{f.name}__v" for f in self.draft.fields if f.is_key]
        return (*(("person_key",) if self.draft.rows == "persons" else ()), *asked)

    @property
    def fact(self) -> tuple[Column, ...]:
        """The columns of the fact: of a person nothing that only its count asks for."""
        return tuple(c for c in self.columns if c.name not in ("person_basis", "name_hash", "birth_month"))

    @property
    def conditions(self) -> tuple[Asked, ...]:
        """The fields that conditions ask for, other than amounts that are counted."""
        asked = {name for m in self.measures for name in m.asked} - {m.counted.of for m in self.measures}
        return tuple(f for f in self.draft.fields if f.name in asked)


def make(draft: Draft, seeds: Catalogue) -> Plan:
    """Raises: ContractError naming what does not fit the seeds or the forms that there are, and the mend."""
    _refuse_fields(draft, seeds)
    at = values.place(seeds)
    cells, prefix = values.of(draft, seeds, at), _prefix(draft.name)
    made = tuple(columns.of(draft))
    measures = tuple(_measure(draft, one, seeds) for one in draft.counts)
    if not measures:
        raise ContractError(
            f"Nothing of {draft.name} is counted. Name a measure at a field (measure: FLAT_AREA), or of its rows:"
            " --count 'TALENT_FLATS 人才公寓套数 套'."
        )
    if len({m.counted.measure for m in measures}) < len(measures):
        raise ContractError("A measure is counted twice. Give each condition a measure of its own.")
    checks = tuple(_checks(draft, prefix, cells, seeds, at))
    return Plan(draft, prefix, _judged(draft.name), at, cells, checks, measures, made)


def _refuse_fields(draft: Draft, seeds: Catalogue) -> None:
    if draft.name in contracts.forms():
        raise ContractError(f"There is a form {draft.name}. Choose another name, or change its contract.")
    if of := [f.name for f in contracts.forms().values() if f.title == draft.title]:
        raise ContractError(f"{of[0]} has the title {draft.title!r}. Choose another.")
    seen: dict[str, str] = {}
    for field in draft.fields:
        if field.name in columns.OWN or [f.name for f in draft.fields].count(field.name) > 1:
            raise ContractError(f"{field.name}: the name is taken. Call the field otherwise.")
        for label in (field.header, *field.also):
            if (other := seen.setdefault(normalise(label), field.name)) != field.name:
                raise ContractError(f"{label!r} means {other} and {field.name}. Leave it to one of them.")
        _refuse_unit(draft, field, seeds)
    if draft.rows in ("events", "amounts") and _day(draft) is None:
        raise ContractError(f"No required date says when a row of {draft.name} was. Add a field of type date.")


def _refuse_unit(draft: Draft, field: Asked, seeds: Catalogue) -> None:
    known = seeds.dimensions
    if field.unit and field.unit not in known and field.unit not in dict(draft.units):
        raise ContractError(
            f"{field.name}: {field.unit} is no unit of measure. Use one of {'、'.join(known)}, or say units:"
            f" {{{field.unit}: its name in English}}."
        )
    if field.unit and not field.unit_field and known.get(field.unit, "") in _WITH_UNIT:
        raise ContractError(
            f"{field.name}: numbers in {field.unit} have their unit in a column. Add a field of type unit (计量单位),"
            " and name it here as unit_field."
        )
    if field.unit_field and field.unit_field not in {f.name for f in draft.fields if f.kind == "unit"}:
        raise ContractError(f"{field.name}: unit_field {field.unit_field} is no field of type unit. Add it.")


def _prefix(name: str) -> str:
    """The first letters of its words, and more of the last where another form has these."""
    taken = {rule.id.partition("-")[0] for form in contracts.forms().values() for rule in form.rules} | {"RD", "G2"}
    words = name.upper().replace("_", " ").split()
    tries = [
        "".join(w[0] for w in words),
        *(words[0][: n + 1] for n in range(1, 6)),
        *(f"{words[0][0]}{n}" for n in range(99)),
    ]
    return next(t for t in tries if t not in taken and len(t) > 1)


def _judged(name: str) -> str:
    taken = {f.measures.judged.rule for f in contracts.forms().values() if f.measures and f.measures.judged}
    flat = name.upper().replace("_", "")
    return next(t for n in range(4, len(flat) + 9) if (t := flat[:n] if n <= len(flat) else f"{flat}{n}") not in taken)


def _measure(draft: Draft, one: Counted, seeds: Catalogue) -> Measure:
    known, where = seeds.measures.get(one.measure), one.measure
    quantities = {f.name: f for f in draft.quantities}
    if one.of and one.of not in quantities:
        raise ContractError(f"{where}: {one.of} is no quantity of the form: {', '.join(quantities) or 'it has none'}.")
    if one.of and draft.rows == "persons":
        raise ContractError(f"{where}: of persons heads are counted, and not {one.of}. Leave out the measure there.")
    names = {f.name for f in draft.fields if f.kind not in ("person_name", "identity_number")} | {"year"}
    asked = tuple(dict.fromkeys(w for w in _WORD.findall(_QUOTED.sub("", one.where or "")) if w in names))
    of = quantities[one.of] if one.of else None
    usual = of.unit if of else {"persons": "人", "events": "次"}.get(draft.rows, "个")
    unit = one.unit or (known["unit_code"] if known else usual)
    if unit is None or (unit not in seeds.dimensions and unit not in dict(draft.units)):
        raise ContractError(f"{where}: {unit} is no unit of measure. Say one, or add it under units.")
    if of and of.unit and of.unit != unit:
        raise ContractError(f"{where}: it is in {unit}, and {of.name} in {of.unit}. Make them one.")
    if known and known["derivation_form"]:
        raise ContractError(f"{where} is derived from {known['derivation_form']}. Count under a measure of its own.")
    name = one.name or (known["name"] if known else of.header if of else None)
    if name is None:
        raise ContractError(f"{where} is not in the catalogue. Say its name and unit: {where} 人才公寓套数 套.")
    if not known and name in seeds.texts["measure"]:
        raise ContractError(f"{where}: {name} is {seeds.texts['measure'][name]} already. Choose another name.")
    said = one.english or one.measure.replace("_", " ").capitalize()
    return Measure(one, name, known["name_en"] if known else said, unit, asked, known is None)


def _day(draft: Draft) -> Asked | None:
    return next((f for f in draft.fields if f.kind == "date" and f.required), None)


def _checks(draft: Draft, prefix: str, cells: Mapping[str, Value], seeds: Catalogue, at: Place) -> Iterator[Check]:
    for field in draft.fields:
        cell = cells[field.name]
        if field.required:
            keeps: Row = {field.name: "欧阳试" if field.kind == "person_name" else cell.other}
            yield Check(
                f"{prefix}-{field.name}-required", None, field, ({field.name: None},), (keeps,), ({field.name: None},)
            )
        if field.required and field.lookup == "programme" and seeds.ended:
            name, year = seeds.ended
            gone: Row = {field.name: name}
            yield Check(
                f"{prefix}-{field.name}-ended", None, field, (gone,), ({field.name: cell.other},), (gone,), since=year
            )
        if cell.bad:
            bad: Row = {field.name: cell.bad}
            yield Check(f"{prefix}-{field.name}-type", None, field, (bad,), ({field.name: cell.other},), (bad,))
    yield _key(draft, prefix, cells, at)
    for check in _written(draft, prefix, seeds, at):
        yield replace(check, breaks=_apart(draft, cells, check.breaks), keeps=_apart(draft, cells, check.keeps))


def _apart(draft: Draft, cells: Mapping[str, Value], rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of one sheet, so that the second is not the first again; persons are each their own."""
    keys = [f.name for f in draft.fields if f.is_key and f.name not in rows[0]]
    if draft.rows == "persons" or len(rows) < 2 or not keys:
        return rows
    return (rows[0], *({**row, keys[0]: cells[keys[0]].other} for row in rows[1:]))


def _key(draft: Draft, prefix: str, cells: Mapping[str, Value], at: Place) -> Check:
    """A row twice, and rows that differ in one field of the key alone."""
    same: Row = {"id_number": "@same"} if draft.rows == "persons" else {}
    planted: Row = {"name": "@same", **same} if same else {}
    others: list[Row] = [
        {**same, f.name: at.outside if f.lookup == "region" else cells[f.name].other} for f in draft.fields if f.is_key
    ]
    twice: tuple[Row, ...] = ({}, {}, same) if same else ({}, {})
    return Check(f"{prefix}-key-unique", None, None, twice, ({}, *(others or [{}])), ({}, planted), at=len(twice) - 1)


def _written(draft: Draft, prefix: str, seeds: Catalogue, at: Place) -> Iterator[Check]:
    """The rules that stand in the contract: when, where, under which programme, how much, in which unit."""
    first, last, before, after = values.DAYS[draft.period]
    day = _day(draft)
    if draft.rows in ("events", "amounts") and day:
        planted = "{year-1}-06-15" if draft.period == "year" else "{month-4}-12"
        yield Check(f"{prefix}-130", "in_period", day, ({day.name: before}, {day.name: after}),
                    ({day.name: first}, {day.name: last}), ({day.name: planted},))  # fmt: skip
    if region := draft.first("region"):
        yield Check(f"{prefix}-140", "in_region", region, ({region.name: at.outside},), ({region.name: at.region},),
                    ({region.name: "@outside"},))  # fmt: skip
    if programme := draft.first("programme"):
        total: Row = {programme.name: max((t for t, c in seeds.texts["programme"].items() if c == "_T"), key=len)}
        none: Row = {programme.name: seeds.names["programme"]["_Z"]}
        yield Check(f"{prefix}-150", "one_programme", programme, (total,), (none,), (total,))
    for number, field in enumerate(draft.quantities):
        kind = "in_parts" if field.has_decimals or seeds.is_in_parts(field.unit or "") else "whole"
        below: Row = {field.name: "-1"}
        wrong: tuple[Row, ...] = (below, {field.name: "2.5"}) if kind == "whole" else (below,)
        yield Check(f"{prefix}-{160 + number}", kind, field, wrong, ({field.name: "0"},), (below,))
        if field.unit and field.unit_field:
            another: Row = {field.unit_field: "人" if field.unit != "人" else "户"}
            yield Check(f"{prefix}-{180 + number}", "unit_beside", field, (another,), ({field.unit_field: field.unit},),
                        (another,))  # fmt: skip
        elif field.unit:
            other: Row = {field.name: "12户" if field.unit != "户" else "12人"}
            said = {
                r["synonym"]
                for r in seeds.tables["unit_synonym"]
                if (r["unit_code"], r["unit_mult"]) == (field.unit, "0")
            }
            words_of = "|".join(sorted({*said, field.unit}, key=lambda w: (-len(w), w)))
            yield Check(f"{prefix}-{180 + number}", "in_unit", field, (other,), ({field.name: f"12{field.unit}"},), (other,),
                        words=words_of)  # fmt: skip
