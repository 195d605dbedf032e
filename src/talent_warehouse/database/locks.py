"""Locks of steps that must not run side by side: rows of `audit.lock`, which no reader can write.

A row holds while the server process that wrote it lives, so none is ever stale. Every session may see of every other
its number, its login and its name (`application_name`); a number is given again, and whoever saw a name may take it, but no
reader has the login.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from talent_warehouse.database import clearing
from talent_warehouse.database.connection import Connection
from talent_warehouse.errors import LockedError

_POLL = 0.1  # seconds between two looks whether a lock is free
_STEP = "left(regexp_replace(current_setting('application_name'), ' #[0-9a-f]{8}$', ''), 50)"
_NAMED = f"""
select set_config('application_name', {_STEP} || ' #' || %s, false)
where current_setting('application_name') !~ ' #[0-9a-f]{{8}}$'
"""
_FORGET = """
delete from audit.lock as gone where not exists (
    select from pg_stat_activity as living
    where (living.pid, living.application_name, living.usename) = (gone.pid, gone.session, gone.login)
)
"""
_HOLDER = """
select pid, step, taken_at from audit.lock
where name = %(name)s and not (is_shared and %(is_shared)s)
order by taken_at limit 1
"""
_TAKE = f"""
insert into audit.lock (name, pid, session, is_shared, step)
values (%(name)s, pg_backend_pid(), current_setting('application_name'), %(is_shared)s, {_STEP})
"""


@contextmanager
def build_lock(connection: Connection) -> Iterator[None]:
    """The one lock that builds and publications take, held by this connection; readers who keep it waiting are ended.

    Raises: LockedError that names the holder.
    """
    with _held(connection, "build", "The build lock"), clearing.readers():
        yield


@contextmanager
def inbox_lock(connection: Connection) -> Iterator[None]:
    """The lock of whoever takes files from the inbox, while nobody lands or judges. Raises: LockedError, see above."""
    with _held(connection, "inbox", "The inbox"):
        yield


@contextmanager
def landing_lock(connection: Connection) -> Iterator[None]:
    """That lock, shared with others who land and judge; waits while files are taken."""
    with _held(connection, "inbox", "The inbox", is_shared=True):
        yield


@contextmanager
def judging_lock(connection: Connection, form: str) -> Iterator[None]:
    """The lock of whoever judges a form. Raises: LockedError, see above."""
    with _held(connection, f"judge {form}", f"The judgement of {form}"):
        yield


def take_turn(connection: Connection, slot: str) -> None:
    """Wait until nobody else numbers filings of a slot; until the transaction ends nobody does."""
    connection.execute(
        "insert into audit.turn (slot) values (%s) on conflict (slot) do update set slot = excluded.slot", (slot,)
    )


@contextmanager
def _held(connection: Connection, name: str, what: str, is_shared: bool = False) -> Iterator[None]:
    """Hold a lock in a session, not in a transaction: others see the row at once. A shared one waits for its turn."""
    connection.execute(_NAMED.encode(), (secrets.token_hex(4),))
    while holder := _taken(connection, name, is_shared):
        if not is_shared:
            raise LockedError(
                f"{what} is held by {holder} (server process, step, since). Wait until it is done and run this again."
            )
        time.sleep(_POLL)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("delete from audit.lock where name = %s and pid = pg_backend_pid()", (name,))


def _taken(connection: Connection, name: str, is_shared: bool) -> tuple[object, ...] | None:
    """Take the lock, or say who has it."""
    asked = {"name": name, "is_shared": is_shared}
    with connection.transaction():
        connection.execute("lock table audit.lock in share row exclusive mode")  # one taker at a time
        connection.execute(_FORGET)
        if holder := connection.execute(_HOLDER, asked).fetchone():
            return tuple(holder)
        connection.execute(_TAKE.encode(), asked)
    return None
