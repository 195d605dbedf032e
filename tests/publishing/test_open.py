"""Schema `open`: counts of persons rounded, what is made of them made anew, and the rest not there."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

import factories
import outsider
from talent_warehouse import build, database, identity, night
from talent_warehouse.errors import ConfigurationError
from talent_warehouse.intake import submissions
from talent_warehouse.publishing import open_marts, publish, rounding

REGIONS = {"530102-RC": "五华区", "530103-RC": "盘龙区", "530111-RC": "官渡区"}
LEVELS = ("正高级", "副高级", "中级", "中级", "助理级", "员级", "无职称")


def _file(tmp_path: Path, unit: str, people: int) -> str:
    """A register of so many, of all levels and ages; the first of them are the same in each."""
    region, first = REGIONS[unit], 200 * list(REGIONS).index(unit)
    rows = []
    for n in range(first, first + people):
        birth = f"{1960 + n * 7 % 38}"
        level = LEVELS[n % len(LEVELS)]
        title = {"title_level": level, "title_date": f"{2021 if n % 5 == 0 else 2015}年6月"}
        if level == "无职称":
            title = {"title_level": level, "title_series": None, "title_date": None, "is_grassroots_title": None}
        number = factories.id_number(n, f"{birth}0101")
        rows.append(factories.person(n, id_number=number, birth_ym=f"{birth}-01", work_region=region, **title))
    path = tmp_path / f"{unit}-{people}.csv"
    path.write_text(factories.text("talent_register", rows), encoding="utf-8")
    with database.connect("loader") as connection:
        submission_id = submissions.submit(connection, path, unit, "talent_register", "2021")[1]
    assert submission_id
    return submission_id


def _pay(tmp_path: Path, unit: str, region: str, *paid: int) -> str:
    """A ledger of what was awarded to so many firms of a region, in 万元."""
    rows = [
        factories.MOVEMENT | {"region": region, "payee": f"{region}示例第{n}有限公司", "amount": str(amount),
                              "fund_ref": f"昆科发〔2021〕{n}号", "document_no": f"昆科发〔2021〕{n}号"}
        for n, amount in enumerate(paid, 1)
    ]  # fmt: skip
    path = tmp_path / f"{unit}-{len(paid)}-paid.csv"
    path.write_text(factories.text("funding_ledger", rows, ("报告期：2021年5月",)), encoding="utf-8")
    with database.connect("loader") as connection:
        submission_id = submissions.submit(connection, path, unit, "funding_ledger", "2021-05")[1]
    assert submission_id
    return submission_id


def _money() -> dict[tuple[str, str, str], tuple[Decimal | None, str]]:
    """What was awarded in 2021, as `open` shows it, by region, rollup and programme."""
    with outsider.connect() as reader:
        rows = reader.execute(
            "select region_code, rollup, programme_code, awarded_yuan, awarded_yuan_status"
            " from open.mart_region_programme_year where year = 2021"
        ).fetchall()
    return {(r[0], r[1], r[2]): (r[3], r[4]) for r in rows}  # type: ignore[misc]


def _awarded() -> Decimal:
    with database.connect("analyst") as connection:
        (value,) = connection.execute(
            "select awarded_yuan from mart.mart_region_programme_year"
            " where (region_code, rollup, programme_code, year) = ('530100', 'total', '_T', 2021)"
        ).fetchone() or (0,)
    return Decimal(value)


def _money_hides_its_payees(first: dict[tuple[str, str, str], tuple[Decimal | None, str]]) -> None:
    """昆明市 paid five firms itself; 五华区 one and 盘龙区 two, which are told from no sum."""
    shown = {at: value for at, (value, _) in first.items() if value}
    assert shown == {
        ("530100", "own", "_T"): 1_500_000,
        ("530100", "total", "_T"): 1_560_000,
        ("530000", "total", "_T"): 1_560_000,
    }
    withheld = {at for at, (value, status) in first.items() if value is None and status == "Q"}
    assert {(region, rollup, "_T") for region in ("530102", "530103") for rollup in ("own", "total")} <= withheld
    assert {at[0] for at in withheld if at[2] == "THREE_AREAS"} == {"530000", "530100", "530102", "530103"}
    with outsider.connect() as reader:  # where money alone has made the row, it says nothing of persons
        persons = reader.execute(
            "select distinct participants, participants_status, headcount, headcount_status"
            " from open.mart_region_programme_year where programme_code = 'THREE_AREAS' and awarded_yuan_status = 'Q'"
        ).fetchall()
    assert persons == [(None, "Q", None, "Q")]


def _published() -> outsider.Picture:
    night.ingest()
    assert night.publish() is not None
    return outsider.look()


@pytest.fixture
def pictures(tmp_path: Path, warehouse: str, monkeypatch: pytest.MonkeyPatch) -> list[outsider.Picture]:
    """Three units file, then one of them names one more person and one more payment, then it takes that back."""
    monkeypatch.setenv("TALENT_OPEN", "yes")
    for unit, people in zip(REGIONS, (24, 31, 17), strict=True):
        _file(tmp_path, unit, people)
    _pay(tmp_path, "530100-KJ", "昆明市", 10, 20, 30, 40, 50)
    _pay(tmp_path, "530102-RC", "五华区", 1)
    _pay(tmp_path, "530103-RC", "盘龙区", 2, 3)
    first, money = _published(), _money()
    _money_hides_its_payees(money)
    more = [_file(tmp_path, "530102-RC", 25), _pay(tmp_path, "530102-RC", "五华区", 1, 7)]
    second = _published()
    assert _awarded() == 1_630_000
    assert _money() == money, "the difference would be one firm's"
    with database.connect("loader") as connection:
        for submission_id in more:
            submissions.withdraw(connection, submission_id, "one too many", "a tester")
    third = _published()
    assert _money() == money
    return [first, second, third]


@pytest.mark.published
def test_open_tells_about_how_many_and_of_nobody_whether_one_or_two(pictures: list[outsider.Picture]) -> None:
    first, second, third = pictures
    assert len({value for value in first.true.values() if value in (1, 2)}) == 2
    assert first.true != second.true
    _is_rounded(first)
    _is_rounded(second)
    # the same people are shown as the same number, whatever was shown between
    assert third == first
    assert outsider.certain([first]) == []
    assert outsider.certain([second]) == []
    assert outsider.certain([first, second]) == []
    assert outsider.certain([second, third]) == []
    _a_weaker_rounding_would_tell(first, second)
    _publish_shares_and_means()
    _what_is_made_of_counts_is_made_of_those_shown()
    _nobody_else_reads_how()


def _is_rounded(picture: outsider.Picture) -> None:
    assert len(picture.true) > 300
    for at, shown in picture.shown.items():
        assert shown is not None, at
        assert shown % 3 == 0, at
        assert abs(shown - picture.true[at]) <= (2 if picture.true[at] else 0), at
    assert any(shown != picture.true[at] for at, shown in picture.shown.items())
    # own and total of a region with none below, and one measure in two marts, are the same people
    by_count = dict[object, set[int | None]]()
    for (mart, column, place), shown in picture.shown.items():
        if place[0] in ("530102", "530103", "530111"):
            by_count.setdefault((mart, column, place[0], place[2:]), set()).add(shown)
    assert {len(numbers) for numbers in by_count.values()} == {1}


def _a_weaker_rounding_would_tell(first: outsider.Picture, second: outsider.Picture) -> None:
    both = [first, second]
    assert outsider.certain(both, lambda s: (s or 0, (s or 0) + 2), lambda no, at: both[no].true.get(at, 0) // 3 * 3)
    key = identity.load_key()
    drawn_each_time = [
        outsider.certain(both, show=lambda no, at, n=n: rounding.drawn(key, f"{n}|{no}|{at}", both[no].true.get(at, 0)))
        for n in range(5)
    ]
    assert any(drawn_each_time)


def _publish_shares_and_means() -> None:
    """As if no unit were silent any more: what comes after dbt is under test."""
    number = night.freeze(force=True)
    assert number is not None
    with database.connect("builder") as connection:
        connection.execute(
            "update warehouse.mart_title_structure set share = 0.123456, share_status = 'A', mean_age = 43.123456,"
            " mean_age_status = 'A', n = people where year = 2021"
        )
        connection.execute("update audit.build set state = 'built' where build_no = %s", (number,))
    assert publish.publish(number).rows_changed > 0


def _what_is_made_of_counts_is_made_of_those_shown() -> None:
    with outsider.connect() as reader, database.connect("steward") as steward:
        shares = reader.execute(
            "select part.people, part.share, whole.people from open.mart_title_structure as part"
            " inner join open.mart_title_structure as whole using (region_code, rollup, year)"
            " where whole.title_level = '_T' and whole.age_band = '_T'"
        ).fetchall()
        assert any(share for _, share, _ in shares)
        for part, share, whole in shares:
            assert share is None or share == round(Decimal(part) / Decimal(whole), 6)  # type: ignore[arg-type]
        means = reader.execute("select n, mean_age, mean_age_status from open.mart_title_structure").fetchall()
        assert any(mean for _, mean, _ in means)
        assert all(mean is None and status in ("O", "L", "Q") for n, mean, status in means if (n or 0) < 10)
        assert all(mean is None or mean == round(mean, 1) for _, mean, _ in means)  # type: ignore[call-overload]
        least = steward.execute(
            "select min(mart.n) from mart.mart_title_structure as mart inner join open.mart_title_structure as shown"
            " using (region_code, rollup, year, title_level, age_band) where shown.mean_age is not null"
        ).fetchone()
        assert least is not None
        assert least[0] >= 10
        there = reader.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'open'"
        ).fetchall()
    columns = {(str(table), str(column)) for table, column in there}
    assert {table for table, _ in columns} == {mart.name for mart in outsider.marts()}
    withheld = ("_low", "_high", "_in_force", "_expected", "_quarantined", "_rate", "from_no")
    assert not [name for name in columns if name[1].endswith(withheld)]


def _nobody_else_reads_how() -> None:
    for role in ("analyst", "researcher", "steward", "loader", "builder"):
        for table in ("open_number", "open_cell", "open_amount", "open_payee"):
            with database.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql.SQL("select * from audit.{}").format(sql.Identifier(table)))
    key = identity.load_key()
    with database.connect("owner") as connection:
        (digests,) = connection.execute("select string_agg(digest, ' ') from audit.open_number").fetchone() or ("",)
    assert key.secret.hex() not in digests


def test_a_mart_is_open_by_annotation_and_says_what_is_wrong_with_it() -> None:
    manifest = json.loads(build.manifest_path().read_text(encoding="utf-8"))
    opened = {mart.name for mart in open_marts.marts(manifest)}
    assert {"mart_talent_density", "mart_title_structure"} <= opened
    assert not opened & {"mart_observation", "mart_submission_completeness"}
    node = next(n for n in manifest["nodes"].values() if n["name"] == "mart_talent_density")
    del node["columns"]["rollup"]["config"]["meta"]["open"]
    with pytest.raises(ConfigurationError, match="mart_talent_density is open, and rollup cannot be"):
        open_marts.marts(manifest)
    for column in node["columns"].values():
        column["config"]["meta"].pop("open", None)
    assert "mart_talent_density" not in {mart.name for mart in open_marts.marts(manifest)}
