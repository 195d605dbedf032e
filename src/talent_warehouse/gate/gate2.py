"""Gate 2: the built star and marts, judged before they are published.

A critical rule (integrity) holds the publication; a warning (consistency) lets it through with findings. A rule with
`action: hold_unit` sends the submissions that it names back instead: their predecessors are in force again, and the
build is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talent_warehouse import build, contracts, database, settings
from talent_warehouse.contracts import Rule, rules
from talent_warehouse.database import Connection
from talent_warehouse.errors import ContractError
from talent_warehouse.gate import data_docs, facts, findings, releases

# What a rule over a large relation looks at: all of it after a full build, else what differs from the last publication.
# A rule that compares a whole with another counts heads where they changed, and takes the cells that it compared before
# for the rest (a test of dbt holds those against the people).
_CHANGED = {
    "{changed_people}": "(person_key, year) in (select c.person_key, c.year from audit.changed_person as c)",
    "{changed_persons}": "person_key in (select c.person_key from audit.changed_person as c)",
    "{changed_slices}": "(region_code, year, unit_code) in"
    " (select c.region_code, c.year, c.unit_code from warehouse.int_talent_changed_slices as c)",
    "{changed_submissions}": "submission_id in (select c.submission_id from audit.changed_submission as c)",
}
RETURNED = "submissions returned: "  # how the reason of a build begins that gate 2 gave up for that


@dataclass(frozen=True)
class Suite:
    """The rules over one relation of the warehouse."""

    table: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Judgement:
    """What gate 2 came to; the publication is held where `held_by` names a rule, to be built anew where it returned any."""

    rules: int
    findings: int
    held_by: tuple[str, ...]
    returned: tuple[str, ...] = ()


def suites() -> list[Suite]:
    """expectations/warehouse/<table>.yaml, and what contracts imply over their facts.

    Raises: ContractError naming the file and the key.
    """
    paths = sorted((settings.folder("expectations") / "warehouse").glob("*.yaml"))
    by_table = {suite.table: suite for suite in map(_suite, paths)}
    for form in contracts.forms().values():
        if form.measures and (implied := facts.rules_over(form, form.measures)):
            written = by_table.get(form.measures.fact, Suite(form.measures.fact, form.title, ()))
            by_table[written.table] = replace(written, rules=(*implied, *written.rules))
    found = [by_table[table] for table in sorted(by_table)]
    rules.refuse_repeated((rule for suite in found for rule in suite.rules), "expectations/warehouse")
    return found


def _suite(path: Path) -> Suite:
    file = rules.load(path)
    if other := [rule.id for rule in file.rules if rule.query is None]:
        raise ContractError(
            f"{path.name}: {other} have no query. Select the failing rows: they are the findings' keys."
        )
    if other := [rule.id for rule in file.rules if rule.since and not rule.since.isdecimal()]:
        raise ContractError(f"{path.name}: since of {other} is no year. What is built stands by years; write 2021.")
    return Suite(path.stem, file.title, file.rules)


def looking_at(suite: Suite, is_full: bool) -> Suite:
    """The suite with what its rules look at put in."""

    def filled(rule: Rule) -> Rule:
        query = rule.query or ""
        for name, condition in _CHANGED.items():
            query = query.replace(name, "true" if is_full else condition)
        if rule.since:
            query = f"select * from ({query}) as found where found.year >= {rule.since}"
        return replace(rule, query=query)

    return replace(suite, rules=tuple(map(filled, suite.rules)))


def judge(number: int, run_id: str, may_return: bool = True) -> Judgement:
    """Judge a build; a critical finding sets it to held, unless two persons have released just what the rule finds.

    Where rules that hold units find something and `may_return`, those submissions are returned and the build is given up.
    Raises: GateError if a rule could not be evaluated or its rows differ from its count.
    """
    from talent_warehouse.gate import expectations

    judged = written = 0
    held: list[str] = []
    holding: list[str] = []
    lines: list[data_docs.Line] = []
    per_rule: list[tuple[str, str, str, int]] = []
    folder = settings.places().data_docs / run_id / "warehouse"
    with build.held(number, "loader", "talent gate 2", ("built",)) as connection:
        found = []
        is_full = build.is_full(connection, number)
        looking = [looking_at(s, is_full) for s in suites()]
        batches = [expectations.Batch(s.table, f"{s.title} {s.table}", s.rules) for s in looking]
        validated = expectations.validate(database.role_url("loader"), "warehouse", batches, folder)
        for suite, one in zip(looking, validated, strict=True):
            counts, page = one.counts, one.page.relative_to(folder).as_posix()
            found.append((suite, counts))
            judged += len(suite.rules)
            failing = [r for r in suite.rules if counts[r.id]]
            lines.append(data_docs.Line(suite.title, page, 0, 0, len(failing), len(suite.rules), sum(counts.values())))
            per_rule += [(r.id, r.severity, r.text({}), counts[r.id]) for r in failing]
            held += [r.id for r in failing if r.severity == "critical"]
            holding += [r.id for r in failing if r.holds_unit]
        with connection.transaction():
            # judged again after a kill: what this run found before is found again
            connection.execute(
                "delete from audit.finding where run_id = %s and source = 'gate2' and not exists (select from"
                " audit.submission as s where s.submission_id = finding.submission_id and s.state = 'returned')",
                (run_id,),
            )
            written = sum(
                findings.insert(connection, findings.Built(suite.table), suite.rules, counts, run_id)
                for suite, counts in found
            )
            returned = _return(connection, run_id, holding) if may_return and holding else ()
            passed = releases.released(connection, run_id, (rule for suite in looking for rule in suite.rules))
            held = [rule for rule in held if rule not in passed]
            if returned or held:
                state, reason = ("abandoned", RETURNED + ", ".join(returned)) if returned else ("held", ", ".join(held))
                connection.execute(
                    "update audit.build set state = %s, reason = %s where build_no = %s", (state, reason, number)
                )
            connection.execute("update audit.build set run_id = %s where build_no = %s", (run_id, number))
    data_docs.write_index(folder, f"发布前校验 {run_id}", lines, sorted(per_rule, key=lambda r: -r[3]))
    return Judgement(judged, written, () if returned else tuple(dict.fromkeys([*held, *holding])), returned)


def _return(connection: Connection, run_id: str, rule_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the submissions that findings of these rules name, for what the findings say; their ids."""
    rows = connection.execute(
        "update audit.submission as submission set state = 'returned', reason = named.reason, judged_at = now(),"
        " run_id = %s, answered_at = null from (select submission_id, string_agg(distinct message_zh, ' ') as reason"
        " from audit.finding where run_id = %s and rule_id = any(%s) group by submission_id) as named"
        " where submission.submission_id = named.submission_id and submission.state = 'accepted'"
        " returning submission.submission_id",
        (run_id, run_id, list(rule_ids)),
    ).fetchall()
    return tuple(sorted(i for (i,) in rows))
