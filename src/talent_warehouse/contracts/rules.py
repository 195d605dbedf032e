"""The rules of gate 1 that a contract says: what its fields imply, its key, and what it writes out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from talent_warehouse.contracts.model import Field, Kind, Rule, custom

_EXPECTED: dict[Kind, tuple[str, str]] = {
    "code": ("应为下拉列表中的一项", "one of the list"),
    "integer": ("应为整数", "a whole number"),
    "year": ("应为四位年份，如2021", "a year of four digits such as 2021"),
    "date": ("应为具体日期，如2021-12-31", "a day such as 2021-12-31"),
    "month": ("应为年月，如2021-05或2021年5月", "a month such as 2021-05"),
    "quantity": ("应为数量，如128、12.5、近300、xx", "a quantity such as 128, 12.5, 近300 or a mask xx"),
    "unit": ("应为计量单位表中的单位，如人、万元", "a unit of measure such as 人 or 万元"),
}


def implied(prefix: str, version: str, fields: Sequence[Field]) -> list[Rule]:
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


def unique(prefix: str, version: str, key: Sequence[str], fields: Sequence[Field]) -> Rule:
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


def declared(quality: Any, version: str) -> Rule:
    """A rule written out in the contract."""
    own = custom(quality)
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
