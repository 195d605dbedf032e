"""Nights that build only what changed end where a full build ends, whatever was filed, late, corrected, withdrawn, filed
again, killed or given up, and whatever seeds and code changed in between.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

import factories
from talent_warehouse import build, database, night
from talent_warehouse import settings as ours
from talent_warehouse.database import seeds
from talent_warehouse.intake import landing, submissions
from talent_warehouse.intake.archive import archived
from talent_warehouse.publishing.checksums import Checksum, checksums

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("warehouse")]

OFFICES = ("530102-RC", "530103-RC")  # two counties of one prefecture
PREFECTURE, PAYEE, PAYER = "530100-RC", "530100-KJ", "530000-KJ"
REGIONS = ("五华区", "盘龙区", None)
# The plan EVERYTHING always; random ones by hand: EXAMPLES=20 .venv/bin/python -m pytest tests/test_incremental.py
EXAMPLES = int(os.environ.get("EXAMPLES", "0"))

# What a user changes in the seeds: table, text, text in its place.
SEEDS: dict[str, list[tuple[str, str, str]]] = {
    "a unit's region": [("reporting_unit", "talent,530103,county", "talent,530102,county")],
    "a unit's level": [("reporting_unit", "science,530100,prefecture", "science,530100,county")],
    "a region's name": [
        ("region", "盘龙区,county", "盘龙新区,county"),
        ("region_synonym", "\n盘龙,530103", "\n盘龙区,530103\n盘龙,530103"),
    ],
    "a region's origin": [("region_change", "530114@2020,county_to_district,2011", "530114@2020,rename,2011")],
    "a programme": [("programme", "\nSTC,", "\nA_TEST,测试项目,A test,commissioner,province,,programme,,\nSTC,")],
    "a set": [("programme_lineage", "\nSTC,STC_THREE_AREAS,member_of,", "")],
    "a stage": [("code", "recognised,认定,recognised,6", "recognised,认定,recognised,9")],
    "a measure": [("measure", "元,amount,sum,sum,true,,,,received", "元,amount,none,sum,true,,,,received")],
    "a due date": [("obligation", "county,year,31,2020,2022", "county,year,90,2021,2022")],
}
CODE = "code"  # no seed: the reader's version stands for all code
VERSION = ours.PARSER_VERSION
ENDS = {"published": len(build.LAYERS), "given up": len(build.LAYERS), "killed": 2}  # how many layers are built

Row = dict[str, str | None]
Person = tuple[int, str | None, str | None, str, bool]  # number, region, wage here, title, without an identity number


@dataclass(frozen=True)
class Filing:
    """A document that a unit files."""

    form: str
    unit: str
    period: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Night:
    """What happened since the last night, in this order, and how the night ended."""

    days: int
    filed: Sequence[Filing]
    is_refiled: bool = False  # what was withdrawn last comes again
    withdrawn: int | None = None  # which of those in force
    changed: str | None = None  # in seeds or code; changed back if it was changed before
    end: str = "published"


def _name(n: int) -> str:
    return f"测某{'甲乙丙丁'[n % 4]}"


def _register(unit: str, year: str, people: Sequence[Person]) -> Filing:
    """Somebody without a number has a weak key, of a name that others have too."""
    rows = []
    for n, region, wage, level, is_weak in people:
        no_title: Row = dict.fromkeys(("title_series", "title_date", "is_grassroots_title"))
        no_number: Row = {"id_type": "无", "id_number": None}
        fields = (no_title if level == "无职称" else {}) | (no_number if is_weak else {})
        rows.append(factories.person(n, name=_name(n), work_region=region, wage_here=wage, title_level=level,
                                     as_of_date=f"{year}-12-31", **fields))  # fmt: skip
    return Filing("talent_register", unit, year, rows)


def _roster(year: str, people: Sequence[tuple[int, str, str]]) -> Filing:
    """People of programmes: number, programme, stage."""
    return Filing("programme_roster", PAYEE, year, [
        {**factories.EXPERT, "name": _name(n), "id_number": factories.id_number(n), "programme": programme,
         "life_stage": stage, "stage_date": f"{year}-04", "service_region": "盘龙区"}
        for n, programme, stage in people
    ])  # fmt: skip


def _return(year: str, values: Sequence[tuple[str, str]]) -> Filing:
    """Measures of people in 五华区, of money in 昆明市."""
    money = {"region": "昆明市", "programme": "科技特派员", "unit": "万元"}
    return Filing("measure_return", PREFECTURE, year, [
        {**factories.RETURN, "region": "五华区", "measure": measure, "value": value, "year": year,
         **(money if measure.startswith("FUND") else {})}
        for measure, value in values
    ])  # fmt: skip


def _ledger(unit: str, month: str, movements: Sequence[tuple[str, str]]) -> Filing:
    """Movements of money, which both sides may file: stage, amount."""
    return Filing("funding_ledger", unit, month, [
        {**factories.MOVEMENT, "programme": "科技特派员", "stage": stage, "amount": amount, "movement_date": f"{month}-01"}
        for stage, amount in movements
    ])  # fmt: skip


def _lists(*parts: Sequence[object], unique: int = 1) -> st.SearchStrategy[list[tuple[object, ...]]]:
    """Up to six tuples of one choice out of each part, told apart by the first of them."""
    return st.lists(st.tuples(*map(st.sampled_from, parts)), min_size=1, max_size=6, unique_by=lambda t: t[:unique])


years = st.sampled_from(("2021", "2022"))
registers = st.builds(_register, st.sampled_from((*OFFICES, PAYEE)), years,
    _lists(range(8), REGIONS, ("是", None, "否"), ("中级", "副高级", "无职称"), (False, True)))  # fmt: skip
rosters = st.builds(_roster, years,
    _lists(range(8), ("科技特派员", "“三区”科技人才"), ("实施", "公示", "认定"), unique=2))  # fmt: skip
returns = st.builds(_return, years,
    _lists(("TALENT_HEADCOUNT", "POP_RESIDENT", "FUND_RECEIVED"), ("3", "近5", "100以上", "xx")))  # fmt: skip
ledgers = st.builds(_ledger, st.sampled_from((PAYEE, PAYER)), st.sampled_from(("2021-05", "2022-01")),
    _lists(("获得", "到位", "划拨", "支出"), ("120", "近30", "xx")))  # fmt: skip
nights = st.builds(
    Night,
    days=st.sampled_from((1, 30, 200)),
    filed=st.lists(st.one_of(registers, registers, rosters, returns, ledgers), min_size=1, max_size=4),
    is_refiled=st.booleans(),
    withdrawn=st.one_of(st.none(), st.integers(0, 20)),
    changed=st.one_of(st.none(), st.none(), st.sampled_from((*SEEDS, CODE))),
    end=st.sampled_from(("published", "published", "given up", "killed")),
)

EVERYTHING = [
    Night(1, [
        _register(OFFICES[0], "2021", [(0, "五华区", "是", "中级", False), (1, None, None, "副高级", False),
                                       (2, "五华区", "否", "无职称", True)]),
        _roster("2021", [(0, "科技特派员", "实施"), (0, "“三区”科技人才", "公示"), (5, "科技特派员", "认定")]),
        _return("2022", [("TALENT_HEADCOUNT", "3"), ("POP_RESIDENT", "100以上"), ("FUND_RECEIVED", "近5")]),
        _ledger(PAYEE, "2021-05", [("获得", "120"), ("到位", "近30")]),
    ], end="given up"),
    # the year before, a year late; meanwhile those of this year fall due
    Night(30, [_register(OFFICES[1], "2021", [(0, "盘龙区", "否", "中级", False), (6, "五华区", "是", "中级", True)])]),
    # nothing but the day: what all owe falls due
    Night(200, []),
    # nothing but a withdrawal; nothing but a seed
    Night(1, [], withdrawn=-2),
    Night(1, [], changed="a due date"),
    # a seed changed and changed back, around builds that nobody published
    Night(1, [_register(OFFICES[0], "2022", [(0, "盘龙区", "是", "副高级", False)])],
          withdrawn=0, changed="a unit's region", end="killed"),
    Night(1, [_ledger(PAYER, "2021-05", [("获得", "100"), ("划拨", "xx")])],
          is_refiled=True, changed="a unit's region", end="given up"),
    Night(1, [_register(PAYEE, "2021", [(1, "盘龙区", "是", "中级", False), (6, None, "是", "中级", True)])], changed="a stage"),
    Night(200, [_register(OFFICES[0], "2021", [(0, "盘龙区", "否", "中级", False), (3, None, "是", "中级", False)]),
                _roster("2022", [(5, "科技特派员", "公示")])], withdrawn=3, end="killed"),
]  # fmt: skip


@dataclass
class Office:
    """A warehouse as its nights leave it."""

    home: Path
    patch: pytest.MonkeyPatch
    day: datetime = datetime(2023, 1, 20, 10, tzinfo=ZoneInfo(ours.TIMEZONE))
    documents: int = 0
    withdrawn: tuple[str, bytes] | None = None  # by which unit, what was withdrawn last
    changed: frozenset[str] = frozenset()
    since: frozenset[frozenset[str]] = frozenset()  # what was changed when all was last built, and in builds after it
    full: list[bool] = field(default_factory=list)  # whether each build had to build everything

    def sleep(self, plan: Night) -> None:
        self.day += timedelta(days=plan.days)
        for one in plan.filed:
            top = f"报告期：{one.period.replace('-', '年')}{'月' if '-' in one.period else '年'}"
            self.put(one.unit, factories.text(one.form, one.rows, (top,)))
        if plan.is_refiled and self.withdrawn:
            self.put(self.withdrawn[0], self.withdrawn[1].decode())
        night.ingest()
        if plan.withdrawn is not None:
            self.withdraw(plan.withdrawn)
        if plan.changed:
            self.change(plan.changed)
        self.build(plan.end)

    def put(self, unit: str, document: str) -> None:
        """A document into the unit's folder, on that day."""
        self.documents += 1
        path = factories.write(ours.places().inbox / unit / f"{self.documents}.csv", document)
        factories.arrived(path, self.day + timedelta(seconds=self.documents))

    def withdraw(self, which: int) -> None:
        with database.connect("loader") as connection:
            rows = connection.execute(
                "select submission_id, unit_code, sha256 from audit.submission"
                " where submission_id in (select submission_id from audit.in_force) order by form desc, period, unit_code"
            ).fetchall()
            if rows:
                submission_id, unit, sha256 = rows[which % len(rows)]
                submissions.withdraw(connection, submission_id, "filed by mistake", "a tester")
                self.withdrawn = unit, archived(sha256).read_bytes()

    def change(self, name: str) -> None:
        self.changed ^= {name}
        self.patch.setattr(ours, "PARSER_VERSION", f"{VERSION}.1" if CODE in self.changed else VERSION)
        folder = shutil.copytree(ours.folder("seeds"), self.home, dirs_exist_ok=True)
        for table, old, new in (edit for one in self.changed - {CODE} for edit in SEEDS[one]):
            path = folder / f"{table}.csv"
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, old
            path.write_text(text.replace(old, new), encoding="utf-8")
        seeds.load(folder)

    def build(self, end: str = "published", force: bool = False) -> int:
        """Build, and publish unless the night ends before; how many published rows changed."""
        number = build.freeze(self.day.date(), force)
        if number is None:
            return 0
        is_full = force or self.since != {self.changed}
        self.full.append(is_full)
        self.since = self.since and self.since | {self.changed}  # until all stands once, all is built
        for layer in build.LAYERS[: ENDS[end]]:
            build.build_layer(number, layer)
        if is_full and end != "killed":
            self.since = frozenset({self.changed})
        if end != "published":
            return 0
        assert night.gate2(number, night.start_run("publish"))["build"] == number
        return night.publish_build(number).rows_changed


def _checksums() -> list[Checksum]:
    with database.connect("steward") as connection:
        return checksums(connection)


def _empty() -> None:
    """Nothing filed, published or changed: the same database serves every example."""
    seeds.load()
    with database.connect("owner") as connection:
        landing.make_tables(connection)
        tables = connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'raw' or (schemaname = 'audit'"
            " and tablename not in ('migration', 'made_by'))"
        ).fetchall()
        connection.execute(f"truncate {', '.join(t for (t,) in tables)}".encode())
    with database.connect("publisher") as connection:
        for (name,) in connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('mart', 'history')"
        ).fetchall():
            connection.execute(f"truncate {name}".encode())


@settings(
    max_examples=max(EXAMPLES, 1),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, *([Phase.generate] if EXAMPLES else [])],
    suppress_health_check=list(HealthCheck),
)
@given(plan=st.lists(nights, min_size=3, max_size=6))
@example(plan=EVERYTHING)
def test_nights_of_changes_end_where_a_full_build_ends(
    plan: list[Night], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _empty()
    with pytest.MonkeyPatch.context() as patch:
        office = Office(tmp_path_factory.mktemp("seeds"), patch)
        for one in plan:
            office.sleep(one)
        office.build()
        by_changes = _checksums()
        assert office.build(force=True) == 0
        assert _checksums() == by_changes
    with database.connect("steward") as connection:
        builds = connection.execute("select is_full from audit.build order by build_no").fetchall()
    assert [is_full for (is_full,) in builds] == office.full
