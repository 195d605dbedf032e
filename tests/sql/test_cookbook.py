"""The cookbook over one small warehouse: every query runs as an analyst, answers as its header says, and is right."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

import factories
from clones import Template, cloned
from documents import EXPECTED as TOLD
from documents import file as file_documents
from factories import ACTIVITY, EXPERT, MOVEMENT
from talent_warehouse import database, night, settings
from talent_warehouse.database import seeds

COOKBOOK = settings.REPOSITORY / "sql/cookbook"
QUERIES = sorted(COOKBOOK.glob("*.sql"), key=lambda p: p.name)
# the question in both languages, then labelled lines; the parameters come first
_HEADER = re.compile(
    r"-- [^\x00-\x7f][^\n]*\n-- [A-Z][^\n]*\n-- grain: [^\n]+\n-- unit: [^\n]+\n-- reading: .+?\n-- columns: ([^\n]+(?:\n-- [^\n]+)*)\n\n"
    r"with wanted as \(",
    re.DOTALL,
)

MONEY = MOVEMENT | {"programme": "科技特派员"}
Rows = Sequence[dict[str, str | None]]
# Without these nothing is whole: who may speak of a cell and is silent leaves it open. Heads are the counties' to
# name, and all money stands in the ledgers that there are.
DECIDED = {
    **dict.fromkeys(
        ("TALENT_HEADCOUNT", "TITLE_STAFF", "TITLE_SENIOR_ASSOCIATE", "TITLE_NEW", "TITLE_GRASSROOTS"),
        ("province", "prefecture"),
    ),
    **dict.fromkeys(("FUND_AWARDED", "FUND_RECEIVED", "FUND_SPENT"), ("province", "prefecture", "county")),
}

# What the year of _nights comes to, worked out by hand: rows of each answer, as far as they are told.
EXPECTED: dict[str, list[dict[str, object]]] = {
    "01_yearly_review": [
        # seven people and one in a row set aside among 10 000 residents
        {"region_code": "530102", "measure_code": "TALENT_DENSITY", "shown": "7..8", "units_in_force": 1},
        # 五华区 7, 盘龙区 at least 1, 西山区 10 by its return, nobody else
        {"region_code": "530100", "measure_code": "TALENT_HEADCOUNT", "shown": ">= 18", "obs_status": "L"},
        # nobody has filed about it who has to
        {"region_code": "530111", "region_name": "官渡区", "measure_code": "TALENT_HEADCOUNT", "shown": None,
         "obs_status": "L"},
    ],
    "02_senior_titles_by_age": [
        # born in 1983: one of two associates; the row set aside may be another
        {"region_code": "530102", "title_level": "senior_associate", "age_band": "35_39", "people": 1, "people_high": 2,
         "share_of_level": Decimal("0.5")},
    ],
    "03_money_not_received": [
        # 200 - 150; 100以上 - 40, in 万元
        {"programme_code": "STC", "outstanding_low": 500_000, "outstanding_high": 500_000, "shown": "500000"},
        {"programme_code": "THREE_AREAS", "outstanding_low": 600_000, "outstanding_high": None, "shown": ">= 600000"},
    ],
    "04_never_filed_or_late": [
        # due on 31 January: 20 February, and a correction of 1 March
        {"unit_code": "530103-RC", "verdict": "late", "received_date": date(2022, 2, 20), "days_late": 20},
        {"unit_code": "530102-RC", "verdict": "late_correction", "received_date": date(2022, 3, 1), "days_late": 29},
        {"unit_code": "530111-RC", "verdict": "never", "received_date": None},
    ],
    "05_late_filers_ranking": [
        # 2020 and 2022 missing, 2021 late by 20 days; seven bureaus owe twice as much, two offices of prefectures one more
        {"unit_code": "530103-RC", "slots_due": 3, "slots_missing": 2, "slots_late": 1, "slots_corrected_late": 0,
         "share_in_order": 0, "median_days_late": 20, "place": 10},
        # 2022 missing, 2021 corrected late, 2020 in time
        {"unit_code": "530102-RC", "slots_missing": 1, "slots_late": 0, "slots_corrected_late": 1,
         "share_in_order": Decimal("0.6667")},
    ],
    "06_cost_per_attendance": [
        # 近90 万元, from none to all of it; 300 人次 in all years, 75 of them logged in this one
        {"programme_code": "STC", "spent_yuan_high": 900_000, "attendances_low": 75, "attendances_high": 300,
         "shown": "0.00..12000.00"},
    ],
    "07_what_changed": [
        {"no": 2, "region_code": "530102", "rollup": "total", "item": "headcount", "before_value": 6, "before_high": 7,
         "after_value": 7, "after_high": 8},
    ],
    "08_why_fewer_are_counted": [
        {"unit_code": "530102-RC", "step": "filed", "people": 8},
        {"unit_code": "530102-RC", "step": "set_aside", "people": -1},
        {"unit_code": "530102-RC", "step": "counted", "people": 7},
        {"unit_code": "530103-RC", "step": "filed", "people": 3},
        {"unit_code": "530103-RC", "step": "counted_by_other", "other_unit": "530102-RC", "people": -1},
        {"unit_code": "530103-RC", "step": "counted", "people": 2},
    ],
    "09_witnesses_disagree": [
        # the return says 9, the register 7 or 8
        {"region_code": "530102", "measure_name": "人才总数", "best_high": 8, "other_low": 9, "other_row_no": 4, "gap": 1},
    ],
    "10_violated_identities": [
        # 12 with a title among 10
        {"identity_code": "TITLE_STAFF_WITHIN_TALENT", "region_code": "530112", "rollup": "total", "left_low": 12,
         "right_high": 10, "off_by": 2},
    ],
    "11_density_growth": [
        {"region_code": "530102", "year": 2020, "shown": "5.00", "comparison": "unknown"},
        # 7 / 5 - 1; 8 / 5 - 1
        {"region_code": "530102", "year": 2021, "shown": "7.00..8.00", "growth": None,
         "growth_low": Decimal("0.4"), "growth_high": Decimal("0.6"), "comparison": "grown"},
    ],
    "12_union_of_programmes": [
        # one in both programmes and one in the first: two people in three places
        {"region_code": "530102", "people_low": 2, "people_high": None, "places_low": 3, "counted_again_low": 0},
    ],
    "13_pending_people": [
        {"region_code": "530102", "programme_code": "THREE_AREAS", "life_stage": "in_public_notice", "people": 1,
         "recognised_low": 1},
    ],
    "14_attendances_per_training": [
        # (45 + 30) / (2 + 1); the guidance is no training
        {"region_code": "530102", "programme_code": "STC", "trainings_shown": ">= 3", "attendances_shown": ">= 75",
         "logged_mean": 25, "mean_low": None},
    ],
    "15_one_sided_payments": [
        {"stage": "received", "movement_date": date(2022, 1, 15), "amount": 300_000, "unit_code": "530100-KJ",
         "missing_side": "云南省科学技术厅", "row_no": 3},
    ],
    "16_completeness": [
        # 14 counties and 5 bureaus owe a register; two have one in force, neither of them that of January
        {"region_code": "530100", "form": "talent_register", "slots_due": 19, "in_force": 2, "on_time": 0,
         "never_filed": 17, "share_in_force": Decimal("0.1053")},
        {"region_code": "530100", "form": "measure_return", "slots_due": 1, "on_time": 1, "share_in_force": 1},
    ],
    "17_returned_files": [
        {"unit_code": "530111-RC", "form": "_U", "period": "_U", "rows_landed": 0, "findings_critical": 1},
    ],
    "18_width_of_headcounts": [
        # somebody without a number, perhaps counted in 五华区
        {"region_code": "530103", "measure_code": "TALENT_HEADCOUNT", "below_value": 1, "above_value": 0,
         "width_share": Decimal("0.5"), "rows_quarantined": 0},
        {"region_code": "530102", "measure_code": "TALENT_HEADCOUNT", "below_value": 0, "above_value": 1,
         "width_share": Decimal("0.1429"), "rows_quarantined": 1},
    ],
    "19_budget_year_and_movement": [
        {"stage": "received", "fund_year": 2021, "moved_in": 2022, "years_later": 1, "movements": 1, "shown": ">= 300000"},
    ],
    "20_freshness": [
        {"form": "talent_register", "publication_no": 2, "submissions_published": 3, "submissions_waiting": 1,
         "is_current": False},
    ],
    "21_part_above_whole": [],  # right is that there is none; tests/sample/test_sample.py shows that it finds one
    "22_other_boundaries": [
        # no boundary moved between 2010 and 2021; its neighbour 呈贡区 was a county then, of which nobody has filed
        {"region_code": "530102", "relation": "same", "headcount_low": 7, "headcount_high": 8, "undivided": None},
    ],
    **TOLD,
}  # fmt: skip


def _file(inbox: Path, name: str, form: str, rows: Rows, day: str, period: str = "2021年") -> None:
    """A filing that reached its folder on a day."""
    content = factories.text(form, rows, f"报告期：{period}".splitlines())
    factories.arrived(factories.write(inbox / name, content), datetime.fromisoformat(f"{day}T10:00+08:00"))


def _aged(n: int, year: int, **fields: str | None) -> dict[str, str | None]:
    """A good row of talent_register about somebody born in January of a year."""
    about = {"id_number": factories.id_number(n, f"{year}0101"), "birth_ym": f"{year}-01"}
    return factories.person(n, **about | fields)


def _wuhua() -> Rows:
    """Five people of 五华区, three of them with senior titles."""
    titles = {0: ("正高级", 1964), 1: ("副高级", 1980), 2: ("副高级", 1983), 3: ("中级", 1990), 4: ("中级", 1990)}
    return [_aged(n, year, title_level=title) for n, (title, year) in titles.items()]


def _registers(inbox: Path) -> None:
    """五华区 files five people for 2020, six and a bad row for 2021; 盘龙区 late, one of its three works for 五华区 too."""
    wuhua = _wuhua()
    bad = _aged(9, 1990, title_level="不详级")
    _file(inbox, "530102-RC/2020.csv", "talent_register",
          [row | {"as_of_date": "2020-12-31"} for row in wuhua], "2021-01-20", "2020年")  # fmt: skip
    _file(inbox, "530102-RC/2021.csv", "talent_register", [*wuhua, _aged(5, 1991), bad], "2022-01-20")
    # the same name and year of birth as 3, and no number: perhaps the same person
    namesake = _aged(3, 1990, id_type="无", id_number=None, work_region="盘龙区")
    guest = _aged(4, 1990, work_region="盘龙区", employment="柔性", wage_here="否")
    _file(inbox, "530103-RC/2021.csv", "talent_register",
          [_aged(20, 1975, title_level="副高级", work_region="盘龙区"), namesake, guest], "2022-02-20")  # fmt: skip
    factories.write(inbox / "530111-RC/人才台账2021年.csv", "没有表头")


def _returns(inbox: Path) -> None:
    """Residents, money and headcounts that nobody can derive; 五华区 files one more than its register has."""

    def says(measure: str, value: str, region: str = "五华区", **fields: str) -> dict[str, str | None]:
        return {**factories.RETURN, "measure": measure, "value": value, "region": region, **fields}

    money = {"programme": "科技特派员", "unit": "万元"}
    _file(inbox, "530100-RC/2020.csv", "measure_return", [says("POP_RESIDENT", "10000", year="2020")],
          "2021-02-01", "2020年")  # fmt: skip
    _file(inbox, "530100-RC/2021.csv", "measure_return", [
        says("POP_RESIDENT", "10000"),
        says("TALENT_HEADCOUNT", "9"),
        says("FUND_AWARDED", "200", "昆明市", **money),
        says("FUND_RECEIVED", "150", "昆明市", **money),
        says("TRAIN_ATTENDANCE", "300", "昆明市", programme="科技特派员", unit="人次"),
    ], "2022-02-10")  # fmt: skip
    _file(inbox, "530112-RC/2021.csv", "measure_return", [says("TALENT_HEADCOUNT", "10", "西山区")], "2022-02-10")
    _file(inbox, "530100-RS/2021.csv", "measure_return", [says("TITLE_STAFF", "12", "西山区")], "2022-02-10")


def _programmes(inbox: Path) -> None:
    """Money that moved in another year than its own, three activities, three people in two programmes."""
    three_areas = MONEY | {"programme": "“三区”科技人才", "fund_ref": "昆科发〔2021〕13号"}
    _file(inbox, "530100-KJ/5月.csv", "funding_ledger", [
        MONEY | {"stage": "获得", "amount": "200", "movement_date": "2021-05-01"},
        MONEY | {"stage": "到位", "amount": "120", "movement_date": "2021-05-31"},
        MONEY | {"stage": "支出", "amount": "近90", "movement_date": "2021-05-31"},
        three_areas | {"stage": "获得", "amount": "100以上", "movement_date": "2021-05-01"},
        three_areas | {"stage": "到位", "amount": "40", "movement_date": "2021-05-31"},
    ], "2021-06-05", "2021年5月")  # fmt: skip
    _file(inbox, "530100-KJ/1月.csv", "funding_ledger", [
        MONEY | {"stage": "到位", "amount": "30", "movement_date": "2022-01-15"},
    ], "2022-02-05", "2022年1月")  # fmt: skip
    _file(inbox, "530102-RC/服务.csv", "service_log", [
        ACTIVITY,
        ACTIVITY | {"activity_type": "指导", "activities": "3", "attendances": "9", "people_served": "30"},
        ACTIVITY | {"place_text": "另一村", "activities": "1", "attendances": "30", "people_served": "20"},
    ], "2021-06-05", "2021年5月")  # fmt: skip
    experts = [{"name": f"测某{n}", "id_number": factories.id_number(n), **EXPERT} for n in range(3)]
    _file(inbox, "530100-KJ/名册.csv", "programme_roster", [
        experts[0] | {"programme": "科技特派员"},
        experts[0] | {"programme": "“三区”科技人才"},
        experts[1] | {"programme": "科技特派员"},
        experts[2] | {"programme": "“三区”科技人才", "life_stage": "公示中"},
    ], "2022-01-20")  # fmt: skip


def _nights(inbox: Path) -> None:
    """Two publications, the second with one person more in 五华区, and a filing that waits for the third."""
    _registers(inbox)
    _returns(inbox)
    _programmes(inbox)
    file_documents(_file, inbox)
    night.ingest()
    assert night.publish() is not None
    more = [*_wuhua(), *(_aged(n, 1991) for n in (5, 6)), _aged(9, 1990, title_level="不详级")]
    _file(inbox, "530102-RC/2021更正.csv", "talent_register", more, "2022-03-01")
    night.ingest()
    assert night.publish() is not None
    _file(inbox, "530113-RC/2021.csv", "talent_register", [_aged(30, 1991, work_region="东川区")], "2022-03-02")
    night.ingest()


def _decide(home: Path) -> None:
    """The seeds with duties for this province."""
    folder = shutil.copytree(settings.folder("seeds"), home / "seeds")
    with (folder / "duty.csv").open("a", encoding="utf-8") as file:
        for measure, levels in DECIDED.items():
            file.writelines(f"{measure},{level},none,2020,测试省人才办\n" for level in levels)
    seeds.load(folder)


@pytest.fixture(scope="module")
def analyst(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of the analyst of a warehouse after _nights."""
    home = tmp_path_factory.mktemp("cookbook")
    with pytest.MonkeyPatch.context() as monkeypatch, cloned(server, home, monkeypatch, built):
        _decide(home)
        _nights(home / "inbox")
        yield database.role_url("analyst")


@pytest.mark.slow
@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_a_query_runs_as_its_header_says_and_answers_right(analyst: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = _HEADER.match(text)
    assert header, "header: question in Chinese, in English, grain, unit, reading, columns; then `with wanted as (`"
    assert 3 <= len(header[0].splitlines()) - 2 <= 8
    with psycopg.connect(analyst, row_factory=dict_row) as connection:
        cursor = connection.execute(text.encode())
        rows: list[dict[str, Any]] = cursor.fetchall()
        columns = [c.name for c in cursor.description or ()]
    assert columns == re.split(r",\s+", header[1].replace("\n-- ", " "))
    assert bool(rows) == bool(EXPECTED[path.stem])
    for expected in EXPECTED[path.stem]:
        assert len([row for row in rows if expected.items() <= row.items()]) == 1, (expected, rows[:20])


def test_every_query_has_an_expected_row_and_stands_in_the_guide() -> None:
    guide = (settings.REPOSITORY / "docs/analysts.md").read_text(encoding="utf-8")
    assert [p.stem for p in QUERIES] == list(EXPECTED)
    assert [p.name for p in QUERIES if f"](../sql/cookbook/{p.name})" not in guide] == []


@pytest.mark.slow
def test_nobody_pending_is_shown_as_taking_part_in_another_programme(analyst: str) -> None:
    with psycopg.connect(analyst) as connection:
        rows = connection.execute((COOKBOOK / "13_pending_people.sql").read_bytes()).fetchall()
    assert {(row[0], row[2], row[5]) for row in rows} == {
        ("530102", "STC_THREE_AREAS", "in_public_notice"),
        ("530102", "THREE_AREAS", "in_public_notice"),
    }
