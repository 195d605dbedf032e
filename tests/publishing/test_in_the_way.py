"""No reader stops a publication: whoever takes every lock it may, resets every setting and comes again is ended, and named."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

import factories
from talent_warehouse import database, night, settings
from talent_warehouse.database import logins
from talent_warehouse.errors import LockedError

PATIENCE = 2.0
CHANGED = "mart_talent_density"  # it gains a column: its table and all views over it are changed
RESET = [
    "set statement_timeout = 0", "set lock_timeout = 0", "set idle_in_transaction_session_timeout = 0",
    "set transaction_timeout = 0", "set idle_session_timeout = 0", "set deadlock_timeout = default",
    "set default_transaction_isolation = 'serializable'", "set application_name = 'talent publish'",
]  # fmt: skip
READABLE = """
select format('%I.%I', nspname, relname) from pg_class inner join pg_namespace as n on relnamespace = n.oid
where relkind in ('r', 'v') and nspname in ('mart', 'history', 'as_of', 'reference', 'raw', 'warehouse', 'audit')
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(pg_class.oid, 'select')
"""


@pytest.fixture
def people(warehouse: str) -> Iterator[Callable[[str], str]]:
    """Where a login of each role for readers connects."""
    names = {"analyst": "an_analyst", "steward": "a_steward", "researcher": "a_researcher"}
    with psycopg.connect(warehouse, autocommit=True) as admin:
        try:
            for role, name in names.items():
                logins.add(admin, name, role)
            yield lambda role: make_conninfo(warehouse, user=names[role])
        finally:
            for name in names.values():
                logins.remove(admin, name)


def _hold_everything(where: str, stop: threading.Event, holds: threading.Event) -> int:
    """Take every lock that this reader may, and take all again when ended; how often it was ended."""
    ended = 0
    while not stop.is_set():
        try:
            with psycopg.connect(where, autocommit=True) as reader:
                for statement in RESET:
                    try:
                        reader.execute(statement.encode())
                    except psycopg.errors.InsufficientPrivilege:
                        continue
                names = [name for (name,) in reader.execute(READABLE.encode()).fetchall()]
                assert len(names) > 60
                reader.execute("begin")
                for name in names:
                    try:
                        with reader.transaction():
                            reader.execute(f"lock table {name} in access share mode".encode())
                    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
                        continue
                holds.set()
                while not stop.wait(0.1):
                    reader.execute("select 1")
        except psycopg.OperationalError:
            ended += 1
    return ended


def _ask_for_ten_minutes(where: str, holds: threading.Event) -> str:
    with psycopg.connect(where) as reader:
        reader.execute("set statement_timeout = 0")
        reader.execute(f"select count(*) from mart.{CHANGED}".encode())
        holds.set()
        try:
            reader.execute(f"select pg_sleep(600) from (select from mart.{CHANGED} limit 1) as one".encode())
        except psycopg.OperationalError as exc:
            return str(exc)
    return "it was answered"


def _without_a_column() -> str:
    """Take a column off a published mart: the next publication finds that its model has gained one."""
    with database.connect("publisher") as connection:
        for schema in ("mart", "history"):
            connection.execute(f"alter table {schema}.{CHANGED} drop column is_complete cascade".encode())
    return "is_complete"


@pytest.mark.published
def test_a_whole_publication_against_every_reader(
    people: Callable[[str], str], warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALENT_READER_SECONDS", str(PATIENCE))
    column = _without_a_column()
    rows = [factories.person(n) for n in range(5)]
    factories.write(settings.places().inbox / "530102-RC/台账.csv", factories.text("talent_register", rows))
    stop, holding = threading.Event(), [threading.Event() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool, psycopg.connect(warehouse, autocommit=True) as stranger:
        for number in (0x74616C656E74, 0x74616C656E75, 0x74616C656E76):  # what builds, upgrades, inboxes once took
            stranger.execute("select pg_advisory_lock(%s)", (number,))
        stranger.execute("select pg_advisory_lock(hashtext('judge talent_register'))")
        held = [
            pool.submit(_hold_everything, people(role), stop, holds)
            for role, holds in zip(("analyst", "steward", "researcher"), holding, strict=False)
        ]
        asked = pool.submit(_ask_for_ten_minutes, people("analyst"), holding[3])
        try:
            assert all(holds.wait(30) for holds in holding)
            began = time.monotonic()
            assert night.ingest().accepted == 1
            published = night.publish(force=True)
            seconds = time.monotonic() - began
            assert "terminating connection due to administrator command" in asked.result(timeout=1)
        finally:
            stop.set()
        ended = [one.result() for one in held]
    assert published is not None
    assert published.no == 2
    assert seconds < 300
    assert all(ended), ended
    with database.connect("steward") as connection:
        build_no = connection.execute("select max(build_no) from audit.build").fetchone()
        assert connection.execute(f"select bool_and({column} is not null) from mart.{CHANGED}".encode()).fetchone() == (
            True,
        )
    assert build_no is not None
    told = "\n".join(night.report(build_no[0])["ended"])  # type: ignore[arg-type]
    assert "an_analyst (server process " in told
    assert "a_steward (server process " in told
    assert ": select pg_sleep(600) from (select from mart.mart_tal" in told
    assert ", since 20" in told


def _change(table: str) -> None:
    """Add a column, as a step of a night does."""
    with database.connect("owner") as connection, database.readers(), connection.transaction():
        change = f"alter table {table} add column more text".encode()
        database.patiently(connection, lambda: connection.execute(change))


@pytest.mark.usefixtures("warehouse")
def test_who_comes_after_passes_while_a_change_waits(
    people: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One reader stays; others never wait for more than a turn, and the one is ended after its time."""
    monkeypatch.setenv("TALENT_READER_SECONDS", "3")
    with database.connect("owner") as connection:
        connection.execute("create table reference.read_by_many (n integer)")
    waits, done = list[float](), threading.Event()

    def read() -> None:
        with psycopg.connect(people("analyst"), autocommit=True) as reader:
            while not done.is_set():
                began = time.monotonic()
                reader.execute("select n from reference.read_by_many")
                waits.append(time.monotonic() - began)
                time.sleep(0.02)

    with psycopg.connect(people("researcher")) as stays, ThreadPoolExecutor(1) as pool:
        stays.execute("select * from reference.read_by_many")
        others = pool.submit(read)
        try:
            _change("reference.read_by_many")
        finally:
            done.set()
        others.result()
        with pytest.raises(psycopg.OperationalError, match="administrator command"):
            stays.execute("select 1")
    assert max(waits) < settings.READERS_TURN + 1
    assert len([w for w in waits if w > 0.1]) >= 2, "the change waited and let them pass more than once"
    assert "ended the session of a_researcher (server process" in caplog.text


@pytest.mark.usefixtures("warehouse")
def test_an_operator_is_waited_for_and_named(
    warehouse: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TALENT_READER_SECONDS", "0")
    monkeypatch.setattr(settings, "LOCK_PATIENCE", 3.0)
    with database.connect("owner") as connection:
        connection.execute("create table reference.read_by_one (n integer)")
    with psycopg.connect(warehouse) as operator:
        operator.execute("select * from reference.read_by_one")
        with pytest.raises(LockedError, match="the log says who"):
            _change("reference.read_by_one")
        assert operator.execute("select 1").fetchone() == (1,)
    assert caplog.text.count("who is no reader") == 1


def test_a_reader_whom_this_login_may_not_end_is_named(
    people: Callable[[str], str], warehouse: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As where the login of the warehouse is no superuser, before a superuser has run what `talent doctor` lists."""
    monkeypatch.setenv("TALENT_READER_SECONDS", "0")
    monkeypatch.setattr(settings, "LOCK_PATIENCE", 3.0)
    with psycopg.connect(warehouse, autocommit=True) as admin, psycopg.connect(people("analyst")) as reader:
        admin.execute("revoke pg_signal_backend from talent_owner")
        try:
            reader.execute("select * from reference.region")
            with pytest.raises(LockedError, match="the log says who"):
                _change("reference.region")
        finally:
            admin.execute("grant pg_signal_backend to talent_owner")
        assert reader.execute("select 1").fetchone() == (1,)
    assert caplog.text.count("waiting for an_analyst (server process ") == 1
    assert "whom this login may not end (`talent doctor` says why)" in caplog.text
