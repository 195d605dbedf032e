"""Each role against each thing that is not its to do."""

from __future__ import annotations

import re

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

import outsider
from talent_warehouse import database, settings
from talent_warehouse.database import researchers

FORBIDDEN = {
    "analyst": [
        "select * from raw.talent_register",
        "select * from audit.submission",
        "select * from audit.finding",
        "select * from warehouse.dim_region",
        "select * from mart.dim_person",
        "select unit_code from mart.fct_talent_headcount",
        "select person_key from history.fct_talent_headcount",
        "select unit_code from as_of.fct_talent_headcount",
        "select role from mart.fct_programme_participation",
        "select row_no from mart.bridge_doubtful_head",
        "select row_no from as_of.bridge_programme_head",
        "select row_no from mart.bridge_programme_role",
        "select age_band from mart.contribution_row",
        "select head from as_of.contribution_counted",
        "select row_no from mart.contribution_mart_title_structure",
        "select mart.contributions('mart', null)",
        "select * from audit.cell_texts('talent_register', array['x'], array['x'], array[1], array['name'])",
        "select * from audit.explained_slot('{}', now())",
        "select * from audit.open_number",
        "select * from audit.open_cell",
        "select * from audit.open_payee",
        "delete from open.mart_talent_density",
        "create table open.mine (n integer)",
        "drop view mart.contribution_mart_talent_density",
        "insert into mart.dim_region select * from mart.dim_region",
        "delete from mart.mart_talent_density",
        "update reference.region set name = name",
        "create table mart.mine (n integer)",
        "create table public.mine (n integer)",
        "set role talent_owner",
    ],
    "researcher": [
        "select * from raw.talent_register",
        "select * from audit.submission",
        "select * from audit.finding",
        "delete from mart.fct_talent_headcount",
        "set role talent_steward",
    ],
    "steward": [
        "select * from audit.open_number",
        "select * from audit.open_cell",
        "select * from audit.open_amount",
        "select * from audit.open_payee",
        "create temporary table mine (n integer)",
        "delete from raw.talent_register",
        "update audit.submission set state = 'accepted'",
        "delete from audit.finding",
        "delete from mart.dim_region",
    ],
    "loader": [
        "delete from raw.talent_register",
        "update raw.talent_register set row_no = 1",
        "delete from audit.submission",
        "delete from audit.document",
        "delete from audit.reread",
        "delete from audit.rotation",
        "drop table raw.talent_register",
        "insert into audit.publication (no, build_no, inputs_hash, rows_changed) values (9, 9, '', 0)",
        "delete from mart.dim_region",
    ],
    "builder": [
        "insert into raw.talent_register (submission_id, sheet, row_no) values ('x', 'x', 1)",
        "update audit.submission set state = 'accepted'",
        "delete from mart.dim_region",
    ],
    "publisher": [
        "select * from raw.talent_register",
        "delete from warehouse.dim_region",
        "update audit.submission set state = 'accepted'",
        "delete from audit.publication",
        "update audit.open_number set shown = value",
        "delete from audit.open_payee",
    ],
}
OUTSIDE = [
    "select * from mart.mart_talent_density",
    "select * from history.mart_talent_density",
    "select * from as_of.mart_talent_density",
    "select * from reference.region",
    "select * from audit.open_number",
    "select * from audit.publication",
    "select * from raw.talent_register",
    "select * from warehouse.mart_talent_density",
    "select mart.publication()",
    "select * from mart.explain('mart_talent_density', '{}', 'talent')",
    "insert into open.mart_talent_density select * from open.mart_talent_density",
    "create table open.mine (n integer)",
    "create table public.mine (n integer)",
    "set role talent_publisher",
    "set role talent_analyst",
]
ALLOWED = {
    "analyst": [
        "select * from mart.mart_region_programme_year",
        "select * from mart.unit_people(2021)",
        "select * from open.mart_talent_density",
        "select region_code, from_no, to_no from history.mart_talent_density",
        "select * from reference.measure",
        "select * from mart.contribution_witness",
        "select * from as_of.contribution_part",
        'select * from mart.explain(\'mart_submission_completeness\', \'{"unit_code": "530102-RC",'
        ' "form": "talent_register", "period": "2021", "part": "-"}\', \'state\')',
    ],
    "researcher": [
        "select * from mart.dim_person inner join mart.fct_talent_headcount using (person_key)",
        "select * from as_of.fct_programme_participation",
        "select * from mart.contribution_mart_title_structure limit 0",
        "select * from as_of.contribution_mart_region_programme_year limit 0",
        "select * from mart.mart_region_programme_year",
    ],
    "steward": ["select * from audit.finding", "select * from raw.talent_register", "select * from mart.dim_person"],
}


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_each_role_may_do_its_work_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    outsider.fill(monkeypatch)
    wrong = []
    for role, statements in FORBIDDEN.items():
        for statement in statements:
            try:
                with database.connect(role) as connection:
                    connection.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                continue
            wrong.append(f"{role} may {statement}")
    assert not wrong
    for role, statements in ALLOWED.items():
        with database.connect(role) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_readers_outside_have_the_schema_open_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    outsider.fill(monkeypatch)
    wrong = []
    with psycopg.connect(database.url(), autocommit=True) as login:
        login.execute("create role talent_guest login in role talent_open")
    try:
        for statement in OUTSIDE:
            with psycopg.connect(make_conninfo(database.url(), user="talent_guest"), autocommit=True) as guest:
                try:
                    guest.execute(statement.encode())
                except psycopg.errors.InsufficientPrivilege:
                    continue
            wrong.append(f"a guest may {statement}")
        with psycopg.connect(make_conninfo(database.url(), user="talent_guest"), autocommit=True) as guest:
            readable = guest.execute(
                "select distinct relnamespace::regnamespace::text from pg_class where relkind in ('r', 'v', 'm', 'S')"
                " and has_schema_privilege(relnamespace, 'usage') and has_any_column_privilege(oid, 'select')"
            ).fetchall()
            assert guest.execute("select * from open.mart_talent_density").fetchall()
            assert guest.execute("select * from open.mart_title_structure").fetchall()
    finally:
        with psycopg.connect(database.url(), autocommit=True) as login:
            login.execute("drop role talent_guest")
    assert wrong == []
    assert {schema for (schema,) in readable} == {"open", "pg_catalog", "information_schema"}


@pytest.mark.usefixtures("warehouse")
def test_an_analyst_reads_in_one_snapshot_by_default() -> None:
    with psycopg.connect(database.role_url("analyst")) as connection:
        assert connection.execute("show transaction_isolation").fetchone() == ("repeatable read",)


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_no_relation_that_analysts_read_has_a_row_a_person() -> None:
    """Whatever names a row of a register or roster, or a person: by its columns and by what they hold."""
    wrong = []
    with database.connect("analyst") as analyst, database.connect("owner") as owner:
        rows = set(owner.execute("select submission_id, sheet, row_no from mart.fct_talent_headcount").fetchall())
        assert rows
        readable = analyst.execute(
            "select n.nspname, c.relname, array_agg(a.attname::text) from pg_class as c"
            " inner join pg_namespace as n on c.relnamespace = n.oid inner join pg_attribute as a on a.attrelid = c.oid"
            " where n.nspname in ('mart', 'history', 'as_of') and c.relkind in ('r', 'v') and a.attnum > 0"
            " and has_any_column_privilege(c.oid, 'select') group by 1, 2"
        ).fetchall()
        for schema, name, columns in readable:
            assert "person_key" not in columns, f"{schema}.{name}"
            if {"submission_id", "sheet", "row_no"} <= set(columns):
                named = sql.SQL("select submission_id, sheet, row_no from {}").format(sql.Identifier(schema, name))
                wrong += [f"{schema}.{name}"] if rows & set(analyst.execute(named).fetchall()) else []
    assert len(readable) > 60
    assert wrong == []


@pytest.mark.usefixtures("warehouse")
def test_what_a_researcher_asks_is_written_down() -> None:
    """By the role, by a login that it is granted to by name, and nobody is left out unseen."""
    log = settings.places().postgres / "log"
    with psycopg.connect(database.url(), autocommit=True) as admin:
        admin.execute("create role asker_by_name login in role talent_researcher")
        try:
            admin.execute("set role talent_owner")
            assert researchers.unlogged(admin) == ["asker_by_name"]
            admin.execute("reset role")
            database.migrate()
            assert researchers.unlogged(admin) == []
            for user in ("asker_by_name", "talent_researcher"):
                with psycopg.connect(make_conninfo(database.url(), user=user), autocommit=True) as connection:
                    connection.execute(f"select 'asked by {user}'".encode())
            with database.connect("researcher") as connection:
                connection.execute("select 'asked as one'")
            with database.connect("analyst") as connection:
                connection.execute("select 'asked by nobody'")
        finally:
            admin.execute("reset role")
            admin.execute("drop role asker_by_name")
    written = log.read_text(encoding="utf-8", errors="replace")
    for user in ("asker_by_name", "talent_researcher"):
        assert re.search(rf" {user} LOG: .*select 'asked by {user}'", written)
    assert "select 'asked as one'" in written
    assert "select 'asked by nobody'" not in written
