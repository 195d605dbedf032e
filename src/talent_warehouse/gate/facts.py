"""The rules of gate 2 that a form's contract implies over its fact: every landed row is in it, and names what there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from talent_warehouse.contracts import Form, Measures, Rule, rules

_LOST = """
select submission_id, count(row_no) as landed, count(fact) as facts, count(*) filter (where is_merged) as merged,
  count(*) filter (where is_quarantined) as quarantined
from (
  select *, {merged} as is_merged
  from (
    select coalesce(r.submission_id, f.submission_id) as submission_id, r.row_no, f.row_no as fact{same},
      (r.submission_id, r.sheet, r.row_no) in (
        select q.submission_id, q.sheet, q.row_no from audit.quarantined_row as q) as is_quarantined
    from (
      select * from raw.{form}
      where {looked_at} and submission_id in (select c.submission_id from audit.current_submission as c)
    ) as r
    full join (select submission_id, sheet, row_no from {{batch}} where {looked_at} and {filed}) as f
      on r.submission_id = f.submission_id and r.sheet = f.sheet and r.row_no = f.row_no
  ) as places
) as judged
group by submission_id
having count(row_no) <> count(fact) + count(*) filter (where is_merged) + count(*) filter (where is_quarantined)
"""
# of a person whom a unit files twice one row counts, and is the fact
_MERGED = """
case when fact is null and not is_quarantined then exists (
  select 1 from warehouse.{fact} as other, audit.current_submission as c
  where {same} and c.submission_id = places.submission_id and other.unit_code = c.unit_code
    and other.year::text = left(c.period, 4)) end
"""
_ORPHAN = """
select {columns}, count(*) as rows
from (select * from {{batch}} where {looked_at} offset 0) as changed
where {missing}
group by {columns}
"""


def rules_over(form: Form, declared: Measures) -> tuple[Rule, ...]:
    """The rules over the fact of a form, none where its contract does not name them (`judged`)."""
    if declared.judged is None:
        return ()
    return rules.rules_of(_entries(form, declared), form.version, f"{form.name}.yaml, measures, judged")


def _entries(form: Form, declared: Measures) -> Iterator[dict[str, Any]]:
    judged = declared.judged
    assert judged is not None
    looked_at = "{changed_submissions}" if declared.counts in ("once", "heads") else "true"
    same = {column: f"same_{n}" for n, (column, _) in enumerate(judged.same)}
    merged = _MERGED.format(
        fact=declared.fact, same=" and ".join(f"other.{column} = places.{name}" for column, name in same.items())
    )
    yield {
        "id": f"G2-{judged.rule}-LOST",
        "severity": "critical",
        "dimension": "completeness",
        "query": _LOST.format(
            form=form.name, looked_at=looked_at, filed=judged.filed, merged=merged if same else "false",
            same="".join(f", {value} as {same[column]}" for column, value in judged.same),
        ),
        "message_zh": "报送{submission_id}入库{landed}行，事实表{facts}行、同人合并{merged}行、隔离{quarantined}行，"
        "合计不符，有行在处理中丢失或多出；发布暂停。请核查暂存与中间模型。",
        "message_en": "Submission {submission_id}: {landed} rows landed, but {facts} facts, {merged} merged and"
        " {quarantined} quarantined do not add up to them.",
        "reason": "Every landed row is a fact, another row of one that its unit filed twice, or quarantined; anything"
        " else was lost on the way.",
    }  # fmt: skip
    shown = [column for column, _, _ in judged.dimensions if column != "person_key"]
    yield {
        "id": f"G2-{judged.rule}-ORPHAN",
        "severity": "critical",
        "query": _ORPHAN.format(
            looked_at=looked_at, columns=", ".join(shown),
            missing=" or ".join(
                f"{column}::text not in (select d.{key} from warehouse.{table} as d){_but(column, spared)}"
                for column, (table, key), spared in judged.dimensions
            ),
        ),
        "message_zh": "事实表有{rows}行的维度代码不全在维表中（" + "，".join(f"{c}={{{c}}}" for c in shown)
        + "）；发布暂停。请补充维表或种子数据后重建。",
        "message_en": "{rows} rows name " + ", ".join(f"{c} {{{c}}}" for c in shown)
        + ", of which some dimension has not all.",
        "reason": "A fact without its dimension drops out of every query that joins them.",
    }  # fmt: skip


def _but(column: str, spared: str | None) -> str:
    return f" and {column} <> '{spared}'" if spared else ""
