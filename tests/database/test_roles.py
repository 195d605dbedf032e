"""Each role against each thing that is not its to do."""

from __future__ import annotations

import psycopg
import pytest

from talent_warehouse import database

FORBIDDEN = {
    "analyst": [
        "select * from raw.talent_register",
        "select * from audit.submission",
        "select * from audit.finding",
        "select * from warehouse.dim_region",
        "select * from mart.dim_person",
        "select person_key from mart.fct_talent_headcount",
        "select person_key from history.fct_talent_headcount",
        "select * from audit.cell_texts('talent_register', array['x'], array['x'], array[1], array['name'])",
        "select * from audit.explained_slot('{}', now())",
        "drop view mart.contribution_mart_talent_density",
        "insert into mart.dim_region select * from mart.dim_region",
        "delete from mart.mart_talent_density",
        "update reference.region set name = name",
        "create table mart.mine (n integer)",
        "create table public.mine (n integer)",
        "set role talent_owner",
    ],
    "steward": [
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
    ],
}
ALLOWED = {
    "analyst": [
        "select * from mart.mart_region_programme_year",
        "select * from as_of.fct_talent_headcount",
        "select region_code, from_no, to_no from history.mart_talent_density",
        "select * from reference.measure",
        "select * from mart.contribution_mart_title_structure",
        "select * from as_of.contribution_mart_region_programme_year",
        'select * from mart.explain(\'mart_submission_completeness\', \'{"unit_code": "530102-RC",'
        ' "form": "talent_register", "period": "2021", "part": "-"}\', \'state\')',
    ],
    "steward": ["select * from audit.finding", "select * from raw.talent_register", "select * from mart.dim_person"],
}


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_each_role_may_do_its_work_and_nothing_else() -> None:
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


@pytest.mark.usefixtures("warehouse")
def test_an_analyst_reads_in_one_snapshot_by_default() -> None:
    with psycopg.connect(database.role_url("analyst")) as connection:
        assert connection.execute("show transaction_isolation").fetchone() == ("repeatable read",)
