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
from pathlib import Path
from typing import Any

import psycopg
import pytest

from talent_warehouse import database, night
from talent_warehouse.cli.operate import init
from talent_warehouse.operations import backup
from talent_warehouse.publishing.checksums import checksums
from talent_warehouse.publishing.publish import Publication

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
FORMER = "cab2ccc"
# Relation or query → why its content is another than the former version's. A change that is meant is entered here with
# its reason; what is entered and does not change fails too.
MEANT_TO_CHANGE: dict[str, str] = {}
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
    after_init: Mapping[str, str]
    after_night: Mapping[str, str]
    ingested: night.Ingested
    published: Publication | None
    sums: Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def upgraded(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """The former state, restored, brought up to date, and a night over it."""
    home = tmp_path_factory.mktemp("former")
    record = json.loads((HERE / f"{FORMER}.json").read_text(encoding="utf-8"))
    with tarfile.open(HERE / f"{FORMER}.tar.xz") as tar:
        tar.extractall(home / "backup", filter="data")
    with pytest.MonkeyPatch.context() as monkeypatch, _place(server, home, monkeypatch) as url:
        backup.restore(home / "backup")
        init()
        after_init = _answers(q for q in record["answers"] if "contribution_" in q)  # they rest on functions
        ingested, published = night.ingest(), night.publish()
        *earlier, last = record["published"]
        sums = {no: _sums(int(no)) for no in earlier} | {last: _sums(None)}
        yield Upgraded(url, record, after_init, _answers(record["answers"]), ingested, published, sums)


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
    """Rows and digest of what each query answers an analyst, as they were recorded."""
    found = {}
    with psycopg.connect(database.role_url("analyst"), autocommit=True) as connection:
        connection.execute("set time zone 'UTC'")
        for query in queries:
            rows = sorted(
                text for (text,) in connection.execute(f"select answer::text from ({query}) as answer".encode())
            )
            digest = hashlib.md5("\n".join(rows).encode(), usedforsecurity=False).hexdigest()
            found[query] = f"{len(rows)} {digest}"
    return found


def _sums(no: int | None) -> dict[str, str]:
    with database.connect("steward") as connection:
        return {c.relation: f"{c.rows} {c.hash}" for c in checksums(connection, no)}


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_night_after_an_upgrade_changes_nothing_that_is_published(upgraded: Upgraded) -> None:
    assert (upgraded.ingested.arrivals, upgraded.ingested.accepted, upgraded.ingested.returned) == (0, 0, 0)
    assert upgraded.published is not None
    assert upgraded.published.no == len(upgraded.record["published"]) + 1
    assert upgraded.published.rows_changed == 0 or MEANT_TO_CHANGE
    assert night.publish() is None


def test_each_publication_is_what_it_was(upgraded: Upgraded) -> None:
    recorded = upgraded.record["published"]
    changed = {no: _differing(recorded[no], upgraded.sums[no]) for no in recorded}
    assert set().union(*changed.values()) == MEANT_TO_CHANGE.keys() - upgraded.record["answers"].keys(), changed


def test_readers_are_answered_as_before(upgraded: Upgraded) -> None:
    recorded = upgraded.record["answers"]
    assert _differing(recorded, upgraded.after_night) == MEANT_TO_CHANGE.keys() & recorded.keys()
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
