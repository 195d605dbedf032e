"""`talent form new` writes forms that work at once: of things, of persons and of events, they are filed by their templates,
judged, counted, explained and read in a mart, and each rule has rows that break it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import psycopg
import pytest
import yaml

import factories
from commands import as_json, talent
from forms import copies
from rules import test_rules
from talent_warehouse import contracts, database, settings
from talent_warehouse.lineage.proof import unexplained

pytestmark = pytest.mark.usefixtures("warehouse")
LISTS = Path(__file__).parent / "new_form"
UNIT = "530102-RC"
# Name, title, options, period of the filing.
NEW = (
    ("flat_register", "人才公寓台账", (), "2021"),
    ("card_register", "人才服务卡台账", ("--rows", "人员", "--count", "CARD_HOLDERS 持卡人数 人"), "2021"),
    ("salon_log", "人才沙龙台账", ("--rows", "活动", "--period", "季度", "--count", "SALONS 沙龙次数 次", "--owed", "none"), "2021-Q2"),
)  # fmt: skip


def _list(name: str, folder: Path) -> Path:
    """The list of fields of a form; that of the flats is the one of docs/forms.md."""
    if name != "flat_register":
        return LISTS / f"{name}.csv"
    page = (settings.REPOSITORY / "docs/forms.md").read_text(encoding="utf-8")
    path = folder / "flats.yaml"
    path.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    return path


def _begin(path: Path, name: str, title: str, options: tuple[str, ...], *more: str) -> list[dict[str, object]]:
    found = as_json("form", "new", name, "--title", title, "--fields", str(path), *options, *more)
    assert isinstance(found, list)
    return found


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Copies of the folders that a form stands in, with the three forms in them."""
    copies.of_folders(tmp_path, monkeypatch)
    monkeypatch.setenv("TALENT_HOME", str(tmp_path / "home"))
    for name, title, options, _ in NEW:
        _begin(_list(name, tmp_path), name, title, options)
    yield tmp_path
    contracts.forms.cache_clear()


def _base(beside: Path, form: str) -> dict[str, str]:
    return dict(yaml.safe_load((beside / f"tests/rules/{form}.yaml").read_text(encoding="utf-8"))["base"])


def _file(path: Path, form: contracts.Form, rows: list[Mapping[str, str | None]]) -> None:
    """Fill a template as somebody types it, and hand it in."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = {str(cell.value).rstrip("＊"): cell.column for cell in sheet[5] if cell.value}
    for number, row in enumerate(rows, 7):
        for field in form.fields:
            sheet.cell(number, column[field.header]).value = row.get(field.name)
    book.save(path)
    then = time.time() - 60
    os.utime(path, (then, then))
    target = settings.places().inbox / UNIT / path.name
    target.parent.mkdir(exist_ok=True)
    path.rename(target)


def test_each_rule_of_a_new_form_has_rows_that_break_it(
    beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_rules, "HERE", beside / "tests/rules")
    talent("init")
    for name, *_ in NEW:
        (tmp_path / name).mkdir()
        test_rules.test_each_rule_fails_where_it_must_and_not_where_a_row_just_keeps_it(name, tmp_path / name)
    test_rules.test_no_rule_is_without_a_case()


@pytest.mark.slow
def test_new_forms_are_filed_judged_built_and_read(beside: Path, tmp_path: Path) -> None:
    talent("init")
    rows: dict[str, list[Mapping[str, str | None]]] = {
        "flat_register": [
            {"flat_no": "A-1", "floor_area": "60", "status": "已入住"}, {"flat_no": "A-2", "floor_area": "80.5", "status": "空置"},
            {"flat_no": "A-3", "floor_area": "近90", "status": "已入住"}, {"flat_no": "A-4", "status": "某某"},
            {"flat_no": "A-5", "floor_area": "40", "programme": None}, {"flat_no": "A-6", "floor_area": "xx", "status": "维修"},
        ],
        "card_register": [
            {"name": "测某一", "id_number": factories.id_number(1, "19850315")}, {"name": "测某二", "id_number": factories.id_number(2, "19850315")},
            {"name": "测某一", "id_number": factories.id_number(1, "19850315"), "card_level": "银卡"},
        ],
        "salon_log": [{"topic": "甲"}, {"topic": "乙", "guests": "25人次"}],
    }  # fmt: skip
    for name, title, _, period in NEW:
        path = tmp_path / f"{title}.xlsx"
        talent("template", name, "-o", str(path), "--unit", UNIT, "--period", period)
        base = _base(beside, name)
        _file(path, contracts.form(name), [{**base, **row} for row in rows[name]])
    assert as_json("ingest")["accepted"] == 3
    filed = {s["form"]: (s["rows_landed"], s["rows_quarantined"]) for s in as_json("submissions")}
    assert filed == {"flat_register": (6, 1), "card_register": (3, 0), "salon_log": (2, 0)}
    assert as_json("publish")["no"] == 1
    # what is known is a floor: others of the county are silent, a row is set aside, an area is masked
    with psycopg.connect(database.role_url("analyst")) as connection:
        shown = connection.execute(
            "select measure_code, value::float, value_low::float, value_high::float from mart.mart_observation"
            " where region_code = '530102' and rollup = 'total' and programme_code = '_T' and year = 2021"
            " and measure_code = any(%s) order by measure_code",
            (["TALENT_FLATS", "TALENT_FLATS_OCCUPIED", "TALENT_FLAT_AREA", "CARD_HOLDERS", "SALONS", "SALON_GUESTS"],),
        ).fetchall()
        assert shown == [
            ("CARD_HOLDERS", 2, 2, None), ("SALONS", 2, 2, None), ("SALON_GUESTS", 65, 65, None), ("TALENT_FLATS", 5, 5, None),
            ("TALENT_FLATS_OCCUPIED", 3, 3, None), ("TALENT_FLAT_AREA", 270.5, 180.5, None),
        ]  # fmt: skip
        assert connection.execute("select count(*) from mart.fct_flat_register").fetchone() == (5,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from mart.fct_card_register")
    key = {"region_code": "530102", "rollup": "total", "programme_code": "_T", "year": "2021", "since": "2021", "scope": "region",
           "item": "_T", "life_stage": "_reached", "edition": "_T"}  # fmt: skip
    for measure, form, rows_told in (("TALENT_FLATS", "flat_register", 5), ("CARD_HOLDERS", "card_register", 3)):
        asked = [f"--key={name}={value}" for name, value in {"measure_code": measure, **key}.items()]
        steps = [s for s in as_json("explain", "mart_observation", "--column", "value", *asked) if s["kind"] == "row"]
        assert ({s["form"] for s in steps}, len({s["row_no"] for s in steps})) == ({form}, rows_told)
    with database.connect("owner") as owner:
        assert unexplained(owner)[1] == []
    assert [fault for fault in as_json("form", "check") if fault["found"] != "nobody owes it"] == []
