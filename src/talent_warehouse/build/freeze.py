"""A build: the submissions in force are frozen once, then dbt builds the star and the marts from them, layer by layer."""

from __future__ import annotations

import hashlib
import logging
from datetime import date, datetime
from zoneinfo import ZoneInfo

from psycopg import sql

from talent_warehouse import contracts, database, settings
from talent_warehouse.build.dbt import BuildError, fingerprint
from talent_warehouse.build.project import LAYERS
from talent_warehouse.database import Connection, functions, seeds
from talent_warehouse.database.rows import scalar
from talent_warehouse.intake import rereads

log = logging.getLogger(__name__)


def freeze(today: date | None = None, force: bool = False) -> int | None:
    """Begin a build: write down which submissions are in force, and what changed since the last publication.

    None if the last publication holds just that. A build that was begun before and not published is abandoned: only
    the newest may go on. `force` builds whole what is otherwise built where it changed; so is what was read anew, since
    the people of the rows before stand nowhere any more.

    Raises: BuildError while something was read anew and is not judged: it would be missing.
    """
    as_of = today or datetime.now(ZoneInfo(settings.TIMEZONE)).date()
    with (
        database.connect("builder", "talent freeze") as connection,
        database.build_lock(connection),
        connection.transaction(),
    ):
        _require_judged(connection)
        code = _code(connection)
        inputs = _inputs_hash(connection, code, as_of)
        last = connection.execute("select inputs_hash from audit.publication order by no desc limit 1").fetchone()
        if last == (inputs,) and not force:
            return None
        connection.execute(
            "update audit.build set state = 'abandoned', reason = 'overtaken by a newer build'"
            " where state in ('frozen', 'built')"
        )
        (number,) = connection.execute("select coalesce(max(build_no), 0) + 1 from audit.build").fetchone() or (1,)
        connection.execute("delete from audit.current_submission")
        connection.execute(
            "insert into audit.current_submission (submission_id, unit_code, form, period, part, received_at, rows_landed)"
            " select submission_id, unit_code, form, period, part, received_at, rows_landed from audit.in_force"
        )
        _mark_submissions(connection)
        is_made_anew = connection.execute("select fingerprint from audit.made_by").fetchall() != [(fingerprint(),)]
        is_on_same = _stands_on_same_code(connection, code) and not _was_read_anew(connection)
        is_whole = force or is_made_anew or not is_on_same or _mostly_changed(connection)
        if is_made_anew:
            connection.execute("delete from audit.made_by")
        connection.execute(
            "insert into audit.build (build_no, fingerprint, inputs_hash, as_of_date, state, is_full, is_made_anew)"
            " values (%s, %s, %s, %s, 'frozen', %s, %s)",
            (number, code, inputs, as_of, is_whole, is_made_anew),
        )
        if is_whole:  # until a publication, also for builds after this one
            connection.execute("insert into audit.changed_model values ('*') on conflict do nothing")
        _mark_people(connection, is_whole)
    return int(number)


def _require_judged(connection: Connection) -> None:
    if count := rereads.unjudged(connection):
        raise BuildError(
            f"{count} submissions were read anew and are still to be judged: a build would leave them out. The last "
            "publication stays. Run `talent ingest`, which judges them, and then this again."
        )


def _was_read_anew(connection: Connection) -> bool:
    """Whether anything was read anew, and otherwise or under another key, since the last publication was frozen."""
    query = (
        "select exists (select from (select reread_at from audit.reread union all select rotated_at from audit.rotation)"
        " as anew where reread_at > (select frozen_at from audit.publication"
        " inner join audit.build using (build_no) order by no desc limit 1))"
    )
    return bool(scalar(connection, query))


def _code(connection: Connection) -> str:
    """Digest of what decides the result besides submissions: code and contracts, functions and seeds as they are loaded."""
    return hashlib.sha256(
        (fingerprint() + functions.digest(connection) + seeds.digest(connection)).encode()
    ).hexdigest()


def is_same_code(connection: Connection, number: int) -> bool:
    """Whether code, contracts and seeds are those that a build began with."""
    return bool(
        scalar(connection, "select fingerprint from audit.build where build_no = %s", (number,)) == _code(connection)
    )


def require_same_code(connection: Connection, number: int) -> None:
    """The layers of a build are steps, and between two of them somebody may load other seeds.

    Raises: BuildError if code, contracts or seeds are not those that the build began with.
    """
    if not is_same_code(connection, number):
        raise BuildError(
            f"Seeds, contracts, functions or models changed while build {number} was made: parts of it may be of the old "
            "ones, parts of the new. The last publication stays. Run `talent publish` again: it builds everything anew."
        )


def _stands_on_same_code(connection: Connection, code: str) -> bool:
    """Whether all that stands is of this very code and these seeds: what was published or built whole last, and every
    build begun since.
    """
    query = (
        "with stood as (select build_no from audit.publication union all select build_no from audit.built_layer"
        " inner join audit.build using (build_no) where is_full group by build_no having count(*) = %s)"
        " select coalesce(bool_and(build.fingerprint = %s), false) from audit.build as build"
        " where build.build_no >= (select max(build_no) from stood)"
    )
    return bool(scalar(connection, query, (len(LAYERS), code)))


def _mark_submissions(connection: Connection) -> None:
    """Which submissions differ from what is published.

    A submission stays marked until a publication: a build that nobody published may have left its rows behind.
    """
    connection.execute(
        "with published as (select submission_id from audit.publication_input where to_no is null),"
        " current as (select submission_id from audit.current_submission)"
        " insert into audit.changed_submission (submission_id)"
        " (select submission_id from current except select submission_id from published)"
        " union all (select submission_id from published except select submission_id from current)"
        " on conflict do nothing"
    )
    connection.execute(  # a decision holds for what was filed before it
        "insert into audit.changed_submission (submission_id) select distinct submission_id"
        " from raw.narrative inner join audit.current_submission using (submission_id)"
        " inner join audit.narrative_binding using (signature)"
        " where decided_at > coalesce((select frozen_at from audit.publication inner join audit.build using (build_no)"
        " order by no desc limit 1), '-infinity') on conflict do nothing"
    )


def _mostly_changed(connection: Connection) -> bool:
    """Whether so many rows changed that replacing them costs more than building all."""
    changed, all_rows = connection.execute(
        "select coalesce(sum(rows_landed) filter (where submission_id in"
        " (select c.submission_id from audit.changed_submission as c)), 0), coalesce(sum(rows_landed), 0)"
        " from audit.current_submission"
    ).fetchone() or (0, 0)
    return bool(changed >= max(settings.FULL_BUILD_ROWS, settings.FULL_BUILD_SHARE * all_rows))


def _mark_people(connection: Connection, is_whole: bool) -> None:
    """Which people differ, in the rows of those submissions, old and new; nobody in a build of everything."""
    connection.execute("truncate audit.changed_person")
    for form in contracts.forms().values():
        if form.person and not is_whole:
            connection.execute(
                sql.SQL(
                    "insert into audit.changed_person (person_key, year)"
                    " select distinct landed.person_key, left(submission.period, 4)::smallint"
                    " from audit.changed_submission inner join audit.submission using (submission_id)"
                    " inner join {} as landed using (submission_id) where landed.person_key is not null"
                    " on conflict do nothing"
                ).format(sql.Identifier("raw", form.name))
            )


def _inputs_hash(connection: Connection, code: str, as_of: date) -> str:
    """Digest of all that a publication depends on: settled submissions, what was read anew, code and seeds, and which due
    dates have passed.
    """
    (hashed,) = connection.execute(
        "select md5(concat(%s::text, (select md5(string_agg(concat_ws('|', unit_code, form, period, due_date), ',' order by unit_code, form,"
        " period)) from reference.owed_slot where due_date < %s),"
        " (select max(reread_id) from audit.reread), (select 'key ' || max(rotation_id) from audit.rotation),"
        " (select 'bound ' || max(binding_id) from audit.narrative_binding),"
        " (select string_agg(concat_ws('|', submission_id, state, withdrawn_at is not null), ',' order by submission_id)"
        " from audit.submission where state in ('accepted', 'returned'))))",
        (code, as_of),
    ).fetchone() or ("",)
    return str(hashed)


def extent(connection: Connection, number: int) -> dict[str, bool]:
    """`is_full`: whether a build builds everything, or only what changed since the last publication; `is_made_anew`:
    whether it makes tables, by other models than what stands.
    """
    query = "select is_full, is_made_anew from audit.build where build_no = %s"
    is_full, is_made_anew = connection.execute(query, (number,)).fetchone() or (True, True)
    return {"is_full": is_full, "is_made_anew": is_made_anew}


def is_full(connection: Connection, number: int) -> bool:
    """Whether a build builds everything, or only what changed since the last publication."""
    return extent(connection, number)["is_full"]
