"""The files of a form, from the templates beside this module. Their marks are << >> and <% %>: what they write is itself
full of braces, of dbt and of messages.
"""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from talent_warehouse.contracts import KINDS, Kind
from talent_warehouse.forms import values
from talent_warehouse.forms.draft import Asked
from talent_warehouse.forms.plan import Measure, Plan

_LOGICAL: dict[Kind, str] = {
    "integer": "integer",
    "year": "integer",
    "date": "date",
    "month": "date",
    "quantity": "number",
}
_ROW = {
    "persons": ("一人", "person"),
    "things": ("一项", "thing"),
    "events": ("一次", "event"),
    "amounts": ("一笔", "payment"),
}
_GRAIN = {"year": "年", "quarter": "季度", "month": "月"}
_NOTE: dict[Kind, str] = {
    "code": "从下拉列表选取。", "integer": "填整数。", "year": "四位年份，如2021。", "date": "具体日期，如2021-05-12。",
    "month": "年月，如2021-05。", "unit": "从下拉列表选取。",
}  # fmt: skip
_IN_PERIOD = {
    "year": "extract(year from {0}__v) = period_year",
    "quarter": "to_char({0}__v, 'YYYY-\"Q\"Q') = period",
    "month": "to_char({0}__v, 'YYYY-MM') = period",
}
# The columns of the relation that says whom a measure of people counts.
_HEADS = (
    ("measure_code", "text", "{{ doc('measure_code') }}", True),
    ("programme_code", "text", "{{ doc('programme_code') }}", True),
    ("submission_id", "text", "{{ doc('submission_id') }}", True),
    ("sheet", "text", "{{ doc('sheet') }}", True),
    ("row_no", "integer", "{{ doc('row_no') }}", True),
    ("region_code", "text", "Region where the row stands 计数地区", True),
    ("life_stage", "text", "{{ doc('life_stage') }}", False),
    ("edition", "text", "{{ doc('edition') }}", False),
    ("head", "text", "First row of the year that names the same person 同一人首行", False),
    ("year", "smallint", "{{ doc('year') }}", True),
    ("place", "integer", "Place of the row among those of the person 同一人各行的次序", False),
    ("is_doubtful", "boolean", "Without a number, and name and year of birth occur elsewhere: not in the lower bound 是否存疑", True),
)  # fmt: skip


@cache
def _environment() -> Any:
    import jinja2

    loader = jinja2.FunctionLoader(
        lambda name: (importlib.resources.files("talent_warehouse.forms") / "templates" / name).read_text(
            encoding="utf-8"
        )
    )
    environment = jinja2.Environment(  # noqa: S701 (what is written is YAML and SQL, and no page)
        loader=loader, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
        comment_start_string="<#", comment_end_string="#>",
    )  # fmt: skip
    environment.filters["q"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment


def files(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Folder (`expectations`, `dbt`, `tests`, `planted`), path below it and text of each file that is new."""
    name = plan.draft.name
    said = _said(plan)

    def made(template: str) -> str:
        return str(_environment().get_template(template).render(said))

    yield "expectations", f"contracts/{name}.yaml", made("contract.yaml.j2")
    yield "expectations", f"warehouse/fct_{name}.yaml", made("warehouse.yaml.j2")
    yield "dbt", f"models/staging/_staging__{name}.yml", made("staging.yml.j2")
    yield "dbt", f"models/staging/stg_{name}.sql", made("staging.sql.j2")
    yield "dbt", f"models/star/_star__{name}.yml", made("fact.yml.j2")
    yield "dbt", f"models/star/fct_{name}.sql", made("fact.sql.j2")
    if plan.draft.rows == "persons":
        yield "dbt", f"models/star/bridge_{name}_head.sql", made("heads.sql.j2")
    yield "tests", f"rules/{name}.yaml", made("cases.yaml.j2")
    yield "planted", f"{name}.yaml", made("planted.yaml.j2")


def gate2_cases(plan: Plan) -> str:
    """What is added to the statements that break rules of gate 2."""
    return str(_environment().get_template("gate2_cases.yaml.j2").render(_said(plan)))


def _said(plan: Plan) -> dict[str, Any]:
    draft = plan.draft
    one, thing = _ROW[draft.rows]
    region, programme = draft.first("region"), draft.first("programme")
    names = [c.name for c in plan.columns]
    keys = [f for f in draft.fields if f.is_key and f != region]
    key_columns = ["programme_code" if f == programme else f.name for f in keys if f == programme or f.name in names]
    shared = [
        f.name
        for f in draft.fields
        if f.is_key or f in (region, programme) or (f.name == "name" and draft.rows == "persons")
    ]
    return {
        "plan": plan, "d": draft, "p": plan.prefix, "one": one, "thing": thing, "grain_zh": _GRAIN[draft.period],
        "region": region, "programme": programme, "needs_unit": region is None or not region.required,
        "written": [c for c in plan.checks if c.kind], "shared": shared, "logical": {k: _LOGICAL.get(k, "string") for k in KINDS},
        "unit_notes": "、".join(f"{q.header}（{q.unit}）" for q in draft.quantities if q.unit and not q.unit_field),
        "note": _note, "in_period": _IN_PERIOD, "period": values.PERIODS[draft.period], "heads": _HEADS,
        "header": lambda name: draft.field(name).header, "key_columns": key_columns or ["unit_code"],
        "key_holes": "，".join(f"{{{c}}}" for c in key_columns), "derived": _derived,
    }  # fmt: skip


def _note(field: Asked) -> str:
    usual = _NOTE.get(field.kind, "")
    if field.kind == "quantity":
        usual = "填数字，单位填在单位列。" if field.unit_field else f"填数字，单位为{field.unit or '个'}。"
    said = field.note or (f"{field.header}，{usual}" if usual else field.header)
    return said if said.endswith("。") else f"{said}。"


def _derived(measure: Measure) -> dict[str, Any]:
    """The entry of a measure under `derives`."""
    counted = measure.counted
    told: dict[str, Any] = {"measure": counted.measure}
    if counted.where:
        told["condition"] = counted.where
    if counted.of:
        told["amount"] = counted.of
    if asked := [*measure.asked, *([counted.of] if counted.of else [])]:
        told["fields"] = [name for name in asked if name != "year"]
    return told
