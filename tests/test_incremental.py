"""Nights that build only what changed end where a full build ends, whatever was filed, withdrawn, killed or given up."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import factories
from talent_warehouse import build, database, landing, night, publish, submissions

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("warehouse")]

OFFICES = ("530102-RC", "530103-RC")  # two counties of one prefecture
BUREAU = "530100-KJ"
REGIONS = ("五华区", "盘龙区", None)
# More by hand: EXAMPLES=20 .venv/bin/python -m pytest tests/test_incremental.py
EXAMPLES = int(os.environ.get("EXAMPLES", "2"))

people = st.tuples(
    st.integers(0, 7),
    st.sampled_from(REGIONS),
    st.sampled_from(("是", None, "否")),
    st.sampled_from(("中级", "副高级", "无职称")),
    st.booleans(),  # without a number: a weak key, of a name that others have too
)
registers = st.tuples(
    st.sampled_from((*OFFICES, BUREAU)),
    st.sampled_from(("2021", "2022")),
    st.lists(people, min_size=1, max_size=6, unique_by=lambda p: p[0]),
)
rosters = st.tuples(
    st.sampled_from(("2021", "2022")),
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from(("科技特派员", "三区科技人才")), st.sampled_from(("实施", "公示"))),
        min_size=1, max_size=4, unique_by=lambda p: (p[0], p[1]),
    ),
)  # fmt: skip
nights = st.tuples(
    st.lists(registers, min_size=1, max_size=3),
    st.lists(rosters, max_size=1),
    st.one_of(st.none(), st.integers(0, 20)),  # which of those in force is withdrawn
    st.sampled_from(("published", "published", "given up", "killed")),
)


def _person(made: tuple[int, str | None, str | None, str, bool], year: str) -> dict[str, str | None]:
    n, region, wage, level, is_weak = made
    title: dict[str, str | None] = (
        dict.fromkeys(("title_series", "title_date", "is_grassroots_title")) if level == "无职称" else {}
    )
    number: dict[str, str | None] = {"id_type": "无", "id_number": None} if is_weak else {}
    return factories.person(n, work_region=region, wage_here=wage, title_level=level, as_of_date=f"{year}-12-31",
                            name=f"测某{'甲乙丙丁'[n % 4]}", **title, **number)  # fmt: skip


def _participant(made: tuple[int, str, str], year: str) -> dict[str, str | None]:
    n, programme, stage = made
    return {
        "name": f"测某{'甲乙丙丁'[n % 4]}", "id_type": "居民身份证", "id_number": factories.id_number(n), "programme": programme,
        "role": "专家", "life_stage": stage, "stage_date": f"{year}-04", "service_region": "盘龙区",
    }  # fmt: skip


def _file(folder: Path, form: str, unit: str, year: str, rows: list[dict[str, str | None]]) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"{form}-{unit}-{year}-{len(list(folder.iterdir()))}.csv"
    path.write_text(factories.text(form, rows, (f"报告期：{year}年",)), encoding="utf-8")
    with database.connect("loader") as connection:
        submissions.submit(connection, path, unit, form, year)


def _withdraw(which: int) -> None:
    with database.connect("loader") as connection:
        ids = [i for (i,) in connection.execute("select submission_id from audit.in_force order by submission_id")]
        if ids:
            submissions.withdraw(connection, ids[which % len(ids)], "filed by mistake", "a tester")


def _build(until: int) -> None:
    number = night.freeze()
    if number is not None:
        for layer in build.LAYERS[:until]:
            build.build_layer(number, layer)


def _checksums() -> list[publish.Checksum]:
    with database.connect("steward") as connection:
        return publish.checksums(connection)


ENDS: dict[str, Callable[[], object]] = {
    "published": night.publish,
    "given up": lambda: _build(4),  # built whole, and never published
    "killed": lambda: _build(2),  # between two layers
}


def _empty() -> None:
    """Nothing filed, nothing published: the same database serves every example."""
    with database.connect("owner") as connection:
        tables = connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'raw' or (schemaname = 'audit'"
            " and tablename not in ('migration', 'explanation'))"
        ).fetchall()
        connection.execute(f"truncate {', '.join(t for (t,) in tables)}".encode())
    with database.connect("publisher") as connection:
        for (name,) in connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('mart', 'history')"
        ).fetchall():
            connection.execute(f"truncate {name}".encode())


@settings(
    max_examples=EXAMPLES,
    deadline=timedelta(minutes=30),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(plan=st.lists(nights, min_size=3, max_size=5))
def test_nights_of_changes_end_where_a_full_build_ends(plan: list, tmp_path_factory: pytest.TempPathFactory) -> None:  # type: ignore[type-arg]
    folder = tmp_path_factory.mktemp("filed")
    with database.connect("owner") as connection:
        landing.make_tables(connection)
    _empty()
    night.publish()
    for filed, listed, withdrawn, end in plan:
        for unit, year, rows in filed:
            _file(folder, "talent_register", unit, year, [_person(p, year) for p in rows])
        for year, participants in listed:
            _file(folder, "programme_roster", BUREAU, year, [_participant(p, year) for p in participants])
        night.ingest()
        if withdrawn is not None:
            _withdraw(withdrawn)
        ENDS[end]()
    night.publish()
    by_changes = _checksums()
    with database.connect("steward") as connection:
        assert connection.execute("select count(*) from audit.build where is_full").fetchone() == (1,)
    rebuilt = night.publish(force=True)
    assert rebuilt is not None
    assert rebuilt.rows_changed == 0
    assert _checksums() == by_changes
