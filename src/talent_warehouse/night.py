"""The steps of a night in order. The DAGs call them one task each; `talent ingest`, `publish` and `night` call them all."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from talent_warehouse import build, contracts, database, settings
from talent_warehouse.database import runs
from talent_warehouse.errors import TalentError
from talent_warehouse.gate import data_docs, rulings
from talent_warehouse.intake import hashes, keys, landing, order, submissions, taking
from talent_warehouse.pages import write as pages
from talent_warehouse.publishing.publish import Publication
from talent_warehouse.receipts import deliver

if TYPE_CHECKING:
    from talent_warehouse.gate.gate2 import Judgement

log = logging.getLogger(__name__)


class NightError(TalentError):
    """A night did not do what it should: something is left unread or unjudged, or a build was held."""


@dataclass(frozen=True)
class Ingested:
    """What an ingest came to: files taken, submissions settled, findings, what it left in the inbox, what the archive lost."""

    run_id: str
    arrivals: int
    accepted: int
    returned: int
    unchanged: int
    findings: dict[str, int]
    left: dict[str, str]
    damaged: list[str]


start_run, end_run = runs.start_run, runs.end_run


def collect(quiet: bool = True) -> list[list[int]]:
    """Take what the inbox holds; every unread arrival, also of nights that died, in batches of whole units."""
    settings.places().make()
    with database.connect("owner", "talent contracts") as connection:
        landing.make_tables(connection)
    with database.connect("loader", "talent collect") as connection, database.inbox_lock(connection):
        keys.required(connection)  # before anything leaves the inbox
        taken = taking.collect(connection, quiet)
        with database.connect("owner", "talent order") as owner:
            again = order.put_back(owner)
        unread = submissions.unread(connection)
    for one in taken.left:
        log.warning("left in the inbox: %s: %s", one.name, one.why)
    log.info("%d files taken, %d to read, %d of them anew, in their order", taken.files, len(unread), again)
    return taking.batches(unread)


def land(batch: list[int], on_done: Callable[[object], None] | None = None) -> int:
    """Read and land a batch of arrivals; those that were read before are passed over."""
    with database.connect("loader", "talent land") as connection, database.landing_lock(connection):
        return landing.land(connection, submissions.unread(connection, batch), on_done)


def judge(run_id: str, say: Callable[[str], None] = log.info) -> dict[str, object]:
    """Gate 1 for all forms; what each came to, where anything of it had landed, or was judged by other rules than today's.

    Each is settled in a transaction of its own, and one that cannot be judged keeps no other from that.
    Raises: NightError, after the others, that names the forms which could not be judged, and why.
    """
    with database.connect("loader", "talent judge") as connection, database.landing_lock(connection):
        submissions.settle_returned(connection, run_id)
        with rulings.to_judge_anew(connection, say) as again:
            return _judge(run_id, say, again)


def _judge(run_id: str, say: Callable[[str], None], again: Mapping[str, list[str]]) -> dict[str, object]:
    from talent_warehouse.gate import gate1

    with database.connect("owner", "talent statistics") as connection:
        database.analyze_changed(connection)  # what landed
    verdicts: dict[str, object] = {}
    failed = []
    for form in contracts.filed():
        began = time.monotonic()
        try:
            verdict = gate1.judge(form, run_id, again.get(form, ()))
        except Exception as exc:
            if not isinstance(exc, TalentError):
                log.exception("%s could not be judged", form)
            failed.append(f"{form} could not be judged: {str(exc).strip()}")
            continue
        if verdict:
            verdicts[form] = {**asdict(verdict), "otherwise": len(verdict.otherwise)}  # a scheduler keeps it
            say(f"{verdict} in {time.monotonic() - began:.1f} s")
    if failed:
        raise NightError(" ".join(failed))
    return verdicts


def settle(run_id: str) -> Ingested:
    """Answer every submission that was settled since the last answer, into outbox/<unit>/; sum the night up."""
    with database.connect("loader", "talent settle") as connection:
        receipts = deliver.write_new(connection)
        data_docs.write_home(settings.places().data_docs)
        since = "(select started_at from audit.run where run_id = %(run)s)"
        counts = connection.execute(
            "select (select count(*) from audit.arrival where registered_at >= " + since + "),"
            " count(*) filter (where state = 'accepted'), count(*) filter (where state = 'returned'),"
            " (select count(*) from audit.arrival where outcome = 'unchanged' and registered_at >= " + since + ")"
            " from audit.submission where judged_at >= " + since,
            {"run": run_id},
        ).fetchone() or (0, 0, 0, 0)
        found = connection.execute(
            "select severity, count(*) from audit.finding as finding inner join audit.submission as submission"
            " using (submission_id) where submission.judged_at >= " + since + " or (finding.severity = 'trial' and"
            " finding.run_id = %(run)s) group by severity",
            {"run": run_id},
        ).fetchall()
        left = connection.execute("select path, reason from audit.file_left order by path").fetchall()
        damaged = hashes.tonight(connection)
    arrivals, accepted, returned, unchanged = counts
    log.info("%d receipts: %d accepted, %d returned, %d unchanged", receipts, accepted, returned, unchanged)
    return Ingested(run_id, arrivals, accepted, returned, unchanged, dict(found), dict(left), damaged)


def check_ingest(run_id: str | None, failed: Sequence[str] = ()) -> str:
    """The last word of an ingest, how it ended. `failed` names the steps that failed.

    Raises: NightError if a step failed, or anything is left unread or unjudged.
    """
    with database.connect("loader", "talent check") as connection:
        unread, unjudged = connection.execute(
            "select (select count(*) from audit.arrival where outcome is null),"
            " (select count(*) from audit.submission where state in ('received', 'landed'))"
        ).fetchone() or (0, 0)
    if failed or unread or unjudged or run_id is None:
        if run_id is not None:
            end_run(run_id, "incomplete")
        raise NightError(
            f"{_steps(failed)}{unread} arrivals are unread and {unjudged} submissions unjudged. "
            "Run `talent ingest` again: it resumes there."
        )
    end_run(run_id, "done")
    log.info("%s: nothing is unread, nothing unjudged", run_id)
    return "done"


def _steps(failed: Sequence[str]) -> str:
    return f"Failed: {', '.join(failed)}. " if failed else ""


def ingest(quiet: bool = True, say: Callable[[str], None] = log.info) -> Ingested:
    """All of an ingest in this process."""
    run_id = start_run("ingest")
    batches = collect(quiet)
    say(f"{sum(map(len, batches))} files to read")
    for number, batch in enumerate(batches, 1):
        land(batch)
        say(f"batch {number} of {len(batches)} landed")
    failed = []
    try:
        judge(run_id, say)
    except NightError as exc:  # the others are judged: they get their answers first
        failed.append(str(exc).rstrip("."))
    result = settle(run_id)
    check_ingest(run_id, failed)
    return result


def freeze(force: bool = False) -> int | None:
    """Begin a build, or None where there is nothing new."""
    with database.connect("owner", "talent contracts") as connection:
        landing.make_tables(connection)  # a form that nobody has filed is an empty table, not a missing one
        database.analyze_changed(connection)  # what landed
    number = build.freeze(force=force)
    with database.connect("owner", "talent statistics") as connection:
        database.analyze_changed(connection)  # what is marked as changed
    return number


def gate2(number: int, run_id: str) -> dict[str, object]:
    """Judge the build, or the one that is built anew without the submissions that gate 2 returned: `build` is its number.

    Raises: NightError if a critical rule holds the publication, now or when it was judged before.
    """
    from talent_warehouse.gate import gate2

    with database.connect("loader", "talent gate 2") as connection:
        before = connection.execute("select state, reason from audit.build where build_no = %s", (number,)).fetchone()
    state, reason = before or ("", None)
    if state == "held":
        raise NightError(_held(number, str(reason), run_id))
    # killed after it had returned something: what is left to do is to build anew
    given_up = state == "abandoned" and str(reason).startswith(gate2.RETURNED)
    judgement = None if given_up else gate2.judge(number, run_id)
    if judgement is None or judgement.returned:
        number, judgement = _built_anew(run_id)
    data_docs.write_home(settings.places().data_docs)
    if judgement.held_by:
        raise NightError(_held(number, ", ".join(judgement.held_by), run_id))
    return {"build": number, "rules": judgement.rules, "findings": judgement.findings}


def _built_anew(run_id: str) -> tuple[int, Judgement]:
    """A build of what is in force after gate 2 returned something, judged; whatever it finds now holds."""
    from talent_warehouse.gate import gate2

    with database.connect("loader", "talent answers") as connection:
        deliver.write_new(connection)
    number = freeze(force=True)
    assert number is not None
    build.build_all(number)
    return number, gate2.judge(number, run_id, may_return=False)


def _held(number: int, rules: str, run_id: str) -> str:
    return (
        f"Build {number} is held: {rules} failed. The last publication stays. "
        f"The rows are in audit.finding (run_id = '{run_id}'), the report in {settings.places().data_docs / run_id}."
    )


def publish_build(number: int, label: str | None = None) -> Publication:
    """Publish a build that gate 2 let through; a step that was killed after its commit finds what it published."""
    from talent_warehouse.publishing.publish import publish

    with database.connect("publisher", "talent publish") as connection:
        done = connection.execute(
            "select no, rows_changed from audit.publication where build_no = %s", (number,)
        ).fetchone()
    published = Publication(done[0], done[1], 0) if done else publish(number, label)
    with database.connect("publisher", "talent statistics") as connection:
        database.analyze_changed(connection, vacuum=True)
    return published


def report(number: int) -> dict[str, object]:
    """What readers see now: the publication of a build, its changed rows, its submissions; whose sessions were ended."""
    with database.connect("publisher", "talent report") as connection:
        row = connection.execute(
            "select no, rows_changed, (select count(*) from audit.publication_input as input where input.from_no"
            " <= publication.no and coalesce(input.to_no > publication.no, true))"
            " from audit.publication as publication where build_no = %s",
            (number,),
        ).fetchone()
    if row is None:
        raise NightError(f"Build {number} has no publication to report. Run `talent publish` again.")
    log.info("publication %d: %d rows changed, %d submissions in force", *row)
    return {"publication": row[0], "rows_changed": row[1], "submissions": row[2], "ended": database.ended_since(number)}


def check_publish(number: int | None, run_id: str | None, failed: Sequence[str] = ()) -> None:
    """The last word of a publication and of a night: the desk's pages say how it went. `failed` names the steps that failed,
    where a scheduler ran them.

    Raises: NightError unless the build is published, or there was none and no step failed.
    """
    with database.connect("publisher", "talent check") as connection:
        # gate 2 may have given it up and built anew
        row = connection.execute(
            "select state from audit.build where build_no >= %s order by build_no desc limit 1", (number,)
        ).fetchone()
    state = row[0] if row else None
    if failed or run_id is None or (number is not None and state != "published"):
        if run_id is not None:
            end_run(run_id, "failed")
        pages.after_night()
        built = "No build was begun" if number is None else f"Build {number} is {state}"
        raise NightError(f"{_steps(failed)}{built}. Run `talent publish` again; readers see the last publication.")
    end_run(run_id, "done" if number is not None else "nothing new")
    pages.after_night()


def publish(force: bool = False, say: Callable[[str], None] = log.info) -> Publication | None:
    """All of a publication in this process; None where there is nothing new."""
    run_id = start_run("publish")
    number = freeze(force)
    result = None
    if number is not None:
        build.build_all(number, say)
        try:
            judged = gate2(number, run_id)
        except NightError:
            end_run(run_id, "failed")
            pages.after_night()  # a held build waits for somebody to see it
            raise
        say(f"gate 2: {judged['rules']} rules, {judged['findings']} findings")
        result = publish_build(int(str(judged["build"])))
    check_publish(number, run_id)
    return result
