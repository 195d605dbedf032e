"""Locks of steps hold while their process lives, and no reader can take, keep or free one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from talent_warehouse import database
from talent_warehouse.errors import LockedError

pytestmark = pytest.mark.usefixtures("warehouse")


def test_of_many_who_ask_at_once_one_has_it() -> None:
    ready, go_on = Barrier(6), Barrier(6)

    def ask(number: int) -> bool:
        with database.connect("builder", f"build {number}") as connection:
            ready.wait(30)
            try:
                with database.build_lock(connection):
                    go_on.wait(30)
            except LockedError:
                go_on.wait(30)
                return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(ask, range(6))) == [False] * 5 + [True]
    with database.connect("steward") as connection:
        assert connection.execute("select count(*) from audit.lock").fetchone() == (0,)


def _killed(admin: database.Connection) -> None:
    """A night whose server process is ended while it holds the lock."""
    with database.connect("builder", "a night") as dies, database.build_lock(dies):
        admin.execute("select pg_terminate_backend(%s, 5000)", (dies.info.backend_pid,))
        dies.execute("select 1")


def test_a_lock_ends_with_its_process(warehouse: str) -> None:
    with psycopg.connect(warehouse, autocommit=True) as admin:
        with pytest.raises(psycopg.OperationalError):
            _killed(admin)
        assert admin.execute("select step from audit.lock").fetchall() == [("a night",)]
        with database.connect("publisher", "the next") as connection, database.build_lock(connection):
            assert admin.execute("select step from audit.lock").fetchall() == [("the next",)]


def test_a_process_that_was_given_the_same_number_holds_nothing(warehouse: str) -> None:
    with psycopg.connect(warehouse, autocommit=True, application_name="a night") as other:
        other.execute(
            "insert into audit.lock (name, pid, session, is_shared, step)"
            " values ('build', pg_backend_pid(), 'a night #0123abcd', false, 'a night')"
        )
        with database.connect("builder") as connection, database.build_lock(connection):
            pass


def test_a_reader_with_number_and_name_of_a_night_that_died_holds_nothing(warehouse: str) -> None:
    with psycopg.connect(warehouse, autocommit=True) as admin, database.connect("analyst", "night #0123abcd") as reader:
        admin.execute(
            "insert into audit.lock (name, pid, session, login, is_shared, step)"
            " values ('build', %s, 'night #0123abcd', 'talent_builder', false, 'a night')",
            (reader.info.backend_pid,),
        )
        with database.connect("builder") as connection, database.build_lock(connection):
            pass


def test_one_process_may_hold_several() -> None:
    with database.connect("owner", "talent rotate") as connection, database.connect("loader") as other:
        with database.build_lock(connection), database.inbox_lock(connection):
            for lock in (database.build_lock, database.inbox_lock):
                with pytest.raises(LockedError, match=r"held by \(\d+, 'talent rotate', "), lock(other):
                    pass
        with database.build_lock(other), database.inbox_lock(other):
            pass


def test_those_who_land_share_it() -> None:
    with database.connect("loader", "talent land") as one, database.connect("loader") as two:
        with database.landing_lock(one), database.landing_lock(two):
            pass
        with database.inbox_lock(one), database.judging_lock(two, "talent_register"):
            pass


@pytest.mark.parametrize("role", ["analyst", "steward", "researcher"])
def test_no_reader_touches_a_lock(role: str) -> None:
    refused = [
        "insert into audit.lock (name, pid, session, is_shared, step) values ('build', 1, 'x', false, 'x')",
        "delete from audit.lock",
        "insert into audit.turn values ('x')",
        "lock table audit.lock in row share mode",
        "lock table audit.turn in share mode",
        "select * from audit.turn for share",
        "select pg_advisory_lock(1)",
        "select pg_advisory_xact_lock(1)",
        "select pg_try_advisory_lock_shared(1, 2)",
    ]
    with database.connect(role) as connection:
        for statement in refused:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement.encode())


def test_two_who_make_one_database_ready_wait_for_each_other(server: str) -> None:
    name = "two_at_once"
    with psycopg.connect(make_conninfo(server, dbname="postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        try:
            with ThreadPoolExecutor(2) as pool:
                made = list(pool.map(database.migrate, [make_conninfo(server, dbname=name)] * 2))
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
    assert sorted(len(one.migrations) for one in made) == [0, len(database.migrations())]
