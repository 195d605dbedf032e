"""Contracts are read from expectations/contracts/<form>.yaml."""

from __future__ import annotations

import importlib.resources
import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from talent_warehouse import settings
from talent_warehouse.contracts.implied import implied
from talent_warehouse.contracts.measures import measures_of
from talent_warehouse.contracts.model import KINDS, AskedOf, Field, Form, Kind, Person, custom
from talent_warehouse.contracts.rules import rules_of
from talent_warehouse.errors import ContractError, UnknownError


def forms_folder() -> Path:
    """Where the contracts of the project stand."""
    return settings.folder("expectations") / "contracts"


@cache
def forms() -> dict[str, Form]:
    """Every contract of the project by form name.

    Raises: ContractError naming the file and the place in it.
    """
    return {form.name: form for form in map(load, sorted(forms_folder().glob("*.yaml")))}


@cache
def texts() -> dict[str, Form]:
    """The contracts of what is filed as a text: nobody fills in a template of it, and no header says that it is one."""
    return {form.name: form for form in map(load, sorted((forms_folder() / "documents").glob("*.yaml")))}


def filed() -> dict[str, Form]:
    """Every contract under which something is filed: forms, and texts."""
    return forms() | texts()


def form(name: str) -> Form:
    """The form or text of that name. Raises: UnknownError that lists those there are."""
    try:
        return filed()[name]
    except KeyError as exc:
        raise UnknownError(f"There is no form {name!r}. Forms: {', '.join(filed())}.") from exc


def stating() -> tuple[str, ...]:
    """The forms whose rows state measures themselves."""
    return tuple(f.name for f in forms().values() if f.measures and f.measures.counts == "stated")


def deriving(measure: str) -> tuple[str, ...]:
    """The forms whose rows say of a measure how many there are, or how many at least."""
    return tuple(
        f.name for f in forms().values() if f.measures and any(d.measure == measure for d in f.measures.derives)
    )


@cache
def _standard() -> Any:
    import jsonschema_rs  # every process reads the contracts: in Python alone that takes it a second

    text = (importlib.resources.files("open_data_contract_standard") / "schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


def load(path: Path) -> Form:
    """Read one contract. The standard's JSON schema catches the misspelt keys that its pydantic model drops."""
    from open_data_contract_standard.model import OpenDataContractStandard

    # the C loader: a task's process reads every contract, in 0.1 s instead of 1 s
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for error in _standard().iter_errors(document):
        place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.instance_path)
        raise ContractError(f"{path.name} at ${place}: {error.message}. Mend the contract.")
    contract = OpenDataContractStandard.model_validate(document)
    try:
        return _form(contract)
    except (KeyError, TypeError, ValueError, StopIteration) as exc:
        raise ContractError(f"{path.name}: {type(exc).__name__} {exc}. Compare it with the other contracts.") from exc


def _form(contract: Any) -> Form:
    (schema,) = contract.schema_
    own = custom(schema)
    fields = tuple(_field(p) for p in schema.properties)
    _check_asked_of(fields)
    prefix = own["rulePrefix"]
    key = tuple(own["businessKey"])
    written = [entry for suite in schema.quality or [] for entry in _entries(suite)]
    year = own.get("measures", {}).get("year")
    entries = [*implied(prefix, fields, key, own.get("person", {}).get("birth"), year), *written]
    return Form(
        name=schema.name,
        title=schema.businessName,
        version=contract.version,
        period_grain=own["periodGrain"],
        purpose=contract.description.purpose,
        notes=tuple(own.get("notes", ())),
        fields=fields,
        person=Person(**own["person"]) if "person" in own else None,
        business_key=key,
        max_quarantined_share=float(own["maxQuarantinedShare"]),
        rules=rules_of(
            entries, contract.version, f"{schema.name}.yaml", value_columns={f.name: f.value_column for f in fields}
        ),
        measures=measures_of(own["measures"], fields, f"{schema.name}.yaml") if "measures" in own else None,
    )


def _entries(suite: Any) -> list[dict[str, Any]]:
    """The rules that an entry of `quality` writes out."""
    if suite.engine != "greatExpectations" or not isinstance(suite.implementation, dict):
        raise ValueError(
            f"quality {suite.id}: engine must be greatExpectations, with a list of rules as implementation"
        )
    return list(suite.implementation["rules"])


def _field(property_: Any) -> Field:
    own = custom(property_)
    kind: Kind = own.get("valueKind") or ("code" if "lookup" in own else "text")
    if kind not in KINDS:
        raise ValueError(f"{property_.name}: valueKind {kind!r} is none of {KINDS}")
    personal, prefill = property_.classification == "personal", own.get("prefill")
    if prefill not in (None, "known", "period") or (prefill and personal) or (prefill == "period" and kind != "year"):
        raise ValueError(
            f"{property_.name}: prefill {prefill!r} is neither known, nor period on a year; a person is never prefilled"
        )
    return Field(
        name=property_.name,
        header=property_.businessName,
        synonyms=tuple(s.synonym for s in property_.synonyms or []),
        kind=kind,
        required=bool(property_.required),
        personal=personal,
        lookup=own.get("lookup"),
        unit_field=own.get("unitField"),
        description=property_.description or "",
        description_en=own.get("descriptionEn", ""),
        example=str(property_.examples[0]) if property_.examples else None,
        prefill=prefill,
        may_name=bool(own.get("mayName", False)),
        decides=bool(own["decides"]) if "decides" in own else None,
        unit=own.get("unit"),
        since=str(own["since"]) if "since" in own else None,
        asked_of=_asked_of(property_.name, own["askedOf"]) if "askedOf" in own else None,
    )


def _asked_of(name: str, own: Any) -> AskedOf:
    if not isinstance(own, dict) or len(own) != 1 or not all(isinstance(codes, list) for codes in own.values()):
        raise ValueError(f"{name}: askedOf {own!r} is no field with a list of its codes, as in {{role: [awardee]}}")
    ((field, codes),) = own.items()
    return AskedOf(field, tuple(map(str, codes)))


def _check_asked_of(fields: tuple[Field, ...]) -> None:
    """Rows are told apart by a code that every row has. Raises: ValueError naming the field and the mend."""
    telling = {f.name for f in fields if f.kind == "code" and f.required}
    for field in fields:
        if field.asked_of and field.asked_of.field not in telling:
            raise ValueError(
                f"{field.name}: askedOf names {field.asked_of.field!r}; expected a required code: {sorted(telling)}"
            )
        if field.asked_of and field.required:
            raise ValueError(f"{field.name} is required and asked of some rows only; say one of both")
