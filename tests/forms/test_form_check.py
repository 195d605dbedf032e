"""`talent form check` names what is missing of a form or does not fit, with its place; the forms of the project are whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import as_json, talent
from forms import copies
from talent_warehouse import contracts

pytestmark = pytest.mark.usefixtures("warehouse")
LOG, MODEL = "expectations/contracts/service_log.yaml", "dbt/models/staging/stg_service_log.sql"
FACTS, CASES = "dbt/models/star/_star__service_facts.yml", "tests/rules/service_log.yaml"


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Copies of the folders, to be spoilt."""
    yield copies.of_folders(tmp_path, monkeypatch)
    contracts.forms.cache_clear()


def test_nothing_is_missing_of_the_forms_of_the_project() -> None:
    found = as_json("form", "check")
    assert [fault for fault in found if fault["severity"] == "error"] == []
    # the office has not opened the monthly forms yet, nor the register of named things
    assert [(f["form"], f["place"], f["found"]) for f in found] == [
        ("entity_register", "seeds/obligation.csv", "nobody owes it"),
        ("funding_ledger", "seeds/obligation.csv", "nobody owes it"),
        ("service_log", "seeds/obligation.csv", "nobody owes it"),
    ]


BROKEN = [
    (LOG, "value: activity_type}", "value: activity_typ}", "service_log.yaml, activity_type", "there is no list activity_typ"),
    (LOG, "synonyms: [{synonym: 项目}, ", "synonyms: [{synonym: 活 动地点}, {synonym: 项目}, ", "service_log.yaml, place_text", "is programme's already"),
    (LOG, 'examples: ["培训"]', 'examples: ["跳舞"]', "service_log.yaml, activity_type", "跳舞 is not in activity_type"),
    (LOG, "end_date__v >= start_date__v", "end_date__w >= start_date__v", "service_log.yaml, rule SL-102", 'column "end_date__w" does not exist'),
    (LOG, "end_date__v >= start_date__v", "end_date__v >= >= start_date__v", "service_log.yaml, rule SL-102", "operator does not exist|syntax error"),
    (LOG, "“结束日期”{end_date}早于", "“结束日期”{ended}早于", "service_log.yaml, rule SL-102", "its message asks for ended"),
    (LOG, "and activity_type = 'training', amount", "and activity_type = 'lesson', amount", "service_log.yaml, measures, TRAIN_ATTENDANCE", "the list activity_type has no code lesson"),
    (LOG, "{value_set: [_T]}", "{value_set: [_TT]}", "service_log.yaml, rule SL-110", "the list programme has no code _TT"),
    (LOG, "{property: unit, value: 户}", "{property: unit, value: 人}", "service_log.yaml, measures, HOUSEHOLDS_BENEFITED", "it is in 户, and households in 人"),
    (LOG, "{property: unit, value: 户}", "{property: unit, value: 户户}", "service_log.yaml, households", "户户 is no unit of measure"),
    (LOG, "          - {property: unit, value: 户}\n", "", "service_log.yaml, households", "nobody says its unit"),
    (LOG, "place_region__v, place_text]", "place_region, place]", "service_log.yaml, businessKey", "place is no column"),
    (LOG, "businessName: 服务活动台账", "businessName: 经费台账", "service_log.yaml, businessName", "funding_ledger has the title too"),
    (LOG, "value: SL}", "value: FL}", "service_log.yaml, rulePrefix", "funding_ledger has rules"),
    (LOG, "counts: amounts", "counts: amount", "service_log.yaml", "counts amount is unknown"),
    ("seeds/measure.csv", "PROBLEMS_SOLVED,", "PROBLEMS_SOLVD,", "service_log.yaml, measures, PROBLEMS_SOLVED", "has no such measure"),
    ("seeds/measure.csv", "int_quantity_measures_derived,service_log,forestry,,false,,true,,_reached,none", ",,forestry,,false,,true,,_reached,none", "service_log.yaml, measures, PEOPLE_SERVED", "derives it from no form"),
    ("seeds/obligation.csv", "TR-county,talent_register,talent_office,county,year", "TR-county,talent_register,talent_office,county,month", "seeds/obligation.csv, TR-county", "it is owed by the month, and filed by the year"),
    (MODEL, "landed.mode__v as mode", "landed.mod__v as mode", "stg_service_log.sql:12", "landed.mod__v is no column of raw.service_log"),
    (MODEL, "landed_in_force('service_log'", "landed_in_force('service_lag'", "dbt/models/staging", "no model reads what landed"),
    ("dbt/models/staging/_staging__sources.yml", "{name: service_log,", "{name: service_lag,", "dbt/models/staging", "raw.service_log is no source"),
    (LOG, "fact: fct_service_activity", "fact: fct_service_act", "service_log.yaml, measures", "there is no model fct_service_act"),
    ("dbt/models/star/fct_service_activity.sql", "        mode,\n", "", "fct_service_activity.sql", "mode is in the .yml and not selected"),
    (FACTS, "          - name: mode\n            data_type: text", "          - name: mode\n            data_type: date", "fct_service_activity.yml, mode", "it is date, and mode__v lands as text"),
    (FACTS, "- {name: households_low,", "- {name: households_lo,", "fct_service_activity.yml", "columns households_low are missing"),
    (CASES, "  - {rule: SL-activities-required,", "  - {rule: SL-activity-required,", "rules/service_log.yaml, SL-activities-required", "no row leaves activities empty"),
    (CASES, "  place_text: 示例镇示例村\n", "  place: 示例镇示例村\n", "rules/service_log.yaml, base", "place is no field of the form"),
    ("tests/sample/gate2.yaml", "G2-SERV-SETS:", "G2-SERV-SET:", "sample/gate2.yaml, G2-SERV-SETS", "nothing breaks it"),
    ("planted/service_log.yaml", "{rule: SL-103,", "{rule: SL-1030,", "planted/service_log.yaml, SL-1030", "the form has no such rule"),
]  # fmt: skip


def test_what_is_missing_or_does_not_fit_is_named_with_its_place(beside: Path) -> None:
    """One after the other in one copy, each mended before the next."""
    wrong = []
    for file, old, new, place, found in BROKEN:
        path = beside / file
        whole = path.read_text(encoding="utf-8")
        assert old in whole, (file, old)
        path.write_text(whole.replace(old, new, 1), encoding="utf-8")
        faults = as_json("form", "check", *(() if "obligation" in file else ("service_log",)), status=1)
        told = [f for f in faults if f["place"] == place and any(part in f["found"] for part in found.split("|"))]
        if not told or not all(f["mend"] and f["severity"] == "error" for f in told):
            wrong.append((file, new, [(f["place"], f["found"]) for f in faults]))
        path.write_text(whole, encoding="utf-8")
    assert wrong == []


def test_what_is_gone_is_named(beside: Path) -> None:
    for gone in (CASES, "planted/service_log.yaml", MODEL, "dbt/models/star/fct_service_activity.sql"):
        (beside / gone).unlink()
    places = {f["place"] for f in as_json("form", "check", "service_log", status=1) if f["severity"] == "error"}
    assert places == {
        "rules/service_log.yaml", "planted/service_log.yaml", "dbt/models/staging", "service_log.yaml, measures",
    }  # fmt: skip


def test_an_unknown_form_lists_those_there_are() -> None:
    assert "There is no form x. Forms: entity_register, " in talent("form", "check", "x", status=2).stderr


def test_a_person_reads_a_line_a_fault(beside: Path) -> None:
    (beside / CASES).unlink()
    told = talent("form", "check", "service_log", status=1).stdout.splitlines()
    assert told[0].startswith("error service_log, rules/service_log.yaml: its rules have no cases; write rows that")
