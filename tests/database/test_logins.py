"""Logins of people: what they may, what they may take, and that they come by TCP with a password and nobody else does."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from commands import as_json, talent
from office import Office
from talent_warehouse import database, settings
from talent_warehouse.database import limits, logins
from talent_warehouse.errors import ConfigurationError

REFUSED = [
    "create temporary table mine (n integer)",
    "create table public.mine (n integer)",
    "create schema mine",
    "select lo_create(0)",
    "select lo_from_bytea(0, 'x')",
    "set temp_file_limit = -1",
    "set log_min_messages = 'log'",
    "alter role current_user set temp_file_limit = -1",
    "alter role current_user valid until '2020-01-01'",
    "create statistics mine on region_code, name from reference.region",
    "copy (select 1) to program 'id'",
    "copy (select 1) to '/var/mine'",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "load '$libdir/dblink'",
    "set session_replication_role = replica",
    "alter system set log_statement = 'none'",
    "select pg_reload_conf()",
    "select pg_switch_wal()",
    "select pg_stat_reset()",
    "select * from pg_authid",
    "select * from pg_hba_file_rules",
    "create publication mine",
    "set log_statement = 'none'",
    "alter role current_user connection limit 99",
    "set session authorization talent_owner",
    "grant talent_researcher to current_user",
    "create role another",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
]


@pytest.fixture
def wang(warehouse: str) -> Iterator[str]:
    """Where an analyst connects who has a login of her own."""
    with psycopg.connect(warehouse, autocommit=True) as admin:
        logins.add(admin, "wang_fang", "analyst")
        yield make_conninfo(warehouse, user="wang_fang")
        if "wang_fang" in [one.login for one in logins.found(admin)]:
            logins.remove(admin, "wang_fang")


def test_a_reader_has_limits_and_makes_nothing(wang: str) -> None:
    shown = {"statement_timeout": "30min", "lock_timeout": "1min", "temp_file_limit": "5GB",
             "idle_in_transaction_session_timeout": "10min", "transaction_isolation": "repeatable read"}  # fmt: skip
    for where in (wang, database.role_url("analyst")):
        with psycopg.connect(where, autocommit=True) as connection:
            assert {name: connection.execute(f"show {name}".encode()).fetchone() for name in shown} == {
                name: (value,) for name, value in shown.items()
            }
            for statement in REFUSED:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())


@pytest.fixture
def four(warehouse: str) -> Iterator[list[str]]:
    """Where a reader of each kind connects, but the researcher, each statement of whom is written down."""
    kinds = {
        "a_reader": ("analyst", None),
        "a_steward": ("steward", None),
        "of_kunming": ("steward", "530100"),
        "outside": ("open", None),
    }
    with psycopg.connect(warehouse, autocommit=True) as admin:
        for name, (role, region) in kinds.items():
            logins.add(admin, name, role, region=region)
        yield [make_conninfo(warehouse, user=name) for name in kinds]
        for name in kinds:
            logins.remove(admin, name)


def test_each_kind_of_reader_makes_nothing_and_writes_nothing_down(four: list[str]) -> None:
    for where in four:
        with psycopg.connect(where, autocommit=True) as connection:
            assert connection.execute("show temp_file_limit").fetchone() == ("5GB",)
            for statement in REFUSED:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())
            connection.execute("alter role current_user reset all")  # as it may: what a superuser has set stays
            connection.execute("do $$ begin raise log 'filling the disk'; end $$")
        with psycopg.connect(where) as connection:
            shown = [
                connection.execute(f"show {name}".encode()).fetchone()
                for name in ("temp_file_limit", "log_min_messages")
            ]
            assert shown == [("5GB",), ("fatal",)]
            assert connection.execute(
                "select setting::integer <= 64 from pg_settings where name = 'max_notify_queue_pages'"
            ).fetchone() == (True,)
            names = {
                row[0]
                for row in connection.execute("select query from pg_stat_activity where usename <> user").fetchall()
            }
            assert names <= {None, "", "<insufficient privilege>"}
    log = (settings.places().postgres / "log").read_text(encoding="utf-8", errors="replace")
    assert "filling the disk" not in log


def test_a_reader_has_so_many_connections(wang: str) -> None:
    held = [psycopg.connect(wang) for _ in range(limits.OWN_CONNECTIONS)]
    try:
        with pytest.raises(psycopg.OperationalError, match='too many connections for role "wang_fang"'):
            psycopg.connect(wang)
    finally:
        for connection in held:
            connection.close()


def _take_all(held: ExitStack) -> None:
    for _ in range(100):
        held.enter_context(psycopg.connect(database.role_url("analyst")))


def test_a_night_comes_in_when_readers_have_taken_all_connections(warehouse: str) -> None:
    with psycopg.connect(warehouse, autocommit=True) as admin, ExitStack() as held:
        admin.execute("alter role talent_analyst connection limit 200")
        try:
            with pytest.raises(psycopg.OperationalError, match="remaining connection slots are reserved for roles"):
                _take_all(held)
            for role in ("loader", "builder", "publisher", "owner"):
                with database.connect(role) as connection:
                    connection.execute("select 1")
        finally:
            admin.execute(f"alter role talent_analyst connection limit {limits.CONNECTIONS}".encode())


@pytest.mark.published
def test_fifty_sessions_of_readers_do_not_fill_the_table_of_locks(warehouse: str) -> None:
    """Where all that is published stands: some 70 relations of models, each thrice, views over them, keys and indexes."""
    with psycopg.connect(warehouse) as connection:
        (room,) = connection.execute(
            "select current_setting('max_locks_per_transaction')::integer * current_setting('max_connections')::integer"
        ).fetchone() or (0,)
        (relations,) = connection.execute(
            "select count(*) from pg_class where relkind in ('r', 'v', 'i') and relnamespace::regnamespace::text <> 'pg_toast'"
        ).fetchone() or (0,)
    assert room > 50 * relations


def test_what_an_administrator_has_set_stays(wang: str, warehouse: str) -> None:
    assert wang
    with psycopg.connect(warehouse, autocommit=True) as admin:
        admin.execute("alter role wang_fang set statement_timeout = '2h'; alter role wang_fang connection limit 9")
        limits.ensure(admin)
    with psycopg.connect(wang) as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("2h",)
        assert connection.execute("select rolconnlimit from pg_roles where rolname = user").fetchone() == (9,)


def test_what_a_superuser_has_to_set_is_listed_where_this_login_is_none(warehouse: str) -> None:
    """A login that makes roles and databases: it leaves what it may not, and `doctor` says what is to be run."""
    with psycopg.connect(warehouse) as admin:  # taken back at the end
        admin.execute("create role li_na login in role talent_analyst; revoke pg_signal_backend from talent_owner")
        admin.execute("grant execute on function pg_catalog.lo_create(oid) to public")
        admin.execute("create role modest createrole; grant talent_analyst to modest with admin true")
        admin.execute("grant li_na to modest with admin true; set local role modest")
        limits.ensure(admin)
        wanted = limits.wanting(admin)
        assert wanted == [
            "alter role li_na set temp_file_limit = '5GB';",
            "alter role li_na set log_min_messages = 'fatal';",
            "revoke execute on function lo_create(oid) from public;",
            "grant pg_signal_backend to talent_owner;",
        ]
        admin.execute("reset role")
        for statement in wanted:
            admin.execute(statement.encode())
        assert limits.wanting(admin) == []
        admin.rollback()


@pytest.mark.parametrize("name", ["talent_wang", "pg_wang", "Wang", "wang-fang", "w", "1wang", "王芳", "w" * 32, 'a"b'])
def test_a_name_that_cannot_be_a_login_is_refused(name: str, warehouse: str) -> None:
    with psycopg.connect(warehouse) as admin, pytest.raises(ConfigurationError, match="cannot be a login"):
        logins.add(admin, name, "analyst")


def test_logins_at_the_command_line(wang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wang
    assert as_json("user", "list") == [{"login": "wang_fang", "role": "analyst", "sessions": 0, "region": None}]
    assert "is a login or role already" in talent("user", "add", "wang_fang", "--role", "steward", status=2).stderr
    assert "is no role of people" in talent("user", "add", "li_na", "--role", "owner", status=2).stderr
    assert "no login 'talent_owner'. Logins: wang_fang" in talent("user", "remove", "talent_owner", status=2).stderr
    with psycopg.connect(wang) as connection:
        assert "1 sessions ended" in talent("user", "remove", "wang_fang").stderr
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    assert as_json("user", "list") == []


def test_no_url_that_is_shown_has_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:s%40cret@db.example:5433/talent?sslmode=require")
    assert "s%40cret" in database.role_url("analyst"), "our own steps have it"
    for arguments in ([], ["--role", "analyst"], ["--role", "owner"], ["--user", "wang_fang"]):
        shown = talent("db", "url", *arguments).stdout
        assert "cret" not in shown
        assert "db.example:5433/talent" in shown
    assert talent("db", "url", "--user", "wang_fang").stdout == "postgresql://wang_fang@db.example:5433/talent\n"
    monkeypatch.setenv("DATABASE_URL", "host=db.example user=owner password=s3cret dbname=talent")
    assert "s3cret" not in talent("db", "url").stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("office"))
    made.talent("init")
    assert "started anew" in made.talent("db", "serve", "--listen", f"127.0.0.1:{made.port}").stderr
    try:
        yield made
    finally:
        made.talent("db", "stop")


def test_an_analyst_comes_by_tcp_with_psql_and_psycopg(office: Office) -> None:
    made = json.loads(office.talent("user", "add", "wang_fang", "--role", "analyst", "--json").stdout)
    assert made["url"] == f"postgresql://wang_fang@127.0.0.1:{office.port}/talent"
    assert office.talent("db", "url", "--user", "wang_fang").stdout.strip() == made["url"]
    query = "select user, count(*) > 100 from reference.region"
    with psycopg.connect(made["url"], password=made["password"]) as connection:
        assert connection.execute(query).fetchone() == ("wang_fang", True)
        assert connection.pgconn.used_password
    done = subprocess.run(
        [str(database.tool("psql")), "-XAtc", query, made["url"]], capture_output=True, text=True, check=False,
        env=os.environ | {"PGPASSWORD": made["password"]},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("wang_fang|t\n", "")
    # and all that works here goes on as it did, by the socket
    assert office.talent("submissions", "--json").stdout.strip() == "[]"
    office.talent("init")


def test_a_password_from_stdin_is_not_shown_and_is_kept_as_a_hash(office: Office) -> None:
    secret = "四个字和 twelve or more"
    done = office.talent("user", "add", "li_na", "--role", "steward", "--password-stdin", "--json", given=f"{secret}\n")
    assert json.loads(done.stdout)["password"] is None
    with psycopg.connect(office.url("li_na", secret)) as connection:
        connection.execute("select * from audit.finding")
    hashed = office.talent("db", "url").stdout.strip()
    with psycopg.connect(hashed) as admin:
        kept = admin.execute("select rolpassword from pg_authid where rolname = 'li_na'").fetchone()
    assert kept is not None
    assert kept[0].startswith("SCRAM-SHA-256$")
    short = office.talent("user", "add", "wu_di", "--role", "analyst", "--password-stdin", given="short\n", status=2)
    assert "The password has 5 characters; give 12 or more" in short.stderr


def test_nobody_else_comes_by_tcp(office: Office) -> None:
    office.talent(
        "user", "add", "zhao_min", "--role", "researcher", "--password-stdin", given="correct horse battery\n"
    )
    with psycopg.connect(office.url("zhao_min", "correct horse battery")) as connection:
        assert connection.execute("show log_statement").fetchone() == ("all",), "what a researcher asks is written down"
    refused = [
        office.url("zhao_min", "another horse battery"), office.url("zhao_min"),
        office.url("zhao_min", "correct horse battery", "postgres"), office.url("postgres"),
        office.url("postgres", "x", "postgres"), office.url("talent_owner"), office.url("talent_analyst"),
        office.url("talent_publisher", "x"), office.url("nobody", "x"),
    ]  # fmt: skip
    for where in refused:
        with pytest.raises(psycopg.OperationalError, match=r"rejects connection|authentication failed|no password"):
            psycopg.connect(where)
    office.talent("user", "remove", "zhao_min")
    with pytest.raises(psycopg.OperationalError, match="rejects connection"):
        psycopg.connect(office.url("zhao_min", "correct horse battery"))


def test_the_name_of_a_step_keeps_the_server_up_by_the_socket_alone(office: Office) -> None:
    """A reader calls itself as it likes."""
    office.talent("user", "add", "qian_yi", "--role", "analyst", "--password-stdin", given="correct horse battery\n")
    name = "talent publish"
    with psycopg.connect(office.url("qian_yi", "correct horse battery", application_name=name)) as reader:
        with psycopg.connect(office.talent("db", "url").stdout.strip(), application_name=name):
            assert f"{name} would be cut off" in office.talent("db", "serve", "--off", status=2).stderr
        assert reader.execute("show application_name").fetchone() == (name,)
        office.talent("db", "serve", "--off")
        with pytest.raises(psycopg.OperationalError):
            reader.execute("select 1")
    office.talent("db", "serve", "--listen", f"127.0.0.1:{office.port}")


def test_it_listens_until_told_otherwise(office: Office) -> None:
    office.talent("db", "stop")
    office.talent("submissions")  # starts it
    with socket.create_connection(("127.0.0.1", office.port), 5):
        pass
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = office.talent("db", "serve", "--listen", f"127.0.0.1:{port}", status=2).stderr
    assert f"Nothing can listen on 127.0.0.1:{port}" in told
    assert "is no address" in office.talent("db", "serve", "--listen", "127.0.0.1;ls:5433", status=2).stderr
    assert "say --listen HOST:PORT or --off" in office.talent("db", "serve", status=2).stderr
    office.talent("db", "serve", "--off")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", office.port), 5)
    assert "listens on no address" in office.talent("db", "url", "--user", "wang_fang", status=2).stderr
    assert office.talent("submissions", "--json").stdout.strip() == "[]"
    office.talent("db", "serve", "--listen", f"127.0.0.1:{office.port}")
