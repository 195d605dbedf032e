"""The DAG files: what there is, and what every one of them must say."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from talent_warehouse import settings

DAG_IDS = ("ingest_submissions", "publish_marts")
TAGS = {"nightly", "gate-1", "gate-2"}
FILES = sorted(settings.folder("dags").glob("*.py"))  # one for each DAG, and what their tasks have in common


def test_there_are_exactly_these_dags(dags: dict[str, Any]) -> None:
    assert tuple(sorted(dags)) == DAG_IDS
    assert [f.stem for f in FILES] == [*DAG_IDS, "task_defaults"]


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_policy(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]
    assert dag.max_active_runs == 1, dag_id
    assert dag.catchup is False, dag_id
    assert dag.start_date is None, f"{dag_id}: a start date in the past runs the last tick at first sight"
    assert dag.tags, dag_id
    assert dag.tags <= TAGS, dag_id
    for task in dag.tasks:
        place = f"{dag_id}.{task.task_id}"
        assert task.owner == "talent-office", place
        assert task.retries == 2, place
        assert task.retry_delay.total_seconds() <= 60, place
        assert task.execution_timeout is not None, place
        assert task.on_failure_callback, place


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_docs_say_what_source_and_triage_in_both_languages(dags: dict[str, Any], dag_id: str) -> None:
    for heading in ("做什么 What", "来源 Source", "故障处理 Triage"):
        assert heading in dags[dag_id].doc_md, f"{dag_id}: {heading}"


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_a_run_with_a_failed_task_cannot_end_well(dags: dict[str, Any], dag_id: str) -> None:
    """The only leaf is the checking task, it always runs, and it hears of every other task."""
    dag = dags[dag_id]
    check = dag.get_task("check")
    assert [t.task_id for t in dag.leaves] == ["check"], dag_id
    assert check.trigger_rule == "all_done", dag_id
    assert {t.task_id for t in dag.tasks} - {"check"} == check.get_flat_relative_ids(upstream=True), dag_id


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_files_are_thin(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    for word in ("logical_date", "data_interval", "Variable", "subprocess", "measure_return", "talent_register"):
        assert word not in text, word


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_nothing_of_the_package_is_imported_where_a_file_is_parsed(path: Any) -> None:
    """It is parsed again every half minute, and by each task; a task imports what it needs in its body."""
    nodes: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        for node in ast.iter_child_nodes(nodes.pop()):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "talent_warehouse" not in ast.unparse(node), node.lineno
            if not isinstance(node, ast.FunctionDef):
                nodes.append(node)


def test_ingest_runs_at_two_in_the_morning_in_shanghai(dags: dict[str, Any]) -> None:
    timetable = dags["ingest_submissions"].timetable
    assert (timetable.expression, str(timetable.timezone)) == ("0 2 * * *", "Asia/Shanghai")


def test_publishing_starts_on_what_ingesting_updates(dags: dict[str, Any]) -> None:
    updated = {(a.name, a.uri) for t in dags["ingest_submissions"].tasks for a in t.outlets}
    condition = dags["publish_marts"].timetable.asset_condition
    assert updated == {(a.name, a.uri) for a in condition.objects}


def test_a_publication_is_these_steps_in_this_order(dags: dict[str, Any]) -> None:
    order = [t.task_id for t in dags["publish_marts"].topological_sort()]
    assert order == ["begin", "freeze", "build", "gate_2", "publish", "report", "check"]


def test_the_package_never_imports_airflow() -> None:
    files = list((settings.REPOSITORY / "src").rglob("*.py"))
    assert files
    found = [f.name for f in files if re.search(r"^\s*(import|from) airflow\b", f.read_text(encoding="utf-8"), re.M)]
    assert found == []


def test_the_dags_survive_serialisation(dags: dict[str, Any]) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    for dag in dags.values():
        DagSerialization.to_dict(dag)
