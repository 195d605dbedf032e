"""`talent reread`: the archive is read by today's reader, what reads otherwise lands, is judged and answered again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from talent_warehouse import contracts, database, night
from talent_warehouse.intake import anew, landing, rereads
from talent_warehouse.intake.anew import Change


@dataclass(frozen=True)
class Reread:
    """What reading anew came to. `failed` names documents that could not be read now, and stay as they were."""

    is_dry_run: bool
    documents: int
    changes: tuple[Change, ...]
    failed: tuple[str, ...]
    accepted: int
    returned: int


def reread(
    form: str | None = None,
    since: date | None = None,
    is_dry_run: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Reread:
    """Read anew what arrived since a day, or what may be of a form; a dry run does the same and takes it back.

    Killed, it is run again: each arrival lands whole or not, and what landed is judged by whoever judges next.
    Raises: UnknownError for a form that does not exist; LockedError while somebody takes, lands, judges or builds;
    NightError if a form could not be judged.
    """
    if form:
        contracts.form(form)
    changes: list[Change] = []
    with database.connect("owner", "talent reread") as connection, ExitStack() as held:
        held.enter_context(database.build_lock(connection))
        held.enter_context(database.inbox_lock(connection))
        landing.make_tables(connection)
        if is_dry_run:
            held.enter_context(connection.transaction(force_rollback=True))
        found = anew.arrivals(connection, form, since)
        say(f"{len(found)} documents to read")
        failed = anew.land(connection, found, changes.append)
        to_judge = 0 if is_dry_run else rereads.unjudged(connection) + sum(c.now == "returned" for c in changes)
    accepted, returned = judge(say) if to_judge else (0, 0)
    return Reread(is_dry_run, len(found), tuple(changes), tuple(failed), accepted, returned)


def judge(say: Callable[[str], None]) -> tuple[int, int]:
    """Judge and answer, also what a reading that died had landed; how many were accepted and returned."""
    run_id, failed = night.start_run("reread"), list[str]()
    try:
        night.judge(run_id, say)
    except night.NightError as exc:  # the others are judged: they get their answers first
        failed.append(str(exc))
    settled = night.settle(run_id)
    night.end_run(run_id, "incomplete" if failed else "done")
    if failed:
        raise night.NightError(" ".join(failed))
    return settled.accepted, settled.returned
