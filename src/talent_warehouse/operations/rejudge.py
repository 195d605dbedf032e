"""`talent rejudge`: what was judged before is judged by today's rules; the night does the same of itself where rules changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from talent_warehouse import contracts, database, night
from talent_warehouse.errors import UnknownError
from talent_warehouse.gate import gate1, rulings
from talent_warehouse.gate.otherwise import Change, Counts
from talent_warehouse.periods import days


@dataclass(frozen=True)
class Rejudged:
    """What judging anew came to: how many submissions, which are judged otherwise, and the sums over these. `units` are
    those that get another answer.
    """

    is_dry_run: bool
    form: str
    judged: int
    changes: tuple[Change, ...]
    rules: dict[str, Counts]
    rows_set_aside: int
    rows_freed: int
    units: tuple[str, ...]


def rejudge(form: str, since: str | None, is_dry_run: bool, say: Callable[[str], None] = lambda _: None) -> Rejudged:
    """Judge all filings of a form anew, of periods that do not end before `since`; a dry run does it and takes it back.

    Also those that were judged by the same rules: these may ask lists that changed.
    Raises: UnknownError for a form or period that there is not; LockedError while somebody takes, lands, judges or builds;
    GateError if a rule raised.
    """
    contract = contracts.form(form)
    try:
        days(since or "2000")
    except ValueError as exc:
        raise UnknownError(f"{exc}.") from exc
    with database.connect("loader", "talent rejudge") as connection, ExitStack() as held:
        held.enter_context(database.build_lock(connection))
        held.enter_context(database.inbox_lock(connection))
        ids = rulings.judged(connection, contract, since)
        say(f"{len(ids)} submissions to judge")
        run_id = "rejudge" if is_dry_run else night.start_run("rejudge")
        verdict = gate1.judge(form, run_id, ids, are_landed=False, is_dry_run=is_dry_run) if ids else None
    if not is_dry_run:
        night.settle(run_id)
        night.end_run(run_id, "done")
    return _summed(is_dry_run, form, len(ids), verdict.otherwise if verdict else ())


def _summed(is_dry_run: bool, form: str, judged: int, changes: tuple[Change, ...]) -> Rejudged:
    rules: dict[str, Counts] = {}
    for rule, one in (pair for change in changes for pair in change.findings.items()):
        sum_ = rules.get(rule, Counts(0, 0, True))
        rules[rule] = Counts(
            sum_.appeared + one.appeared, sum_.disappeared + one.disappeared, sum_.is_trial and one.is_trial
        )
    return Rejudged(
        is_dry_run, form, judged, changes, dict(sorted(rules.items())),
        sum(c.rows_set_aside for c in changes), sum(c.rows_freed for c in changes),
        tuple(sorted({c.slot.split("/")[0] for c in changes if c.is_told})),
    )  # fmt: skip
