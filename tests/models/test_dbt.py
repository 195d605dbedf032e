"""The models against rows computed by hand (dbt's unit tests), and what every model must keep to."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from commands import talent
from marts import wide_marts
from talent_warehouse import build, settings
from talent_warehouse.build import dbt

KEPT_BY_PERSON = "replace_changed"  # the one way in which a model may be incremental


@pytest.mark.published  # the columns of the built tables say what type a row of a unit test has
@pytest.mark.usefixtures("warehouse")
def test_the_models_give_what_was_computed_by_hand() -> None:
    ran = build.run_dbt("test", "--select", "test_type:unit")
    nodes = json.loads(build.manifest_path().read_text(encoding="utf-8"))
    assert ran == len(nodes["unit_tests"]) > 30
    strategies = {
        node["config"]["incremental_strategy"]
        for node in nodes["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["materialized"] == "incremental"
    }
    assert strategies == {KEPT_BY_PERSON}, "dbt's own strategies leave rows behind that a withdrawn submission held"


def test_a_mart_of_several_quantities_says_of_which_its_coverage_is_and_of_each_other_whether_it_is_whole() -> None:
    wide = wide_marts()
    assert {name: mart.lead for name, mart in wide.items()} == {
        "mart_award": "persons",
        "mart_context": "population",
        "mart_demand": "demanded",
        "mart_funding_execution": "awarded_yuan",
        "mart_recruitment": "posts",
        "mart_region_programme_year": "participants",
        "mart_service_outcomes": "activities",
        "mart_talent_density": "talent",
        "mart_title_structure": "people",
    }
    for name, mart in wide.items():
        said = {c for c in mart.columns if c.endswith("_is_complete")}
        assert said == {f"{other}_is_complete" for other in mart.others}, name


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_another_data_test_is_read_anew_and_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(settings.folder("dbt"), tmp_path / "dbt", ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setenv("TALENT_DBT", str(tmp_path / "dbt"))
    code, state = build.fingerprint(), dbt.state()
    (tmp_path / "dbt/tests/nothing.sql").write_text("select 1 where false", encoding="utf-8")
    assert (build.fingerprint(), dbt.state() == state) == (code, False)


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_the_models_are_described_on_one_page_that_asks_for_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "share" / "models.html"
    talent("docs", "--to", str(page))
    text = page.read_text(encoding="utf-8")
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)\s*=\s*[\"']?([^\"'\s>]+)", text)
    assert [address for address in loaded if "//" in address] == []
    assert '"send_anonymous_usage_stats": false' in text, "else the page reports each visit"
    described = json.loads(build.manifest_path().read_text(encoding="utf-8"))["nodes"]
    assert [name for name in described if f'"{name}": {{' not in text] == []
    assert '"compiled_code": "' in text
    assert "From a number to its rule" in text
