"""A form is an Open Data Contract Standard contract; everything about the form follows from its file.

expectations/contracts/<form>.yaml → fields (header, synonyms, kind of value) and rules (one SQL predicate each).
"""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

from talent_warehouse import settings
from talent_warehouse.errors import ContractError, UnknownError

Kind: TypeAlias = Literal[
    "text", "code", "integer", "year", "date", "month", "quantity", "unit", "person_name", "identity_number"
]
Prefill: TypeAlias = Literal["known", "period"]
KINDS: tuple[Kind, ...] = (
    "text",
    "code",
    "integer",
    "year",
    "date",
    "month",
    "quantity",
    "unit",
    "person_name",
    "identity_number",
)
# The typed columns beside the text of a field, by kind: (suffix, Postgres type).
TYPED: dict[Kind, tuple[tuple[str, str], ...]] = {
    "text": (),
    "code": (("__v", "text"),),
    "integer": (("__v", "integer"),),
    "year": (("__v", "smallint"),),
    "date": (("__v", "date"),),
    "month": (("__v", "date"),),
    "unit": (("__v", "text"), ("__mult", "smallint")),
    "quantity": (
        ("__v", "numeric(24,6)"),
        ("__low", "numeric(24,6)"),
        ("__high", "numeric(24,6)"),
        ("__qualifier", "text"),
        ("__status", "text"),
        ("__mult", "smallint"),
        ("__decimals", "smallint"),
        ("__mask", "text"),
    ),
    "person_name": (),
    "identity_number": (("__fault", "text"),),
}
# What is kept of a person: never a clear name or number.
PERSON_COLUMNS: tuple[tuple[str, str], ...] = (
    ("person_key", "text"),
    ("person_basis", "text"),
    ("key_id", "text"),
    ("name_hash", "text"),
    ("id_birth_month", "date"),
    ("id_sex", "text"),
)
UNTYPED: frozenset[Kind] = frozenset({"text", "person_name", "identity_number"})


@dataclass(frozen=True)
class Field:
    """One column of a form."""

    name: str
    header: str
    synonyms: tuple[str, ...]
    kind: Kind
    required: bool
    personal: bool
    lookup: str | None  # the list of reference.lookup that a code is taken from
    unit_field: str | None  # the field that holds the unit of a quantity
    description: str
    description_en: str
    example: str | None
    prefill: Prefill | None  # what a template brings along: the value in force, or the year of the period

    @property
    def value_column(self) -> str:
        """The column that rules, gate and staging read."""
        return self.name if self.kind in UNTYPED else f"{self.name}__v"

    @property
    def is_checked(self) -> bool:
        """Text without a value is a finding; `<field>__bad` shows it."""
        return self.kind not in UNTYPED


@dataclass(frozen=True)
class Person:
    """Which fields of a row say who somebody is."""

    name: str
    id_type: str
    id_number: str
    birth: str


@dataclass(frozen=True)
class Rule:
    """One check of a form: an SQL predicate that is false for a failing row, or a query of failing rows.

    A predicate that is null passes: a rule speaks only of what was stated; `required` rules say what must be.
    Placeholders {column} in the messages are filled from the failing row.
    """

    id: str
    version: str
    severity: str
    dimension: str
    column: str
    predicate: str | None
    query: str | None
    expectation: Literal["not_null", "no_bad_text", "row", "rows"]
    message_zh: str
    message_en: str
    reason: str

    def text(self, headers: Mapping[str, str]) -> str:
        """The Chinese message with the names of the columns where a finding has their values."""
        return re.sub(r"\{(\w+)\}", lambda hole: f"〔{headers.get(hole[1], hole[1])}〕", self.message_zh)


@dataclass(frozen=True)
class Form:
    """A data contract: what one sheet must look like."""

    name: str
    title: str
    version: str
    period_grain: Literal["year", "quarter", "month"]
    purpose: str
    notes: tuple[str, ...]
    fields: tuple[Field, ...]
    person: Person | None
    business_key: tuple[str, ...]
    max_quarantined_share: float
    rules: tuple[Rule, ...]

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(f for f in self.fields if f.name == name)

    @property
    def headers(self) -> dict[str, str]:
        """Header by field name."""
        return {f.name: f.header for f in self.fields}

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of raw.<form> that the loader fills, after the place: (name, type)."""
        result: list[tuple[str, str]] = []
        for field in self.fields:
            result.append((field.name, "text"))
            result += [(field.name + suffix, kind) for suffix, kind in TYPED[field.kind]]
        return (*result, *(PERSON_COLUMNS if self.person else ()))

    @property
    def bad_columns(self) -> tuple[tuple[str, str], ...]:
        """Virtual generated columns: the text that is no value, (name, expression)."""
        return tuple(
            (
                f"{f.name}__bad",
                f"case when {f.name}{'__status' if f.kind == 'quantity' else '__v'} is null then {f.name} end",
            )
            for f in self.fields
            if f.is_checked
        )


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
        raise ContractError(f"{path.name}: {type(exc).__name__} {exc}. Compare it with talent_register.yaml.") from exc


def _custom(thing: Any) -> dict[str, Any]:
    return {p.property: p.value for p in thing.customProperties or []}


def _form(contract: Any) -> Form:
    (schema,) = contract.schema_
    own = _custom(schema)
    fields = tuple(_field(p) for p in schema.properties)
    prefix = own["rulePrefix"]
    key = tuple(own["businessKey"])
    declared = [_declared(q, contract.version) for q in schema.quality or []]
    rules = (*_implied(prefix, contract.version, fields), _unique(prefix, contract.version, key, fields), *declared)
    ids = [rule.id for rule in rules]
    if repeated := {i for i in ids if ids.count(i) > 1}:
        raise ValueError(f"rule ids repeat: {sorted(repeated)}")
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
        rules=rules,
    )


def _field(property_: Any) -> Field:
    own = _custom(property_)
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
    )


_EXPECTED: dict[Kind, tuple[str, str]] = {
    "code": ("应为下拉列表中的一项", "one of the list"),
    "integer": ("应为整数", "a whole number"),
    "year": ("应为四位年份，如2021", "a year of four digits such as 2021"),
    "date": ("应为具体日期，如2021-12-31", "a day such as 2021-12-31"),
    "month": ("应为年月，如2021-05或2021年5月", "a month such as 2021-05"),
    "quantity": ("应为数量，如128、12.5、近300、xx", "a quantity such as 128, 12.5, 近300 or a mask xx"),
    "unit": ("应为计量单位表中的单位，如人、万元", "a unit of measure such as 人 or 万元"),
}


def _implied(prefix: str, version: str, fields: Sequence[Field]) -> list[Rule]:
    """What the fields themselves say: required, and readable as the kind of value they hold."""
    rules: list[Rule] = []
    for f in fields:
        if f.required:
            rules.append(
                Rule(
                    id=f"{prefix}-{f.name}-required",
                    version=version,
                    severity="critical",
                    dimension="completeness",
                    column=f.name,
                    predicate=f"{f.name} is not null",
                    query=None,
                    expectation="not_null",
                    message_zh=f"“{f.header}”未填写；此项必填，请补填后重新报送。",
                    message_en=f"{f.name} is empty; it is required. Fill it in and file again.",
                    reason="The row cannot be placed in the star without it.",
                )
            )
        if f.is_checked:
            expected_zh, expected_en = _EXPECTED[f.kind]
            rules.append(
                Rule(
                    id=f"{prefix}-{f.name}-type",
                    version=version,
                    severity="critical",
                    dimension="conformity",
                    column=f.name,
                    predicate=f"{f.name}__bad is null",
                    query=None,
                    expectation="no_bad_text",
                    message_zh=f"“{f.header}”填的是“{{{f.name}}}”，无法识别；{expected_zh}，请改正后重新报送。",
                    message_en=f"{f.name} says '{{{f.name}}}'; expected {expected_en}. Correct it and file again.",
                    reason="A cell that cannot be read is never taken as empty.",
                )
            )
    return rules


def _unique(prefix: str, version: str, key: Sequence[str], fields: Sequence[Field]) -> Rule:
    """The business key stands once in a submission; the first row stays, the later ones name it."""
    keys, column = ", ".join(key), key[0].removesuffix("__v")
    column = column if any(f.name == column for f in fields) else next(f.name for f in fields if f.personal)
    given = f"{key[0]} is not null"
    query = (
        f"select submission_id, sheet, row_no, {column}, first_row from ("
        f"select submission_id, sheet, row_no, {column},"
        f" first_value(row_no) over same as first_row, row_number() over same as place from {{batch}} where {given}"
        f" window same as (partition by submission_id, {keys} order by sheet, row_no)) as numbered where place > 1"
    )
    return Rule(
        id=f"{prefix}-key-unique",
        version=version,
        severity="critical",
        dimension="uniqueness",
        column=column,
        predicate=None,
        query=query,
        expectation="rows",
        message_zh="与本表第{first_row}行重复；同一份报送中只应出现一次，请删除重复行或改正后重新报送。",
        message_en="Repeats row {first_row}; it may stand once in a submission. Delete or correct the row and file again.",
        reason="Two rows of one key in one filing would count twice.",
    )


def _declared(quality: Any, version: str) -> Rule:
    """A rule written out in the contract."""
    own = _custom(quality)
    body = quality.implementation
    if quality.engine != "greatExpectations" or not isinstance(body, dict):
        raise ValueError(f"rule {quality.id}: engine must be greatExpectations with an implementation")
    kwargs = body["kwargs"]
    is_row = body["type"] == "expect_row_to_satisfy"
    if not is_row and body["type"] != "unexpected_rows_expectation":
        raise ValueError(
            f"rule {quality.id}: type {body['type']} is neither expect_row_to_satisfy nor unexpected_rows_expectation"
        )
    if quality.severity not in ("critical", "warning", "info"):
        raise ValueError(f"rule {quality.id}: severity {quality.severity!r} is not critical, warning or info")
    query = None if is_row else re.sub(r"\s+", " ", kwargs["unexpected_rows_query"]).strip()
    return Rule(
        id=quality.id,
        version=version,
        severity=quality.severity,
        dimension=quality.dimension,
        column=kwargs["column"] if is_row else own["column"],
        predicate=re.sub(r"\s+", " ", kwargs["predicate"]).strip() if is_row else None,
        query=query,
        expectation="row" if is_row else "rows",
        message_zh=own["messageZh"],
        message_en=own["messageEn"],
        reason=own["reason"],
    )
