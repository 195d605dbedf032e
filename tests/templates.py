"""The databases that tests begin from, made once a run: by the process that needs them first, in its state folder, of
which the others take a copy.
"""

from __future__ import annotations

import fcntl
import subprocess
from collections.abc import Collection
from pathlib import Path

import psycopg
import pytest

import factories
from clones import EMPTY, Template, kept, shared
from talent_warehouse import build, database, night
from talent_warehouse.database import seeds
from talent_warehouse.intake import landing


def begin(home: Path, run: Path, wanted: Collection[str]) -> str:
    """Start a server in `home` with the templates that the tests of this run ask for; the URL of the empty one."""
    if run == home:
        return _made(home, wanted)
    with (run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / "made").exists():
            _made(home, wanted)
            database.stop_embedded()
            _copy(home, run / "unfinished")
            (run / "unfinished").rename(run / "made")
    if not (home / "postgres").exists():
        _copy(run / "made", home)
    return database.embedded_url(EMPTY.name)


def _copy(folder: Path, target: Path) -> None:
    """With owners and times, as the server wants its files."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{folder}/.", str(target)], check=True)


def _made(home: Path, wanted: Collection[str]) -> str:
    server = _empty()
    if not {"built", "first_publication"}.isdisjoint(wanted):
        built(server, home)
    if "first_publication" in wanted:
        first_publication(server, home)
    return server


def _empty() -> str:
    """The URL of a database that is migrated, seeded, and has its landing tables."""
    url = database.embedded_url(EMPTY.name)
    with psycopg.connect(database.embedded_url("postgres"), autocommit=True) as connection:
        # a server that is killed loses nothing by it, only a machine that is switched off would
        for name in ("fsync", "full_page_writes"):
            connection.execute(f"alter system set {name} = off")
        connection.execute("select pg_reload_conf()")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        database.migrate()
        seeds.load()
        with database.connect("owner") as connection:
            landing.make_tables(connection)
    return url


def built(server: str, home: Path) -> Template:
    """Nothing filed, nothing published, but all is built, as number 0; made where it is not there yet."""
    place, template = home / "built", Template("template_built", home / "built/kept")
    if not place.exists():
        place.mkdir()
        with shared(server, place):
            number = night.freeze()
            assert number is not None
            build.build_all(number)
            with database.connect("owner") as connection, connection.transaction():
                for table in ("build", "built_layer"):
                    connection.execute(f"create temporary table {table} as table audit.{table}".encode())
                    connection.execute(f"update {table} set build_no = 0".encode())
                connection.execute("truncate audit.build cascade")
                for table in ("build", "built_layer"):
                    connection.execute(f"insert into audit.{table} table pg_temp.{table}".encode())
            kept(server, template)
    return template


def first_publication(server: str, home: Path) -> Template:
    """Publication 1 of three people for 2020 and for 2021; made where it is not there yet."""
    place, template = home / "first", Template("template_published", home / "first/kept")
    if not place.exists():
        place.mkdir()
        with shared(server, place, built(server, home)):
            for year in ("2020", "2021"):
                people = [factories.person(n, as_of_date=f"{year}-12-31") for n in range(3)]
                content = factories.text("talent_register", people, (f"报告期：{year}年",))
                factories.write(place / "inbox/530102-RC" / f"{year}.csv", content)
            assert night.ingest().accepted == 2
            assert night.publish() is not None
            kept(server, template)
    return template
