"""Publications: whole or not at all, numbered, and readable for ever."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import psycopg
import pytest

import factories
from talent_warehouse import build, database, night, settings
from talent_warehouse.database import seeds
from talent_warehouse.errors import LockedError
from talent_warehouse.intake import submissions
from talent_warehouse.publishing import publish
from talent_warehouse.publishing.checksums import Checksum, checksums

pytestmark = pytest.mark.usefixtures("warehouse")


def _file(tmp_path: Path, count: int, name: str = "a.csv") -> str:
    path = tmp_path / name
    path.write_text(factories.text("talent_register", [factories.person(n) for n in range(count)]), encoding="utf-8")
    with database.connect("loader") as connection:
        submission_id = submissions.submit(connection, path, "530102-RC", "talent_register", "2021")[1]
    night.ingest()
    assert submission_id
    return submission_id


def _built(*statements: str) -> int:
    """The number of a new build of what the last one built, changed by hand: what comes after dbt is under test."""
    number = night.freeze(force=True)
    assert number is not None
    with database.connect("builder") as connection:
        for statement in statements:
            connection.execute(statement.encode())
        connection.execute("update audit.build set state = 'built' where build_no = %s", (number,))
    return number


def _checksums(no: int | None = None) -> list[Checksum]:
    with database.connect("steward") as connection:
        return checksums(connection, no)


def _headcount(url: str, no: int | None = None) -> int | None:
    with psycopg.connect(url, autocommit=True) as connection:
        if no is not None:
            connection.execute(f"set talent.as_of = '{no}'")
        schema = "mart" if no is None else "as_of"
        row = connection.execute(
            f"select headcount from {schema}.mart_region_programme_year where region_code = '530102'"
            " and rollup = 'total' and programme_code = '_T' and year = 2021".encode()
        ).fetchone()
    return row[0] if row else None


@pytest.mark.published
def test_a_withdrawal_brings_the_predecessors_numbers_back_and_history_keeps_both(tmp_path: Path) -> None:
    first = _checksums()
    second_id = _file(tmp_path, 5)
    night.publish()
    second = _checksums()
    with database.connect("loader") as connection:
        submissions.withdraw(connection, second_id, "wrong file", "a tester")
    published = night.publish()
    assert published is not None
    assert published.no == 3
    analyst = database.role_url("analyst")
    assert [_headcount(analyst), _headcount(analyst, 1), _headcount(analyst, 2), _headcount(analyst, 3)] == [3, 3, 5, 3]
    assert _checksums(1) == first
    assert _checksums(2) == second


@pytest.mark.published
def test_a_rebuild_changes_nothing() -> None:
    before = _checksums()
    published = night.publish(force=True)
    assert published is not None
    assert (published.no, published.rows_changed) == (2, 0)
    assert _checksums() == before


def test_seeds_make_a_full_build_when_they_are_loaded(tmp_path: Path) -> None:
    assert build.freeze() == 1
    with database.connect("owner") as connection:
        connection.execute(
            "insert into audit.publication (no, build_no, inputs_hash, rows_changed)"
            " select 1, build_no, inputs_hash, 0 from audit.build where build_no = 1"
        )
    assert build.freeze() is None
    folder = shutil.copytree(settings.folder("seeds"), tmp_path / "seeds")
    codes = folder / "code.csv"
    codes.write_text(codes.read_text(encoding="utf-8").replace("下派,dispatch,4", "派驻,dispatch,4"), encoding="utf-8")
    assert build.freeze() is None
    seeds.load(folder)
    assert build.freeze() == 2
    with database.connect("owner") as connection:
        assert build.is_full(connection, 2)
    seeds.load()  # taken back: the publication holds that
    assert build.freeze() is None


def test_seeds_that_are_loaded_in_the_middle_of_a_build_hold_it(tmp_path: Path) -> None:
    number = build.freeze()
    assert number is not None
    with database.connect("owner") as connection:
        connection.execute("update audit.build set state = 'built'")
    folder = shutil.copytree(settings.folder("seeds"), tmp_path / "seeds")
    codes = folder / "code.csv"
    codes.write_text(codes.read_text(encoding="utf-8").replace("下派,dispatch,4", "派驻,dispatch,4"), encoding="utf-8")
    seeds.load(folder)
    with pytest.raises(build.BuildError, match="changed while build 1 was made"):
        publish.publish(number)
    assert build.freeze() == 2


@pytest.mark.published
def test_comments_stand_on_what_analysts_see() -> None:
    with database.connect("analyst") as connection:
        bare = connection.execute(
            "select c.relname || '.' || a.attname from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid"
            " where c.relnamespace = 'mart'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and a.attnum > 0"
            " and not a.attisdropped and coalesce(col_description(c.oid, a.attnum), '') = ''"
            " union all select c.relname from pg_class as c where c.relnamespace = 'mart'::regnamespace"
            " and c.relkind in ('r', 'v', 'm', 'p') and coalesce(obj_description(c.oid, 'pg_class'), '') = ''"
        ).fetchall()
        views = connection.execute("select count(*) from pg_views where schemaname = 'mart'").fetchone()
    assert bare == []
    assert views != (0,)


def test_a_build_that_was_overtaken_cannot_be_published(tmp_path: Path) -> None:
    _file(tmp_path, 1)
    old = night.freeze()
    new = night.freeze()
    assert old is not None
    assert new is not None
    with pytest.raises(LockedError, match=f"Build {old} cannot go on"):
        build.build_layer(old, "staging")
    with pytest.raises(LockedError, match=f"Build {new} cannot go on"):
        publish.publish(new)  # neither built nor judged


def test_who_holds_the_lock_is_named() -> None:
    with (
        database.connect("builder", "somebody's build") as one,
        database.build_lock(one),
        pytest.raises(LockedError, match="somebody's build"),
    ):
        night.freeze()


@pytest.mark.published
def test_an_integrity_fault_holds_the_publication() -> None:
    run_id = night.start_run("test")
    number = _built(
        "delete from warehouse.fct_talent_headcount where ctid = (select min(ctid) from warehouse.fct_talent_headcount)"
    )
    with pytest.raises(night.NightError, match="is held"):
        night.gate2(number, run_id)
    with pytest.raises(LockedError, match="state held"):
        publish.publish(number)
    with database.connect("steward") as connection:
        assert connection.execute("select count(*) > 0 from audit.finding where source = 'gate2'").fetchone() == (True,)
        assert connection.execute("select count(*) from audit.publication").fetchone() == (1,)


@pytest.mark.published
def test_a_reader_never_sees_two_marts_disagree() -> None:
    """Five publications under a reader that looks at two marts in one repeatable-read transaction."""
    seen: list[tuple[int, int]] = []
    stop, failures = threading.Event(), list[BaseException]()

    def read() -> None:
        try:
            with psycopg.connect(database.role_url("analyst")) as connection:
                while not stop.is_set():
                    with connection.transaction():
                        (heads,) = connection.execute(
                            "select headcount from mart.mart_region_programme_year where region_code = '530102'"
                            " and rollup = 'total' and programme_code = '_T' and year = 2021"
                        ).fetchone() or (-1,)
                        (people,) = connection.execute(
                            "select people from mart.mart_title_structure where region_code = '530102' and rollup = 'total'"
                            " and title_level = '_T' and age_band = '_T' and year = 2021"
                        ).fetchone() or (-2,)
                        seen.append((int(heads), int(people)))
        except BaseException as exc:
            failures.append(exc)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for count in range(4, 9):
            _republish(count)
    finally:
        stop.set()
        reader.join()
    assert not failures
    assert all(heads == people for heads, people in seen)
    assert len({heads for heads, _ in seen}) > 3


def _republish(count: int) -> None:
    """A new build whose two marts both say `count`, published."""
    where = "where region_code = '530102' and rollup = 'total' and year = 2021"
    number = _built(
        f"update warehouse.mart_region_programme_year set headcount = {count} {where}",
        f"update warehouse.mart_title_structure set people = {count} {where} and title_level = '_T' and age_band = '_T'",
    )
    publish.publish(number)
