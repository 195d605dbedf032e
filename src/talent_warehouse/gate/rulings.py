"""By which rules each submission was judged, and which are to be judged anew because these changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from psycopg.types.json import Jsonb

from talent_warehouse import contracts, database
from talent_warehouse.contracts import Form
from talent_warehouse.contracts.judged_by import rule_set
from talent_warehouse.database import Connection
from talent_warehouse.errors import LockedError
from talent_warehouse.periods import reaches

# Of a slot all that gate 1 ever judged: it compares a filing with those before it. What gate 2 sent back stays back.
_JUDGED = """
select submission_id, period, rules_digest from audit.submission
where
    form = %(form)s and state in ('accepted', 'returned') and judged_at is not null and withdrawn_at is null
    and rows_landed > 0 and period <> '_U'
    and not (
        state = 'returned' and exists (
            select from audit.finding
            where finding.submission_id = submission.submission_id and finding.source = 'gate2'
        )
    )
order by submission_id
"""


def stale(connection: Connection, form: Form) -> list[str]:
    """What was judged by other rules than today's."""
    rows = connection.execute(_JUDGED, {"form": form.name}).fetchall()
    today = {period: rule_set(form, period).digest for _, period, _ in rows}
    return [own for own, period, digest in rows if digest != today[period]]


@contextmanager
def to_judge_anew(connection: Connection, say: Callable[[str], None]) -> Iterator[dict[str, list[str]]]:
    """What was judged by other rules than today's, by form; within, nobody builds from it. Nothing while somebody does."""
    found = {form.name: stale(connection, form) for form in contracts.filed().values()}
    count = sum(map(len, found.values()))
    with ExitStack() as held:
        try:
            if count:
                held.enter_context(database.build_lock(connection))
        except LockedError:
            say(
                f"{count} submissions were judged by other rules than today's and wait for the next night: somebody builds"
            )
            found = {}
        yield found


def judged(connection: Connection, form: Form, since: str | None = None) -> list[str]:
    """What was judged by whichever rules; of periods that do not end before `since`."""
    rows = connection.execute(_JUDGED, {"form": form.name}).fetchall()
    return [own for own, period, _ in rows if reaches(period, since)]


def older(connection: Connection) -> dict[str, int]:
    """How many submissions in force were judged by other rules than today's, by form."""
    in_force = {own for (own,) in connection.execute("select submission_id from audit.in_force")}
    counts = {form.name: len(in_force.intersection(stale(connection, form))) for form in contracts.filed().values()}
    return {name: count for name, count in counts.items() if count}


def assumed(connection: Connection) -> int:
    """Of how many in force it is assumed by which rules they were judged."""
    query = (
        "select count(*) from audit.in_force inner join audit.submission using (submission_id) where are_rules_assumed"
    )
    return int((connection.execute(query).fetchone() or (0,))[0])


def told(found: dict[str, int]) -> str:
    """How many of which form, in words."""
    return "submissions in force judged by other rules than today's: " + ", ".join(
        f"{count} of {name}" for name, count in found.items()
    )


def adopt(connection: Connection) -> int:
    """Take it that what was judged before rules were kept was judged by today's, where its contract has today's version;
    how many. The rest is judged anew. For an upgrade: a state says nowhere by which rules it was judged.
    """
    count = 0
    for form in contracts.filed().values():
        found = connection.execute(
            "select submission_id from audit.submission where form = %s and contract_version = %s"
            " and rules_digest is null and judged_at is not null and state in ('accepted', 'returned') and rows_landed > 0"
            " and period <> '_U'",
            (form.name, form.version),
        ).fetchall()
        with connection.transaction():
            stamp(connection, form, [own for (own,) in found], are_assumed=True)
        count += len(found)
    return count


def stamp(connection: Connection, form: Form, ids: Sequence[str], are_assumed: bool = False) -> None:
    """Write down that submissions are judged by today's rules."""
    rows = connection.execute(
        "select distinct period from audit.submission where submission_id = any(%s)", (list(ids),)
    )
    for (period,) in rows.fetchall():
        today = rule_set(form, period)
        connection.execute(
            "insert into audit.rule_set (rules_digest, form, rules) values (%s, %s, %s) on conflict do nothing",
            (today.digest, form.name, Jsonb(today.rules)),
        )
        connection.execute(
            "update audit.submission set rules_digest = %s, are_rules_assumed = %s, contract_version = %s"
            " where submission_id = any(%s) and period = %s",
            (today.digest, are_assumed, form.version, list(ids), period),
        )
