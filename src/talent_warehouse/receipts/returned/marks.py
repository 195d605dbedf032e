"""Findings of a submission as marks: the cell that each stands at, and what is said there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talent_warehouse.database import Connection
from talent_warehouse.reading.account import ReadSheet
from talent_warehouse.reading.explanations import LIST as LIST
from talent_warehouse.receipts.receipt import Problem, Receipt

MOST_OF_A_KIND = 1_000  # of one kind: whoever has that many mends the column, not the cells
MOST = 5_000  # of a workbook: with so many notes a spreadsheet opens in seconds, with four times as many in a minute


@dataclass(frozen=True)
class Mark:
    """One finding; `cell` is null where it speaks of the file, or of a sheet that was not read."""

    severity: str
    sheet: str | None
    cell: str | None
    label: str
    message: str
    number: str = ""  # by which an explanation that comes back is known; none where nothing is to be explained
    answer: str = ""  # what stands in the place of an explanation


_FINDINGS = """
with numbered as (
    select
        severity, sheet, row_no, "column", rule_id, message_zh, finding_id,
        left(subject, 12) || left(fingerprint, 12) as asked_as, is_explainable, answer,
        count(*) over kind as places,
        min(row_no) over kind as first_row,
        row_number() over (kind order by sheet, row_no, finding_id) as number
    from audit.finding_subject as asked
    left join lateral (
        select
            case
                when said.is_in_force then '【已采纳】' || said.explanation
                when said.decision in ('waiting', 'accepted') then '【待处理】' || said.explanation
                when said.decision = 'refused' then '【未采纳，请改正或另作说明】' || said.decision_reason
            end as answer
        from audit.explanation_now as said
        where
            asked.is_explainable
            and (said.fingerprint, said.rule_id, said.rule_version, said.unit_code, said.form, said.period, said.part)
            = (asked.fingerprint, asked.rule_id, asked.rule_version, asked.unit_code, asked.form, asked.period, asked.part)
            and said.key is not distinct from asked.key
        order by said.explanation_id desc limit 1
    ) as answered on true
    where submission_id = %(id)s and severity <> 'trial'
    window kind as (partition by severity, rule_id, sheet, "column", case when row_no is null then message_zh end)
)

select severity, sheet, "column", message_zh, places::integer, row_no, case when is_explainable then asked_as end, answer
from numbered
where number <= %(most_of_a_kind)s
order by
    array_position(array['critical', 'warning', 'info'], severity), row_no is not null, places desc, first_row, sheet,
    "column", rule_id, row_no, finding_id
limit %(most)s
"""


def load(connection: Connection, receipt: Receipt) -> list[Mark]:
    """The findings of a submission in the order of its receipt, the first so many of each kind."""
    rows = connection.execute(
        _FINDINGS, {"id": receipt.submission_id, "most_of_a_kind": MOST_OF_A_KIND, "most": MOST}
    ).fetchall()
    return [
        replace(
            of(receipt, Problem(severity, sheet, column, message, places, (row_no,) if row_no else ())),
            number=number or "",
            answer=answer or "",
        )
        for severity, sheet, column, message, places, row_no, number, answer in rows
    ]


def of(receipt: Receipt, problem: Problem) -> Mark:
    """A finding as a mark: at its cell, at the header of its column, or nowhere."""
    sheets = receipt.told.sheets if receipt.told else ()
    sheet = _sheet(sheets, problem)
    cell = f"{_letter(sheet, problem)}{problem.rows[0] if problem.rows else sheet.header_row}" if sheet else None
    return Mark(problem.severity, sheet.tab if sheet else problem.sheet, cell, receipt.label(problem), problem.message)


def _sheet(sheets: Sequence[ReadSheet], problem: Problem) -> ReadSheet | None:
    """The sheet of a finding; one about a column of the whole file stands at its header, where it first is."""
    if problem.sheet is not None:
        return next((s for s in sheets if s.name == problem.sheet), None)
    return next((s for s in sheets if problem.field in s.columns), None)


def _letter(sheet: ReadSheet, problem: Problem) -> str:
    """The column of a finding; of one without a field that whose letter its message says, a unit's own (N12, N列), or the
    first of the form's.
    """
    if own := sheet.columns.get(problem.field or ""):
        return own
    place = rf"(?<![A-Z])([A-Z]{{1,3}}){problem.rows[0]}(?!\d)" if problem.rows else r"（([A-Z]{1,3})列[）、]"
    if said := re.search(place, problem.message):
        return said[1]
    return min(sheet.columns.values(), key=lambda c: (len(c), c), default="A")


def wide(text: str) -> int:
    """The width of a text in a spreadsheet's units: a Chinese character takes two."""
    return sum(1 if ord(c) < 0x2E80 and c not in "“”" else 2 for c in text)


def place(cell: str) -> tuple[int, int]:
    """Row and column of a cell such as E12, both from 1."""
    hit = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d+)", cell)
    if hit is None:
        raise ValueError(f"{cell!r} is no cell")
    column = 0
    for letter in hit[1]:
        column = column * 26 + ord(letter) - 64
    return int(hit[2]), column
