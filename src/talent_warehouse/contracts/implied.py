"""What the fields of a contract themselves say, as rules: required, readable as the kind of value they hold, asked of
some rows only, of a programme that there was in the year, key once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from talent_warehouse.contracts.model import Field, Kind

_EXPECTED: dict[Kind, tuple[str, str]] = {
    "code": ("应为下拉列表中的一项", "one of the list"),
    "integer": ("应为整数", "a whole number"),
    "year": ("应为四位年份，如2021", "a year of four digits such as 2021"),
    "date": ("应为具体日期，如2021-12-31", "a day such as 2021-12-31"),
    "month": ("应为年月，如2021-05或2021年5月", "a month such as 2021-05"),
    "quantity": ("应为数量，如128、12.5、近300、xx", "a quantity such as 128, 12.5, 近300 or a mask xx"),
    "unit": (
        "应为计量单位表中的单位，如人、万元；只写“万”“千”看不出是什么的数量，请写全，如“万元”“万人”",
        "a unit of measure such as 人 or 万元; 万 alone does not say of what, so write 万元 or 万人",
    ),
}


def implied(
    prefix: str, fields: Sequence[Field], key: Sequence[str], birth: str | None, year: str | None = None
) -> Iterator[dict[str, Any]]:
    """The entries of the rules, in the order of the fields; `birth` names the field that tells persons apart, `year` the
    one that says of which year a row speaks, where it is not the period's.
    """
    for field in fields:
        since = {"since": field.since} if field.since else {}
        if field.required:
            yield _required(prefix, field) | since
        if field.is_checked:
            yield _readable(prefix, field, _costs_the_row(field, fields, key, birth)) | since
        if field.required and field.lookup == "programme":
            yield _standing(prefix, field, f"{year}__v" if year else "period_year") | since
        if field.asked_of:
            yield _asked(prefix, field, next(f for f in fields if f.name == field.asked_of.field)) | since
    yield _unique(prefix, key, fields)


def _required(prefix: str, field: Field) -> dict[str, Any]:
    return {
        "id": f"{prefix}-{field.name}-required",
        "severity": "critical",
        "column": field.name,
        "name": f"{field.name} is filled in",
        "expect_column_values_to_not_be_null": {"column": field.name},
        "message_zh": f"“{field.header}”未填写；此项必填，请补填后重新报送。",
        "message_en": f"{field.name} is empty; it is required. Fill it in and file again.",
        "reason": "The row cannot be placed in the star without it.",
    }


def _costs_the_row(field: Field, fields: Sequence[Field], key: Sequence[str], birth: str | None) -> bool:
    """Whether a row cannot be counted where this cell is not read: it says which row it is, or decides a number.

    A row whose quantity has its unit beside it is one number, and each of its cells says what that number is, but for
    those of which the contract says that they decide nothing.
    """
    identifies = field.required or field.value_column in key or field.name == birth
    is_one_number = any(f.unit_field for f in fields)
    rests = is_one_number if field.decides is None else field.decides
    return identifies or field.kind == "quantity" or rests


def _readable(prefix: str, field: Field, costs_the_row: bool) -> dict[str, Any]:
    expected_zh, expected_en = _EXPECTED[field.kind]
    if field.unit_field:
        once = ("；计量单位里有“万”的，格内不再写“万”", "; 万 in the unit is not said again in the cell")
    else:
        once = ("", "")
    loss_zh = "" if costs_the_row else "此格按未填处理，不影响本行其他内容；"
    loss_en = "" if costs_the_row else "The cell is left out, the rest of the row is read. "
    return {
        "id": f"{prefix}-{field.name}-type",
        "severity": "critical" if costs_the_row else "warning",
        "column": field.name,
        "name": f"{field.name} can be read as {expected_en}",
        "expect_column_values_to_be_null": {"column": f"{field.name}__bad"},
        "message_zh": f"“{field.header}”填的是“{{{field.name}}}”，无法识别；{expected_zh}{once[0]}，{loss_zh}请改正后重新报送。",
        "message_en": f"{field.name} says '{{{field.name}}}'; expected {expected_en}{once[1]}. {loss_en}Correct it and file again.",
        "reason": "A cell that cannot be read is never taken as empty."
        if costs_the_row
        else "A cell that cannot be read is never taken as empty in silence. It may stay empty and no number rests on it.",
    }


def _standing(prefix: str, field: Field, year: str) -> dict[str, Any]:
    """A programme that has ended has no rows of later years."""
    code = field.value_column
    return {
        "id": f"{prefix}-{field.name}-ended",
        "severity": "critical",
        "dimension": "timeliness",
        "column": field.name,
        "name": f"{field.name} had not ended before the year that the row speaks of",
        "query": f"select submission_id, sheet, row_no, {field.name}, speaks_of, last_day::text as last_day, instead from ("
        f"select submission_id, sheet, row_no, {field.name}, {year} as speaks_of,"
        f" (select p.valid_to - 1 from reference.programme as p where p.programme_code = {code}) as last_day,"
        " coalesce((select string_agg(p.name, '、' order by p.name) from reference.programme_lineage as l"
        f" inner join reference.programme as p on l.to_code = p.programme_code where l.from_code = {code}"
        " and l.relation <> 'member_of'), '—') as instead from {batch}) as told"
        " where last_day < make_date(speaks_of, 1, 1)",
        "message_zh": f"“{field.header}”填的是“{{{field.name}}}”，该项目已于{{last_day}}结束，没有{{speaks_of}}年的数据。"
        "请改填当年在实施的项目（承接项目：{instead}），或按所属年度报送。",
        "message_en": f"{field.name} says '{{{field.name}}}', which ended on {{last_day}} and has nothing of {{speaks_of}}."
        " Give the programme that there was in that year (taken over by: {instead}), or file it for the year it belongs to.",
        "reason": "What is filed under a programme after its end belongs to the one that took it over, or to an earlier year.",
    }


def _asked(prefix: str, field: Field, telling: Field) -> dict[str, Any]:
    """A field that is asked of some rows stands in no other."""
    assert field.asked_of is not None
    codes = ", ".join(f"'{code}'" for code in field.asked_of.codes)
    return {
        "id": f"{prefix}-{field.name}-asked",
        "severity": "warning",
        "column": field.name,
        "name": f"{field.name} stands where {telling.name} is {', '.join(field.asked_of.codes)}",
        "predicate": f"{field.name} is null or {telling.value_column} in ({codes})",
        "message_zh": f"“{telling.header}”为“{{{telling.name}}}”的行不填“{field.header}”，现填的是“{{{field.name}}}”。"
        f"请删去此格，或改正“{telling.header}”。",
        "message_en": f"{field.name} says '{{{field.name}}}' where {telling.name} is '{{{telling.name}}}', of which it is not asked."
        f" Clear the cell, or correct {telling.name}.",
        "reason": "The column means nothing there: either of the two cells is wrong, or the row has slipped.",
    }


def _unique(prefix: str, key: Sequence[str], fields: Sequence[Field]) -> dict[str, Any]:
    """The business key stands once in a submission; the first row stays, the later ones name it."""
    keys, column = ", ".join(key), key[0].removesuffix("__v")
    column = column if any(f.name == column for f in fields) else next(f.name for f in fields if f.personal)
    return {
        "id": f"{prefix}-key-unique",
        "severity": "critical",
        "dimension": "uniqueness",
        "column": column,
        "name": f"{keys} stand once in a submission",
        "query": f"select submission_id, sheet, row_no, {column}, first_row from ("
        f"select submission_id, sheet, row_no, {column},"
        " first_value(row_no) over same as first_row, row_number() over same as place"
        f" from {{batch}} where {key[0]} is not null"
        f" window same as (partition by submission_id, {keys} order by sheet, row_no)) as numbered where place > 1",
        "message_zh": "与本表第{first_row}行重复；同一份报送中只应出现一次，请删除重复行或改正后重新报送。",
        "message_en": "Repeats row {first_row}; it may stand once in a submission."
        " Delete or correct the row and file again.",
        "reason": "Two rows of one key in one filing would count twice.",
    }
