"""Which rules hold a build no longer: two persons have seen exactly what they found, and let it pass."""

from __future__ import annotations

from collections.abc import Iterable

from talent_warehouse.contracts import Rule
from talent_warehouse.database import Connection

PERSONS = 2  # who release, each under a name of their own; one who rejects is enough to hold
# What a rule finds now, as a digest of its rows: another row, or one less, is another matter.
_RELEASED = """
select found.rule_id
from (
    select
        rule_id,
        encode(sha256(convert_to(string_agg(key::text, ',' order by key::text), 'UTF8')), 'hex') as digest
    from audit.finding
    where run_id = %(run)s and source = 'gate2' and severity = 'critical' and rule_id = any(%(rules)s)
    group by rule_id
) as found
inner join audit.hold_decision as decided on decided.rule_id = found.rule_id and decided.findings_hash = found.digest
group by found.rule_id
having
    count(distinct decided.decided_by) filter (where decided.decision = 'released') >= %(persons)s
    and count(*) filter (where decided.decision = 'rejected') = 0
"""


def released(connection: Connection, run_id: str, rules: Iterable[Rule]) -> set[str]:
    """The ids of those rules whose findings of a run were released."""
    ids = [rule.id for rule in rules if rule.may_be_released]
    values = {"run": run_id, "rules": ids, "persons": PERSONS}
    return {rule for (rule,) in connection.execute(_RELEASED, values)} if ids else set()
