"""A state that a former version made is upgraded: what was published stays as it was, and readers' functions answer as before.

One upgrade and one publication for all of it.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

import outsider
from talent_warehouse import database, night
from talent_warehouse.cli.operate import init
from talent_warehouse.database import logins
from talent_warehouse.database.catalog import name_list
from talent_warehouse.operations import backup
from talent_warehouse.publishing.checksums import checksums
from talent_warehouse.publishing.publish import Publication

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
FORMER = "cab2ccc"
LATTICE = "a cell is bounded by all that speaks of it (ADR 18): "
LEAD = "; coverage of a row is that of its lead quantity, and each other says whether it is whole"
THINGS, POSTS = "a register of named things (ADR 26)", "a ledger of posts (ADR 27)"
NAMES = "programmes of all four source documents"
WIDER = "a row has the columns that its form has had since, empty where it was filed before"
# Relation → why it shows something else after the night than the former version published; a piece of a query → why it
# is answered otherwise. A change that is meant is entered here with its reason; what is entered and does not change fails.
MEANT_TO_CHANGE: dict[str, str] = {
    "bridge_mart_cell": LATTICE + "a mart shows the cells that somebody named, or a whole register says are none",
    "bridge_entity_lineage": THINGS,
    "bridge_programme_head": "a row says which head it is and in which order, for any cell above it",
    "bridge_programme_lineage": NAMES,
    "bridge_region_vintage": "what was divided has a row for each part, where it had one of unknown place",
    "dim_region": "a region says under which code its numbers stand",
    "dim_entity": THINGS,
    "dim_programme": NAMES,
    "dim_measure": "a measure says how its parts add, and at which stage it stands",
    "fct_entity": THINGS,
    "fct_post": POSTS,
    "fct_programme_participation": WIDER,
    "fct_service_activity": WIDER,
    "fct_talent_headcount": WIDER,
    "fct_observation": LATTICE
    + "the key has since, item, groups of stages and all editions; a row derives its cell alone",
    "fct_observation_best": LATTICE + "one row for each cell, with dimension, why_incomplete and rests_on_disputed",
    "fct_funding": "a movement says what it adds: of two sides filed days apart the one of whose stage it is",
    "mart_award": "who is honoured, by programme and edition",
    "mart_context": "what stands around the talent of a region",
    "mart_demand": POSTS,
    "mart_entity_year": THINGS,
    "mart_milestone": THINGS,
    "mart_policy_timeline": THINGS,
    "mart_recruitment": POSTS,
    "mart_region_review": "headline figures at any two years",
    "mart_submission_completeness": POSTS + "; prefectures' offices owe it for 2022",
    "mart_funding_execution": LATTICE
    + "money of a year is open until all who may file its months have; returns are floors"
    + LEAD,
    "mart_identity": LATTICE + "its sides are cells",
    "mart_observation": LATTICE + "as fct_observation_best",
    "mart_programme_people": LATTICE + "who is owed is L, and a set holds at least what its members do" + LEAD,
    "mart_region_programme_year": LATTICE
    + "people whom a silent unit may claim are provisional; a total is above its parts"
    + LEAD,
    "mart_service_outcomes": LATTICE + "figures since an earlier year are no figures of the year" + LEAD,
    "mart_talent_density": LATTICE + "people whom a silent unit may claim are provisional" + LEAD,
    "mart_title_structure": LATTICE
    + "people whom a silent unit may claim are provisional, and shares of them are open"
    + LEAD,
    "mart_witness_disagreement": LATTICE + "the witnesses that do not meet",
}
ANSWERED_OTHERWISE: dict[str, str] = {
    "'headcount')": LATTICE + "rows stand below the cell itself, and no more region by region",
    "'people', null, 50)": LATTICE + "rows stand below the cell itself, and no more region by region",
    "attendances": LATTICE + "a total over programmes is at least what its parts have",
    "density_growth": LATTICE + "its densities rest on people who are provisional",
    "left_value": LATTICE + "a side of an identity is a cell",
    "other_value": LATTICE + "other witnesses are those that do not meet",
    "mart.region_programme_year_on(2010)": LATTICE + "the mart shows other rows",
    "'units_in_force')": "the slots of the quantity that the row's coverage is of, not those of all forms of the mart",
    "mart.title_structure_on(1999, 1)": "each number says whether it is whole",
    "from reference.measure_identity": "the mean age of seniors is an identity",
    "mart.programme_root(programme_code)": NAMES,
    "reference.terms(expression)": "the mean age of seniors is an identity",
    "from mart.contribution_mart_identity": LATTICE + "sides of identities are cells",
    "from as_of.contribution_mart_identity": LATTICE + "sides of identities are cells",
}
MADE_BY_FILES = """
select oid::regprocedure::text, pg_get_functiondef(oid), proacl::text from pg_proc
where pronamespace = 'mart'::regnamespace
union all
select oid::regclass::text, pg_get_viewdef(oid), relacl::text from pg_class
where relnamespace = 'mart'::regnamespace and relowner = 'talent_owner'::regrole
order by 1
"""


@dataclass(frozen=True)
class Upgraded:
    """What the former version recorded, what came of the upgrade and of the night after it."""

    url: str
    record: Mapping[str, Any]
    sums_after_init: Mapping[str, Mapping[str, str]]
    after_init: Mapping[str, str]
    after_night: Mapping[str, str]
    ingested: night.Ingested
    published: Publication | None
    sums: Mapping[str, str]
    persons: tuple[set[str], set[str]]  # what analysts read of persons, row by row, before the upgrade and after it
    shown: tuple[Mapping[str, str], Mapping[str, str]]  # what former publications show, before the night and after it


@pytest.fixture(scope="module")
def upgraded(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """The former state, restored, brought up to date, and a night over it."""
    home = tmp_path_factory.mktemp("former")
    record = json.loads((HERE / f"{FORMER}.json").read_text(encoding="utf-8"))
    with tarfile.open(HERE / f"{FORMER}.tar.xz") as tar:
        tar.extractall(home / "backup", filter="data")
    with pytest.MonkeyPatch.context() as monkeypatch, _place(server, home, monkeypatch) as url:
        monkeypatch.setenv("TALENT_OPEN", "yes")
        backup.restore(home / "backup")
        before = _persons()
        init()
        persons = before, _persons()
        after_init = _answers(q for q in record["answers"] if "contribution_" in q)  # they rest on functions
        numbers = [int(no) for no in record["published"]]
        sums_after_init = {str(no): _sums(no) for no in numbers}
        columns = _columns()
        shown = _shown(numbers, columns)
        ingested, published = night.ingest(), night.publish()
        answers = _answers(record["answers"])
        yield Upgraded(
            url, record, sums_after_init, after_init, answers, ingested, published, _sums(None),
            persons, (shown, _shown(numbers, columns)),
        )  # fmt: skip


@contextmanager
def _place(server: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """No database yet, by the name that tests use, and folders of its own."""
    url, drop = server.replace("template_talent", "talent_test"), b"drop database if exists talent_test with (force)"
    with psycopg.connect(server.replace("template_talent", "postgres"), autocommit=True) as admin:
        admin.execute(drop)
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.delenv("TALENT_SEEDS")
        for folder in ("archive", "inbox", "outbox"):
            monkeypatch.setenv(f"TALENT_{folder.upper()}", str(home / folder))
        yield url
        admin.execute(drop)


def _answers(queries: Iterable[str]) -> dict[str, str]:
    """Rows and digest of what each query answers who reads persons too, as analysts did when they were recorded."""
    found = {}
    with psycopg.connect(database.role_url("researcher"), autocommit=True) as connection:
        connection.execute("set time zone 'UTC'; set enable_nestloop = off")  # as the proof asks whole views
        for query in queries:
            rows = sorted(
                text for (text,) in connection.execute(f"select answer::text from ({query}) as answer".encode())
            )
            digest = hashlib.md5("\n".join(rows).encode(), usedforsecurity=False).hexdigest()
            found[query] = f"{len(rows)} {digest}"
    return found


def _persons() -> set[str]:
    """What has a row a person or leads to one, and analysts read."""
    with database.connect("owner") as connection:
        return {
            name
            for (name,) in connection.execute(
                "select oid::regclass::text from pg_class where relkind in ('r', 'v')"
                " and relnamespace::regnamespace::text in ('mart', 'history', 'as_of')"
                " and relname ~ '_(person|headcount|participation|head|role|row|counted)$|^contribution_mart'"
                " and has_any_column_privilege('talent_analyst', oid, 'select')"
            ).fetchall()
        }


def _sums(no: int | None) -> dict[str, str]:
    with database.connect("steward") as connection:
        return {c.relation: f"{c.rows} {c.hash}" for c in checksums(connection, no)}


def _columns() -> dict[str, list[str]]:
    """What is published, relation by relation."""
    with database.connect("steward") as connection:
        return dict(
            connection.execute(
                "select table_name, array_agg(column_name::text order by ordinal_position)"
                " from information_schema.columns where table_schema = 'history' and column_name <> 'to_no'"
                " group by table_name"
            ).fetchall()
        )


def _shown(numbers: Iterable[int], columns: Mapping[str, list[str]]) -> dict[str, str]:
    """Rows and digest of each former publication in the columns that it had."""
    found = {}
    with database.connect("steward") as connection:
        for (name, of), no in product(columns.items(), numbers):
            query = sql.SQL(
                "select count(*), md5(string_agg(line, '' order by line collate \"C\")) from ("
                "select row({columns})::text as line from mart.{name} where from_no <= {no} union all"
                " select row({columns})::text from history.{name} where from_no <= {no} and to_no > {no}) as shown"
            ).format(columns=name_list(of), name=sql.Identifier(name), no=no)
            rows, digest = connection.execute(query).fetchone() or (0, None)
            found[f"{name} {no}"] = f"{rows} {digest}"
    return found


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_night_after_an_upgrade_changes_what_is_meant_to_change_and_nothing_else(upgraded: Upgraded) -> None:
    # a ledger with an unreadable cell is judged by the rule that says anew which cells decide, and accepted as before
    assert (upgraded.ingested.arrivals, upgraded.ingested.accepted, upgraded.ingested.returned) == (0, 1, 0)
    assert upgraded.published is not None
    assert upgraded.published.no == len(upgraded.record["published"]) + 1
    assert upgraded.published.rows_changed == 0 or MEANT_TO_CHANGE
    assert night.publish() is None
    *_, last = upgraded.record["published"].values()
    assert _differing(last, upgraded.sums) == MEANT_TO_CHANGE.keys()


def test_each_publication_is_what_it_was(upgraded: Upgraded) -> None:
    assert upgraded.sums_after_init == upgraded.record["published"]
    before, after = upgraded.shown
    assert len(before) > 80
    assert _differing(before, after) == set()


def test_an_upgrade_takes_rows_of_persons_from_analysts(upgraded: Upgraded) -> None:
    before, after = upgraded.persons
    assert {"mart.fct_talent_headcount", "as_of.fct_programme_participation", "mart.contribution_row"} < before
    assert after == set() == _persons()  # the night after it grants nothing again


@pytest.mark.usefixtures("upgraded")
def test_readers_outside_have_their_marts_after_a_night() -> None:
    picture = outsider.look()
    assert len(picture.true) > 1000
    assert sum(number or 0 for number in picture.shown.values()) > 1000
    assert outsider.certain([picture]) == []


def test_readers_are_answered_as_before(upgraded: Upgraded) -> None:
    recorded = upgraded.record["answers"]
    meant = {query for query in recorded for piece in ANSWERED_OTHERWISE if piece in query}
    assert len(meant) == len(ANSWERED_OTHERWISE)
    assert _differing(recorded, upgraded.after_night) == meant
    assert len(upgraded.after_init) == 2
    assert upgraded.after_init.items() <= recorded.items()


def test_an_upgraded_database_has_the_schema_of_a_new_one(upgraded: Upgraded, server: str) -> None:
    schemas = {}
    for url in (upgraded.url, server):
        command = [database.tool("pg_dump"), "--schema-only", "--schema=audit", "--schema=reference", "--dbname", url]
        dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        with psycopg.connect(url) as connection:
            made = connection.execute(MADE_BY_FILES).fetchall()
        schemas[url] = ([line for line in dumped if not line.startswith("\\")], made)
    assert len(schemas[server][1]) > 5
    assert schemas[upgraded.url] == schemas[server]


def test_an_upgrade_shows_a_steward_of_a_region_its_own_units(upgraded: Upgraded) -> None:
    """What was filed, found and landed before there were such logins."""
    asked = "select count(*), count(*) filter (where s.unit_code like '5301%') from {} inner join audit.submission as s using (submission_id)"
    with psycopg.connect(upgraded.url, autocommit=True) as admin:
        logins.add(admin, "li_upgraded", "steward", region="530100")
        try:
            with psycopg.connect(make_conninfo(upgraded.url, user="li_upgraded")) as steward:
                for name in ("audit.finding", "raw.talent_register", "audit.publication_input"):
                    every, own = admin.execute(asked.format(name).encode()).fetchone() or (0, 0)
                    seen = steward.execute(
                        f"select count(*) from {name.replace('raw.', 'raw.seen_')}".encode()
                    ).fetchone()
                    assert 0 < own <= every
                    assert seen == (own,)
        finally:
            logins.remove(admin, "li_upgraded")
