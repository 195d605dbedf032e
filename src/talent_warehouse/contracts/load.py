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
from talent_warehouse.contracts.model import KINDS, Field, Form, Kind, Person, custom
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


def form(name: str) -> Form:
    """The form of that name. Raises: UnknownError that lists the forms there are."""
    try:
        return forms()[name]
    except KeyError as exc:
        raise UnknownError(f"There is no form {name!r}. Forms: {', '.join(forms())}.") from exc


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
    prefix = own["rulePrefix"]
    key = tuple(own["businessKey"])
    written = [entry for suite in schema.quality or [] for entry in _entries(suite)]
    entries = [*implied(prefix, fields, key, own.get("person", {}).get("birth")), *written]
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
        decides=bool(own.get("decides", False)),
        unit=own.get("unit"),
        since=str(own["since"]) if "since" in own else None,
    )
