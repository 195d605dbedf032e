"""Explanations that come with a filing: the unit's words about findings of its earlier filings, before the gate judges this one."""

from __future__ import annotations

from collections.abc import Sequence

from talent_warehouse.database import Connection

SHORTEST = 5  # characters; fewer say nothing that another person could check
DAYS = 400  # that an explanation counts: until the next year's filing of the same matter has been judged
# A number leads only to findings of the unit that files it. What was said of the same value before is not said again.
_TAKE = """
insert into audit.explanation (
    rule_id, rule_version, unit_code, form, period, part, "column", key, fingerprint, explanation, origin, submission_id,
    expires_on
)
select
    asked.rule_id, asked.rule_version, asked.unit_code, asked.form, asked.period, asked.part, asked."column", asked.key,
    asked.fingerprint, said.text, 'workbook', asked.submission_id, current_date + %(days)s
from unnest(%(numbers)s::text[], %(texts)s::text[]) as said (number, text)
cross join lateral (
    select found.* from audit.finding_subject as found
    where found.unit_code = %(unit)s and found.is_explainable and left(found.subject, 12) || left(found.fingerprint, 12) = said.number
    order by found.finding_id desc limit 1
) as asked
where not exists (
    select from audit.explanation as known
    where
        (known.rule_id, known.rule_version, known.unit_code, known.form, known.period, known.part, known.fingerprint)
        = (asked.rule_id, asked.rule_version, asked.unit_code, asked.form, asked.period, asked.part, asked.fingerprint)
        and known.key is not distinct from asked.key and known.explanation = said.text
)
"""


def take(connection: Connection, unit_code: str, said: Sequence[tuple[str, str]]) -> int:
    """Keep what a unit has explained, in the transaction of its filing; how many. It waits for a steward."""
    kept = [(number, text) for number, text in said if len(text) >= SHORTEST]
    if not kept:
        return 0
    connection.execute("select set_config('talent.actor', %s, true)", (unit_code,))
    return connection.execute(
        _TAKE,
        {"unit": unit_code, "numbers": [n for n, _ in kept], "texts": [text for _, text in kept], "days": DAYS},
    ).rowcount
