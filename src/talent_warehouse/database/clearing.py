"""Readers do not stop a night: who holds what a step waits for is given a while, then ended, and it is said who it was.

A session cannot hide in this: the server knows the login and the locks of each, whatever it has set.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import psycopg

from talent_warehouse import settings
from talent_warehouse.database.connection import Connection, connect
from talent_warehouse.errors import LockedError

log = logging.getLogger(__name__)
T = TypeVar("T")
_LOOK = 0.2  # seconds between two looks

# Logins that only read: of a role for readers, and of none that does the work of a night. Operators are none of them.
READERS = """
select reader.oid, reader.rolname from pg_roles as reader
where
    not reader.rolsuper and not reader.rolcreaterole
    and exists (
        select from unnest(array['talent_open', 'talent_analyst', 'talent_steward', 'talent_researcher']) as role (name)
        where pg_has_role(reader.oid, role.name, 'member')
    )
    and not exists (
        select from unnest(array['talent_owner', 'talent_loader', 'talent_builder', 'talent_publisher']) as role (name)
        where pg_has_role(reader.oid, role.name, 'member')
    )
"""
_IN_THE_WAY = f"""
with reader as ({READERS}),
stuck as (select distinct pid from pg_locks where not granted)
select distinct
    blocker.pid, blocker.usename, blocker.xact_start,
    left(regexp_replace(coalesce(blocker.query, ''), '\\s+', ' ', 'g'), 60) as query,
    blocker.usesysid in (select oid from reader) as is_reader
from stuck
inner join pg_stat_activity as worker on stuck.pid = worker.pid and worker.datname = current_database()
cross join lateral unnest(pg_blocking_pids(stuck.pid)) as blocking (pid)
inner join pg_stat_activity as blocker on blocking.pid = blocker.pid
where worker.usesysid not in (select oid from reader) and blocker.pid <> pg_backend_pid()
order by 1
"""
_END = """
select pg_terminate_backend(pid, 2000) from pg_stat_activity
where pid = %(pid)s and usename = %(login)s and xact_start is not distinct from %(since)s
"""
_WRITE_DOWN = """
insert into audit.ended_session (pid, login, since, query) values (%(pid)s, %(login)s, %(since)s, %(query)s)
"""
_ENDED_SINCE = """
select pid, login, since, query from audit.ended_session
where ended_at >= (select frozen_at from audit.build where build_no = %s) order by ended_session_id
"""


@contextmanager
def readers() -> Iterator[None]:
    """Within, readers who keep a step of ours waiting longer than `settings.reader_seconds`, in all, are ended."""
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(done,), name="readers in the way", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def patiently(connection: Connection, change: Callable[[], T]) -> T:
    """Change what readers may be reading, inside a transaction: wait for a lock for less than a second, let those pass who
    came meanwhile, and begin again, until the readers before it are gone or ended.

    Raises: LockedError where somebody stands in the way for minutes whom nobody may end.
    """
    end = time.monotonic() + settings.LOCK_PATIENCE
    while True:
        try:
            with connection.transaction():
                connection.execute(f"set local lock_timeout = '{settings.READERS_TURN * 1000:.0f}ms'".encode())
                changed = change()
        except psycopg.errors.LockNotAvailable as exc:
            if time.monotonic() > end:
                raise LockedError(
                    f"Somebody holds what is to be changed since {settings.LOCK_PATIENCE:.0f} seconds: the log says who. "
                    "Readers see the last publication. End that session and run this again."
                ) from exc
            time.sleep(settings.READERS_TURN / 4)
        else:
            connection.execute("set local lock_timeout to default")  # else it holds until the transaction ends
            return changed


def ended_since(build_no: int) -> list[str]:
    """Whose sessions were ended since a build began: login, server process, since when, first words of the query."""
    with connect("publisher", "talent report") as connection:
        return [_told(*row) for row in connection.execute(_ENDED_SINCE, (build_no,)).fetchall()]


def _told(pid: int, login: str, since: datetime | None, query: str) -> str:
    return f"{login} (server process {pid}, since {since:%Y-%m-%d %H:%M:%S}: {query})" if since else (
        f"{login} (server process {pid}: {query})"
    )  # fmt: skip


def _watch(done: threading.Event) -> None:
    """Look who is in the way until the step is done. Most are before the first look: they cost no connection."""
    if done.wait(1):
        return
    try:
        with connect("owner", "talent readers") as connection:
            waited, told = 0.0, set[int]()
            while not done.wait(_LOOK):
                is_stuck = connection.execute("select from pg_locks where not granted limit 1").rowcount
                found = connection.execute(_IN_THE_WAY.encode()).fetchall() if is_stuck else []
                waited += _LOOK if found else 0
                if waited >= settings.reader_seconds():
                    for pid, login, since, query, is_reader in found:
                        _end(connection, {"pid": pid, "login": login, "since": since, "query": query}, is_reader, told)
    except Exception:
        log.exception("Nobody looks any more who keeps this step waiting")


def _end(connection: Connection, session: dict[str, Any], is_reader: bool, told: set[int]) -> None:
    """End a reader's session; one of somebody else, or that this login may not end, is named once."""
    who = _told(**session)
    try:
        if is_reader and connection.execute(_END, session).fetchone():
            log.warning("ended the session of %s: it held what is to be changed", who)
            connection.execute(_WRITE_DOWN, session)
        elif not is_reader and session["pid"] not in told:
            log.warning("waiting for %s, who is no reader", who)
    except psycopg.errors.InsufficientPrivilege as exc:
        if session["pid"] not in told:
            why = exc.diag.message_primary
            log.warning("waiting for %s, whom this login may not end (`talent doctor` says why): %s", who, why)
    except psycopg.errors.UndefinedTable:  # a former version's state, which is being brought up to date
        pass
    told.add(session["pid"])
