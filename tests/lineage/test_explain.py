"""Every figure of every mart leads to the cells that were filed, at any publication, and every change to a filing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

import factories
from clones import Template, shared
from talent_warehouse import database, night
from talent_warehouse.errors import UnknownError
from talent_warehouse.intake import submissions
from talent_warehouse.lineage import diff, explain
from talent_warehouse.lineage.proof import unexplained

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nights")]

COUNTY, PREFECTURE = "530102", "530100"
ROSTER = {
    "id_type": "居民身份证", "programme": "科技特派员", "edition": "第三批", "role": "专家",
    "authority": "云南省科学技术厅", "life_stage": "实施", "stage_date": "2021-04", "origin": "本地区内",
    "sending_unit": "昆明市示例农业科学研究院", "service_region": "五华区", "start_date": "2021-05",
    "end_date": "2022-04",
}  # fmt: skip
ACTIVITY = {
    "start_date": "2021-05-12", "end_date": "2021-05-13", "programme": "科技特派员", "activity_type": "培训",
    "mode": "线下", "place_region": "五华区", "place_text": "示例镇示例村", "activities": "2", "batches": "1",
    "expert_trips": "二十余", "attendances": "45", "people_served": "40", "problems_solved": "xx", "households": "12",
}  # fmt: skip
MOVEMENT = factories.MOVEMENT | {"programme": "科技特派员", "movement_date": "2021-05-20"}


def _file(
    folder: Path, unit: str, form: str, rows: list[Mapping[str, str | None]], period: str = "2021", name: str = "a"
) -> str:
    path = folder / f"{name}-{unit}-{form}-{period}.csv"
    path.write_text(factories.text(form, rows, (f"报告期：{period}",)), encoding="utf-8")
    with database.connect("loader") as connection:
        submission_id = submissions.submit(connection, path, unit, form, period)[1]
    assert submission_id
    return submission_id


def _member(n: int, **fields: str | None) -> dict[str, str | None]:
    person = factories.person(n)
    return {k: person[k] for k in ("name", "id_number", "birth_ym")} | ROSTER | fields


def _filed(**fields: str | None) -> dict[str, str | None]:
    return {**factories.RETURN, **fields}


@dataclass(frozen=True)
class Nights:
    """Submissions of four publications, and what the first one showed."""

    first: str
    second: str
    roster: str
    faulty: str
    before: list[explain.Record]
    views: list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def nights(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """Filed, corrected so that a person moves from another unit's count, a programme more, the correction withdrawn."""
    folder = tmp_path_factory.mktemp("nights")
    with shared(server, folder, built):
        first, faulty = _everything(folder)
        night.publish()
        before, views = _explained("mart_region_programme_year", "headcount", _row("530103")), _views()
        claimed = [
            factories.person(5, work_region="盘龙区"),
            factories.person(4, work_region="盘龙区", as_of_date="2022-01-01"),
            factories.person(6, work_region="盘龙区"),
        ]
        second = _file(folder, "530103-RC", "talent_register", claimed, name="b")
        night.ingest()
        night.publish()
        roster = _file(folder, "530100-LC", "programme_roster", [_member(20, programme="三支一扶")], name="c")
        night.ingest()
        night.publish()
        with database.connect("loader") as connection:
            submissions.withdraw(connection, second, "wrong file", "a tester")
        night.publish()
        yield Nights(first, second, roster, faulty, before, views)


def _views() -> list[tuple[Any, ...]]:
    """The views over contributions, by the numbers that they were made with."""
    with database.connect("steward") as connection:
        return connection.execute(
            "select oid, relname from pg_class where relname like 'contribution%'"
            " and relnamespace in ('mart'::regnamespace, 'as_of'::regnamespace) order by oid"
        ).fetchall()


def _everything(folder: Path) -> tuple[str, str]:
    """Filings of every form: people, weak ones, programmes, activities with vague and masked cells, money, returns.

    The submissions of a register that is corrected later, and of one with a row set aside.
    """
    weak = {"id_type": "无", "id_number": None}
    people = [
        factories.person(1), factories.person(2, title_level="正高级", title_date="2021-03"),
        factories.person(3, title_level="无", title_series=None, title_date=None, is_grassroots_title=None),
        factories.person(4, work_region="盘龙区"), factories.person(5, **weak),
    ]  # fmt: skip
    _file(folder, "530102-RC", "talent_register", people)
    first = _file(folder, "530103-RC", "talent_register", [factories.person(5, work_region="盘龙区")])
    rows = [
        factories.person(n, work_region="西山区", education="函授" if n == 50 else "大学本科") for n in range(50, 60)
    ]
    faulty = _file(folder, "530112-RC", "talent_register", rows)
    _file(folder, "530102-RC", "talent_register", [factories.person(1, as_of_date="2020-12-31")], "2020")
    _file(folder, "530100-KJ", "programme_roster", [
        _member(10), _member(11, life_stage="公示", start_date=None, end_date=None, authority=None),
        _member(11, programme="三区科技人才"), _member(12, service_region="盘龙区"),
        _member(12, role="导师", service_region="盘龙区"), _member(13, **weak), _member(13),
    ])  # fmt: skip
    for month in ("2021-05", "2021-06"):
        day = {"start_date": f"{month}-12", "end_date": f"{month}-13"}
        _file(folder, "530100-KJ", "service_log",
              [ACTIVITY | day, ACTIVITY | day | {"activity_type": "服务", "place_text": "示例乡", "programme": "不适用"}],
              month)  # fmt: skip
    _file(folder, "530100-KJ", "funding_ledger",
          [MOVEMENT, MOVEMENT | {"stage": "到位", "amount": "近60", "movement_date": "2021-05-28"}], "2021-05")  # fmt: skip
    _file(folder, "530100-RC", "measure_return", [
        _filed(), _filed(measure="TALENT_HEADCOUNT", value="30"),
        _filed(measure="TITLE_SENIOR_FULL", value="0"),  # the registers name one: two witnesses disagree
        _filed(measure="TITLE_STAFF", value="xx"), _filed(measure="PROG_PARTICIPANTS", value="50以上", programme="科技特派员"),
        _filed(measure="FUND_SPENT", value="12.5", unit="万元", programme="科技特派员", edition="第一批"),
        _filed(measure="FUND_SPENT", value="7", unit="万元", programme="科技特派员", edition="第二批"),
    ])  # fmt: skip
    _file(folder, "530100-RC", "measure_return",
          [_filed(year="2020", value="900"), _filed(measure="TALENT_HEADCOUNT", value="20", year="2020")], "2020")  # fmt: skip
    night.ingest()
    return first, faulty


def _explained(
    mart: str, column: str, key: Mapping[str, str], no: int | None = None, rows: int = 1000, role: str = "researcher"
) -> list[explain.Record]:
    with database.connect(role) as connection:
        return explain.cell(connection, mart, key, column, no, rows)


def _row(region: str = COUNTY, **key: str) -> dict[str, str]:
    return {"region_code": region, "rollup": "total", "programme_code": "_T", "year": "2021"} | key


def test_every_cell_of_every_mart_is_what_its_rows_add_up_to() -> None:
    with database.connect("owner") as connection:
        cells, wrong = unexplained(connection)
        kinds = {
            (r["mart"], r["factor"], r["filed_form"])
            for mart in ("region_programme_year", "talent_density", "title_structure", "submission_completeness")
            for r in explain.records(
                connection,
                f"select distinct 'x' || '{mart}' as mart, factor, filed_form from mart.contribution_mart_{mart}",
            )
        }
        marts = {m for (m,) in connection.execute("select distinct mart from mart.contribution_column")}
    assert wrong == []
    assert cells > 300
    assert len(marts) == 14
    forms = {form for _, _, form in kinds}
    assert forms == {"talent_register", "programme_roster", "service_log", "funding_ledger", "measure_return"}


def test_a_head_leads_to_the_row_that_names_it_and_never_to_the_name() -> None:
    steps = _explained("mart_region_programme_year", "headcount", _row())
    assert {s["kind"] for s in steps} >= {"cell", "observation", "submission", "row"}
    rows = [s for s in steps if s["kind"] == "row"]
    assert sum(s["amount"] for s in rows) == steps[0]["value"] == 4
    first = rows[0]
    assert (first["unit_code"], first["file_name"], first["row_no"], first["field"], first["header"]) == (
        "530102-RC", "a-530102-RC-talent_register-2021.csv", 3, "name", "姓名")  # fmt: skip
    assert first["cell"].endswith("3")
    assert first["cell_text"] == "测****"
    told = json.dumps(steps, ensure_ascii=False, default=str)
    assert factories.id_number(1)[:10] not in told
    assert "person_key" not in told


def test_an_analyst_is_led_to_the_same_places_and_is_told_nothing_that_stands_there(nights: Nights) -> None:
    slot = {"unit_code": "530112-RC", "form": "talent_register", "period": "2021", "part": "-"}
    told = []
    for mart, column, key, form in (
        ("mart_region_programme_year", "headcount", _row(), "talent_register"),
        ("mart_programme_people", "people", _row(PREFECTURE, life_stage="_T", role="_T"), "programme_roster"),
        ("mart_submission_completeness", "findings_critical", slot, "talent_register"),
    ):
        known, seen = _explained(mart, column, key), _explained(mart, column, key, role="analyst")
        for before, after in zip(known, seen, strict=True):
            hides = before["kind"] in ("row", "finding") and before["form"] == form
            hidden = {"cell_text", "beside", *(["note"] if before["kind"] == "finding" else [])} if hides else set()
            shown = {k: v for k, v in after.items() if k != "note" or k not in hidden}
            assert shown == {k: v for k, v in before.items() if k not in hidden}
            told += [after] if hides else []
    assert {s["form"] for s in told} == {"talent_register", "programme_roster"}
    assert {s["note"] for s in told if s["kind"] == "finding"} == {"TR-education-type"}
    masked = _explained("mart_region_programme_year", "problems_solved", _row(), role="analyst")
    assert {s["cell_text"] for s in masked if s["kind"] == "row"} == {"xx"}


def test_a_total_leads_down_to_the_cell_of_a_return() -> None:
    steps = _explained("mart_region_programme_year", "headcount", _row("530000"))
    (cell,) = [s for s in steps if s["kind"] == "row" and s["form"] == "measure_return"]
    assert (cell["cell_text"], cell["amount"], cell["header"], cell["unit_code"]) == ("30", 30, "数值", "530100-RC")
    roles = [s["role"] for s in steps if s["kind"] == "observation"]
    assert roles[0] == "whole"
    assert "below" in roles


def test_a_ratio_leads_to_both_its_parts() -> None:
    key = {"region_code": PREFECTURE, "rollup": "total", "year": "2021"}
    steps = _explained("mart_talent_density", "density", key)
    parts = {
        s["role"]: s["value"] for s in steps if s["kind"] == "observation" and s["role"] in ("numerator", "denominator")
    }
    assert parts == {"numerator": 30, "denominator": 1000}
    growth = _explained("mart_talent_density", "density_growth", key)
    assert {s.get("year") for s in growth if s["kind"] == "observation"} == {2020, 2021}


def test_an_empty_cell_leads_to_what_says_so() -> None:
    masked = _explained("mart_region_programme_year", "problems_solved", _row())
    assert {s["cell_text"] for s in masked if s["kind"] == "row"} == {"xx"}
    titled = {"region_code": PREFECTURE, "rollup": "total", "year": "2021", "title_level": "_T", "age_band": "_T"}
    assert _explained("mart_title_structure", "people", titled)
    owed = _explained("mart_region_programme_year", "headcount", _row(PREFECTURE, rollup="own"))
    assert ("530100-RS", "late") in [(s["unit_code"], s["state"]) for s in owed if s["kind"] == "slot"]
    # nobody owes the ledger: that is said too
    nobody = _explained("mart_region_programme_year", "matched_yuan", _row())
    assert [s["kind"] for s in nobody] == ["cell", "nothing"]


def test_every_number_but_bounds_and_coverage_can_be_explained() -> None:
    with database.connect("steward") as connection:
        left_out = {
            f"{mart}.{column}"
            for mart, column in connection.execute(
                "select c.table_name, c.column_name from information_schema.columns as c"
                " where c.table_schema = 'mart' and c.table_name like 'mart\\_%' and c.numeric_precision is not null"
                " and c.column_name not in ('units_expected', 'units_in_force', 'rows_quarantined', 'from_no')"
                " and c.column_name !~ '_(low|high)$' and c.table_name in (select mart from mart.contribution_column)"
                " and not exists (select from pg_constraint as k inner join pg_attribute as a on a.attrelid = k.conrelid"
                " and a.attnum = any(k.conkey) where k.contype = 'p' and a.attname = c.column_name"
                " and k.conrelid = to_regclass('mart.' || c.table_name))"
                " and not exists (select from mart.contribution_column as s where s.mart = c.table_name"
                " and s.column_name = c.column_name and (s.at is null or s.at = '{}'"
                " or exists (select from mart.contribution_column as o where o.mart = s.mart and o.at is null"
                " and o.column_name = s.column_name)))"
            )
        }
    by_mode = "activities_both", "activities_offline", "activities_online", "reply_rate"  # of which there are no cells
    assert left_out - {f"mart_service_outcomes.{c}" for c in by_mode} == {
        "mart_identity.tolerance", "mart_observation.row_no", "mart_observation.witness_count", "mart_witness_disagreement.best_row_no", "mart_witness_disagreement.gap",
    }  # fmt: skip


def test_people_by_stage_and_role_lead_to_their_rows() -> None:
    for region, programme, stage, role in (
        (COUNTY, "STC", "in_public_notice", "_T"), (COUNTY, "_T", "implemented", "expert"),
        ("530103", "_T", "_T", "mentor"), (PREFECTURE, "_T", "_T", "expert"),
    ):  # fmt: skip
        key = _row(region, programme_code=programme, life_stage=stage, role=role)
        steps = _explained("mart_programme_people", "people", key)
        rows = [s for s in steps if s["kind"] == "row"]
        assert sum(s["amount"] for s in rows) == steps[0]["value"] > 0, key
        assert {s["field"] for s in rows} == {"life_stage"}


def test_days_lead_to_receipts_and_awards() -> None:
    key = {"region_code": PREFECTURE, "rollup": "own", "programme_code": "_T", "fund_year": "2021"}
    steps = _explained("mart_funding_execution", "days_award_to_receipt", key)
    above = [s for s in steps if s["kind"] == "row" and s["path"].startswith("1.1.")]
    below = [s for s in steps if s["kind"] == "row" and s["path"].startswith("1.2.")]
    assert {s["beside"]["资金阶段"] for s in above} == {"获得", "到位"}
    assert {s["beside"]["资金阶段"] for s in below} == {"到位"}
    assert sum(s["amount"] for s in above) / sum(s["amount"] for s in below) == steps[0]["value"] == 8
    (one_sided, *_) = _explained("mart_funding_execution", "one_sided_yuan", key)
    rows = [s for s in _explained("mart_funding_execution", "one_sided_yuan", key) if s["kind"] == "row"]
    assert sum(s["amount"] for s in rows) == one_sided["value"] == 1_800_000


def test_a_side_of_an_identity_leads_to_its_terms() -> None:
    key = _row(PREFECTURE, identity_code="TITLE_SENIOR_WITHIN_STAFF", scope="region")
    left = _explained("mart_identity", "left_value", key)
    assert {s["role"] for s in left if s["kind"] == "observation"} >= {"term"}
    assert sum(s["amount"] for s in left if s["kind"] == "row") == left[0]["value"]
    assert _explained("mart_identity", "left_status", key)[1:] == left[1:]
    assert {s["form"] for s in _explained("mart_identity", "units_in_force", key)} == {"talent_register"}


def test_witnesses_that_contradict_each_other_lead_to_what_each_says() -> None:
    with database.connect("analyst") as connection:
        shown = explain.records(
            connection,
            "select * from mart.mart_witness_disagreement where measure_code = 'TITLE_SENIOR_FULL' and region_code = %(r)s",
            {"r": PREFECTURE},
        )
        names = [
            name
            for (name,) in connection.execute(
                "select a.attname from pg_constraint as k inner join pg_attribute as a on a.attrelid = k.conrelid"
                " and a.attnum = any(k.conkey) where k.contype = 'p' and k.conrelid = 'mart.mart_witness_disagreement'::regclass"
            )
        ]
    assert {(one["best_value"], one["other_witness"]) for one in shown} == {(None, "filed"), (None, "parts")}
    for one in shown:
        form, value = {"filed": ("measure_return", 0), "parts": ("talent_register", 1)}[one["other_witness"]]
        key = {name: str(one[name]) for name in names}
        steps = _explained("mart_witness_disagreement", "other_value", key)
        assert [(s["form"], s["amount"]) for s in steps if s["kind"] == "row"] == [(form, value)]
        assert steps[0]["value"] == value
        assert len(_explained("mart_witness_disagreement", "best_value", key)) > 1


def test_a_slot_leads_to_its_submissions_and_their_findings(nights: Nights) -> None:
    key = {"unit_code": "530112-RC", "form": "talent_register", "period": "2021", "part": "-"}
    filed, finding = _explained("mart_submission_completeness", "findings_critical", key)
    assert (filed["submission_id"], filed["state"]) == (nights.faulty, "accepted")
    assert (finding["row_no"], finding["field"]) == (3, "education")
    mart = "mart_region_programme_year"
    assert any(s["state"] == "accepted" for s in _explained(mart, "units_in_force", _row()))
    # that of the lead; where no county owes its form the prefecture answers
    columns = ("units_in_force", "why_incomplete", "headcount_is_complete", "awarded_yuan_is_complete")
    behind = [{s["form"] for s in _explained(mart, column, _row())} for column in columns]
    assert behind == [{"programme_roster"}, {"programme_roster"}, {"talent_register"}, set()]


def test_an_old_publication_explains_itself_after_a_correction(nights: Nights) -> None:
    assert _explained("mart_region_programme_year", "headcount", _row("530103"), 1) == nights.before
    told = {s["submission_id"] for s in nights.before if s["kind"] == "row"}
    assert (nights.first in told, nights.second in told) == (True, False)
    corrected = _explained("mart_region_programme_year", "headcount", _row("530103"), 2)
    told = {s["submission_id"] for s in corrected if s["kind"] == "row"}
    assert (nights.first in told, nights.second in told) == (False, True)
    assert corrected[0]["value"] != nights.before[0]["value"]
    with database.connect("owner") as connection:
        assert unexplained(connection, 1)[1] == []
    with psycopg.connect(database.role_url("analyst")) as connection:  # what the session chose is what is explained
        connection.execute("set talent.as_of = '2'")
        chosen = connection.execute(
            "select value from mart.explain('mart_region_programme_year', %s, 'headcount')",
            (json.dumps(_row("530103")),),
        ).fetchone()
        assert chosen == (corrected[0]["value"],)
        assert connection.execute("show talent.as_of").fetchone() == ("2",)


def test_what_cannot_be_explained_says_what_can() -> None:
    for mart, key, column, told in (
        ("mart_nothing", {}, "headcount", "no mart"),
        ("mart_region_programme_year", {"region_code": COUNTY}, "headcount", "The key is region_code, rollup"),
        ("mart_region_programme_year", _row(year="x"), "headcount", "does not fit"),
        ("mart_region_programme_year", _row(), "region_name", "contribution_column"),
    ):
        with pytest.raises(UnknownError, match=told):
            _explained(mart, column, key)
    with pytest.raises(UnknownError, match="publication 9"):
        _explained("mart_region_programme_year", "headcount", _row(), 9)


def test_readers_keep_the_views_when_nothing_about_them_changes(nights: Nights) -> None:
    assert _views() == nights.views
    assert len(nights.views) > 10


def test_every_change_is_laid_to_a_submission(nights: Nights) -> None:
    laid: dict[int, set[str]] = {}
    with database.connect("owner") as connection:
        for old, new in ((1, 2), (2, 3), (3, 4), (1, 4), (2, 4)):
            found = diff.between(connection, old, new)
            assert found.unexplained == ()
            assert found.cells
            laid[10 * old + new] = {s for c in found.cells for s in c.laid_to}
            heads = [c for c in found.cells if c.mart == "mart_region_programme_year" and c.column == "headcount"]
            if (old, new) == (1, 2):
                changes = {e.submission_id: e.change for e in found.events}
                assert changes[nights.second] == "correction"
                assert set(changes.values()) == {"correction", "superseded"}
                assert {c.key["region_code"] for c in heads} >= {"530103"}
            if (old, new) == (1, 4):  # came and went between the two
                assert heads == []
        assert diff.between(connection, 2, 2).cells == ()
        with pytest.raises(UnknownError, match="no publication 7"):
            diff.between(connection, 1, 7)
    assert nights.second in laid[12]
    assert laid[23] == {nights.roster}
    assert nights.second in laid[34]
