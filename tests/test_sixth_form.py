"""A sixth form is a contract, a measure of the catalogue, a staging model and a fact: it is filed, judged, built, counted,
explained and queried with no Python touched.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import psycopg
import pytest

from commands import as_json, talent
from talent_warehouse import contracts, database, settings

pytestmark = pytest.mark.usefixtures("warehouse")
FORM, UNIT, QUARTER = "training_register", "530102-RC", "2021-Q2"
MEASURE = (
    "COURSE_ATTENDANCE,培训班参训人次,Attendances of courses,培训班的参训人次。,人次,flow,sum,sum,true,,,,,int_cell_row,"
    "training_register,science,,false,,true,,_reached,sum,sum,sum,sum,sum,sum\n"
)
COURSES = [
    ("果树嫁接示例班", "科技特派员", date(2021, 4, 12), 40),
    ("草果管护示例班", "科技特派员", date(2021, 5, 12), "近60"),
    ("育苗示例班", "专家服务团", date(2021, 5, 20), 35),
    ("电商示例班", "不适用", date(2021, 6, 1), 80),
    ("植保示例班", "专家服务团", date(2021, 6, 30), 25),
    ("跨季示例班", "不适用", date(2021, 7, 1), 30),
]


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Copies of expectations/, dbt/ and seeds/ that have one form and its measure more; a process reads contracts once."""
    for name in ("expectations", "dbt", "seeds"):
        shutil.copytree(settings.folder(name), tmp_path / name, ignore=shutil.ignore_patterns("target", "logs"))
        if (more := Path(__file__).parent / "sixth_form" / name).is_dir():
            shutil.copytree(more, tmp_path / name, dirs_exist_ok=True)
        monkeypatch.setenv(f"TALENT_{name.upper()}", str(tmp_path / name))
    with (tmp_path / "seeds" / "measure.csv").open("a", encoding="utf-8") as catalogue:
        catalogue.write(MEASURE)
    monkeypatch.setenv("TALENT_HOME", str(tmp_path / "home"))
    contracts.forms.cache_clear()
    yield
    contracts.forms.cache_clear()


def _fill(path: Path, rows: list[tuple[object, ...]], first: int = 7) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert [c.value for c in sheet[5]][:5] == ["序号", "培训班名称＊", "人才项目＊", "开班日期＊", "参训人次＊"]
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 2):
            if value is not None:
                sheet.cell(number, column).value = value
    book.save(path)


def _file(path: Path) -> None:
    then = time.time() - 60
    os.utime(path, (then, then))
    target = settings.places().inbox / UNIT / path.name
    target.parent.mkdir(exist_ok=True)
    path.rename(target)


@pytest.mark.slow
@pytest.mark.usefixtures("beside")
def test_a_sixth_form_is_filed_judged_built_and_queried(tmp_path: Path) -> None:
    assert FORM in {f["form"] for f in as_json("form", "list")}
    talent("init")
    path = tmp_path / "培训班.xlsx"
    slot = ("--unit", UNIT, "--period", QUARTER)
    talent("template", FORM, "-o", str(path), *slot)
    _fill(path, list(COURSES))
    checked = as_json("check", str(path))
    assert (checked["verdict"], checked["filings"][0]["rows_quarantined"]) == ("accepted", 1)
    _file(path)
    assert as_json("ingest")["accepted"] == 1
    (filed,) = as_json("submissions")
    assert (filed["form"], filed["period"], filed["rows_landed"], filed["rows_quarantined"]) == (FORM, QUARTER, 6, 1)
    assert [(f["rule"], f["row"]) for f in as_json("findings") if f["severity"] == "critical"] == [("TC-101", 12)]
    published = as_json("publish")
    assert published["no"] == 1
    with psycopg.connect(database.role_url("analyst")) as connection:
        rows = connection.execute(
            "select programme_code, count(*), sum(attendances)::integer from mart.fct_training"
            " where period_code = '2021-Q2' group by programme_code order by programme_code"
        ).fetchall()
        assert rows == [("EXPERT_TEAM", 2, 60), ("STC", 2, 100), ("_Z", 1, 80)]
        assert connection.execute("select count(*) from as_of.fct_training").fetchone() == (5,)
    # what it declares is derived: what is known is a floor while other quarters and units are silent
    with psycopg.connect(database.role_url("analyst")) as connection:
        derived = connection.execute(
            "select programme_code, value_low::integer, qualifier, witness, form.filed from mart.mart_observation"
            " cross join lateral (select array_agg(distinct step.form) as filed from mart.explain('mart_observation',"
            " jsonb_build_object('measure_code', measure_code, 'region_code', region_code, 'rollup', rollup,"
            " 'programme_code', programme_code, 'year', year, 'since', since, 'scope', scope, 'item', item,"
            " 'life_stage', life_stage, 'edition', edition), 'value') as step where step.kind = 'row') as form"
            " where measure_code = 'COURSE_ATTENDANCE' and region_code = '530102' and rollup = 'total'"
            " order by programme_code"
        ).fetchall()
        assert derived == [
            ("EXPERT_TEAM", 60, ">=", "derived", [FORM]), ("STC", 40, ">=", "derived", [FORM]),
            ("STC_THREE_AREAS", 40, ">=", "derived", [FORM]), ("_T", 180, ">=", "derived", [FORM]),
            ("_Z", 80, ">=", "derived", [FORM]),
        ]  # fmt: skip
    # what the project's own forms do it does too: keys brought along, nil, withdrawal
    again = tmp_path / "again.xlsx"
    talent("template", FORM, "-o", str(again), "--unit", UNIT, "--period", "2021-Q3")
    assert [openpyxl.load_workbook(again).worksheets[0].cell(r, 2).value for r in range(7, 13)] == [
        *(course[0] for course in COURSES[:5]), None,
    ]  # fmt: skip
    as_json("submit", "--nil", "--form", FORM, *slot)
    assert as_json("ingest")["accepted"] == 1
    assert [(s["in_force"], s["is_nil"]) for s in as_json("submissions")] == [(False, False), (True, True)]
