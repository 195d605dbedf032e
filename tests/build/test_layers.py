"""What of a build is built: the models that a change leads to, each layer once, and nothing whose tests fail."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import factories
from talent_warehouse import build, database, night, settings
from talent_warehouse.build import choice, data_tests
from talent_warehouse.build.dbt import project
from talent_warehouse.build.project import LAYERS, Project

pytestmark = [pytest.mark.published, pytest.mark.usefixtures("warehouse")]


def _chosen() -> set[str]:
    with database.connect("builder") as connection:
        models = project().models
        return {models[key].name for key in choice.chosen(connection, project(), is_full=False)}


def _reached() -> set[str]:
    """The models that differ from what is published."""
    with database.connect("builder") as connection:
        models = project().models
        return {models[key].name for key in choice.changed(connection, project())}


def _file_ledger(home: Path) -> int:
    movement = {
        **factories.MOVEMENT,
        "programme": "科技特派员",
        "stage": "到位",
        "amount": "30",
        "movement_date": "2021-05-01",
    }
    content = factories.text("funding_ledger", [movement], ("报告期：2021年5月",))
    factories.write(home / "inbox/530100-KJ/ledger.csv", content)
    return _frozen()


def _file_another_person(home: Path) -> int:
    """Counted where others were counted before."""
    people = [factories.person(n, as_of_date="2021-12-31") for n in range(4)]
    factories.write(home / "inbox/530102-RC/2021.csv", factories.text("talent_register", people, ("报告期：2021年",)))
    return _frozen()


def _frozen() -> int:
    assert night.ingest().accepted == 1
    number = night.freeze()
    assert number is not None
    return number


def test_a_changed_form_leads_to_its_models_and_to_no_others(tmp_path: Path) -> None:
    number = _file_ledger(tmp_path)
    chosen = _chosen()
    assert chosen >= {"int_funding_executed", "fct_funding", "mart_funding_execution", "mart_region_programme_year"}
    assert chosen >= {"int_coverage", "dim_period", "mart_submission_completeness"}, "these read the ledger"
    assert chosen.isdisjoint({
        "int_talent_claims_counted", "fct_talent_headcount", "int_programme_claims_counted", "fct_service_activity",
        "int_observation_filed", "dim_region", "dim_measure",
    })  # fmt: skip
    assert not [name for name in chosen if name.startswith(("stg_", "contribution_"))], "views show what tables hold"
    build.build_all(number)
    reached = _reached()
    assert reached >= {"int_movement_counted", "int_cell_row", "fct_funding", "mart_funding_execution"}
    assert reached.isdisjoint({"int_unit_silent", "int_place_open", "int_cell_talent", "int_dispute"}), (
        "left as they were"
    )
    assert night.gate2(number, night.start_run("publish"))["build"] == number
    assert night.publish_build(number).rows_changed > 0
    assert _reached() == set()
    with database.connect("analyst") as connection:
        received = connection.execute("select sum(amount) from mart.fct_funding").fetchone()
    assert received == (300_000,)


def test_where_nothing_was_filed_only_what_reads_the_ledger_is_built() -> None:
    chosen = _chosen()
    assert chosen >= {"int_coverage", "dim_period", "mart_submission_completeness"}
    assert chosen.isdisjoint(
        {"fct_funding", "fct_talent_headcount", "int_talent_claims_counted", "int_observation_filed"}
    )


def test_a_relation_that_is_missing_is_built() -> None:
    assert "dim_title" not in _chosen()
    with database.connect("builder") as connection:
        connection.execute("drop table warehouse.dim_title cascade")
    assert "dim_title" in _chosen()


def test_a_model_is_called_for_by_what_it_reads_itself_or_through_a_view() -> None:
    parsed = project()
    by_name = {model.name: key for key, model in parsed.models.items()}
    readers = {by_name[name] for name in ("int_unit_awaited", "int_place_closed", "dim_title", "dim_region")}
    # without the table that a view shows, of which its readers are told by the view alone
    alone = replace(parsed.models[by_name["int_place_closed"]], reads=frozenset({by_name["int_duty_decided"]}))
    through = Project(parsed.manifest)
    through.models[by_name["int_place_closed"]] = alone
    with database.connect("builder") as connection, connection.transaction(force_rollback=True):
        assert choice.called_for(connection, through, readers) == set()
        connection.execute("insert into audit.changed_model values ('int_lattice_year')")
        assert choice.called_for(connection, through, readers) == readers - {
            by_name["dim_title"],
            by_name["dim_region"],
        }
        connection.execute("insert into audit.changed_model values ('*')")
        assert choice.called_for(connection, through, readers) == readers


def test_a_layer_that_stands_is_not_built_again(tmp_path: Path) -> None:
    number = _file_another_person(tmp_path)
    first = [build.build_layer(number, layer) for layer in LAYERS[:2]]
    assert first[1].models > 0
    said: list[str] = []
    build.build_all(number, said.append)
    assert [line.endswith(" before") for line in said] == [True, True, False, False, False]
    with database.connect("steward") as connection:
        rows = connection.execute(
            "select layer, models from audit.built_layer where build_no = %s order by built_at", (number,)
        ).fetchall()
    assert rows[:2] == [(layer.name, layer.models) for layer in first]
    assert [layer for layer, _ in rows] == list(LAYERS)
    reached = _reached()
    assert reached >= {"int_cell_count", "int_cell_derived", "int_cell_bound", "mart_observation"}
    assert reached.isdisjoint({"int_cell_in_rows", "int_cell", "int_cell_arc"}), "numbers changed, and no cell came"


def test_a_data_test_that_fails_is_named_in_the_words_of_dbt() -> None:
    with database.connect("builder") as connection:
        models = set(project().models)
        assert data_tests.run(connection, project(), "star", models, is_full=True) > 10
        connection.execute("update warehouse.fct_talent_headcount set employment = 'borrowed'")
        with pytest.raises(build.BuildError, match=r"fct_talent_headcount_holds: Got \d+ results?"):
            data_tests.run(connection, project(), "star", models, is_full=True)


def test_no_model_reads_a_clock_or_a_die() -> None:
    """The day is the build's (`as_of_date`): a model that looked for itself would not be built when it moves."""
    clock = re.compile(
        r"\b(current_(date|time|timestamp)|local(time|timestamp)|now\(|\w+_timestamp\(\)|random\(|age\()", re.I
    )
    sources = [p for p in settings.folder("dbt").rglob("*.sql") if "target" not in p.parts]
    assert len(sources) > 60
    assert [(p.name, clock.findall(p.read_text(encoding="utf-8"))) for p in sources
            if clock.search(p.read_text(encoding="utf-8"))] == []  # fmt: skip


def test_a_project_that_came_back_has_its_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    path = build.manifest_path()
    with monkeypatch.context() as changed:
        changed.setattr(settings, "PARSER_VERSION", "another")
        assert build.manifest_path() != path
    assert build.manifest_path() == path
    assert path.is_file()
