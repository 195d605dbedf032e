"""`talent check`: the verdict of the night without a filing, and nothing stays."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

import factories
from commands import FINDING_KEYS, as_json, talent
from talent_warehouse import database, night, settings
from talent_warehouse.dry_run import check as checking
from talent_warehouse.dry_run import scratch
from talent_warehouse.errors import UnknownError

pytestmark = pytest.mark.usefixtures("warehouse")
UNIT = ("--unit", "530102-RC")


def _register(path: Path, *numbers: int, top: str = "报告期：2021年", **fields: str) -> Path:
    rows = [factories.person(n, **(fields if n == numbers[0] else {})) for n in numbers]
    return factories.write(path, factories.text("talent_register", rows, [top]))


def _state() -> tuple[dict[str, int], list[str]]:
    """How many rows each table has, and which files stand in the folders of a night."""
    with psycopg.connect(database.url()) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('raw', 'audit') order by 1, 2"
        ).fetchall()
        rows = {
            f"{s}.{t}": (connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(s, t))).fetchone() or (0,))[0]
            for s, t in tables
        }  # fmt: skip
    assert {t.partition(".")[0] for t in rows} >= {"raw", "audit"}
    places = settings.places()
    folders = (places.archive, places.inbox, places.outbox, places.data_docs, places.home / "check")
    return rows, sorted(str(p) for folder in folders for p in folder.rglob("*") if p.is_file())


def _databases() -> set[str]:
    with psycopg.connect(database.url()) as connection:
        rows = connection.execute("select datname from pg_database where starts_with(datname, 'talent_check')")
        return {name for (name,) in rows}


def test_a_check_tells_what_would_change_and_leaves_everything_as_it_was(tmp_path: Path) -> None:
    _register(settings.places().inbox / "530102-RC/a.csv", *range(10))
    night.ingest()
    changed = _register(tmp_path / "b.csv", 1, *range(2, 12), education="硕士研究生")
    harmful = _register(tmp_path / "c.csv", *range(10), education="某种")
    before = _state()
    result = as_json("check", str(changed), *UNIT)
    assert result["verdict"] == "accepted"
    (filing,) = result["filings"]
    assert (filing["unit"], filing["form"], filing["period"], filing["part"]) == (
        "530102-RC", "talent_register", "2021", "-",
    )  # fmt: skip
    kinds = ("added", "gone", "changed", "same", "is_same_file")
    assert [filing["changes"][k] for k in kinds] == [2, 1, 1, 8, False]
    # the gate knows what is in force: a correction that would lose a row comes back
    lost = checking.check(harmful, unit="530102-RC")
    assert lost.verdict == "returned"
    assert "上一次报送中有效" in (lost.filings[0].reason or "")
    assert {frozenset(f) for f in lost.findings} == {frozenset(FINDING_KEYS)}
    same = checking.check(settings.places().home / _archived(), unit="530102-RC", form="talent_register", period="2021")
    assert same.filings[0].changes
    assert same.filings[0].changes.is_same_file
    assert _state() == before
    assert _databases() == set()


def _archived() -> Path:
    return next(p for p in settings.places().archive.rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("content", "status", "rule"),
    [
        (factories.text("talent_register", [factories.person(n) for n in range(3)], ["无"]), 1, "RD-no_period"),
        ("菜名,价格\n米线,12\n", 1, "RD-no_form"),
        ("", 2, "RD-empty"),
        ("\0\1\2", 2, None),
    ],
)
def test_the_exit_code_says_whether_the_file_can_be_read(
    tmp_path: Path, content: str, status: int, rule: str | None
) -> None:
    path = factories.write(tmp_path / "a.csv", content)
    before = _state()
    result = as_json("check", str(path), *UNIT, status=status)
    assert result["verdict"] == {1: "returned", 2: "unreadable"}[status]
    assert rule is None or rule in {f["rule"] for f in result["findings"]}
    assert _state() == before


def test_the_unit_is_said_or_stated_or_that_of_the_folder(tmp_path: Path) -> None:
    stated = _register(tmp_path / "a.csv", 1, 2, top="报告期：2021年 报送单位：530103-RC")
    assert checking.check(stated).filings[0].unit == "530103-RC"
    folder = _register(tmp_path / "530102-RC/a.csv", 1, 2)
    assert checking.check(folder).filings[0].unit == "530102-RC"
    assert checking.check(stated, unit="530102-RC").verdict == "returned"
    nobody = _register(tmp_path / "a.csv", 1, 2)
    for wrong, message in (
        ({}, "--unit"),
        ({"unit": "nobody"}, "no reporting unit 'nobody'"),
        ({"form": "nothing"}, "no form 'nothing'"),
        ({"form": "talent_register", "period": "spring"}, "'spring' is no year"),
    ):
        with pytest.raises(UnknownError, match=message):
            checking.check(nobody, **wrong)
    assert "There is no file" in talent("check", str(tmp_path / "x"), status=2).stderr
    assert _databases() == set()


def test_what_a_check_left_that_died_is_swept_away(tmp_path: Path) -> None:
    name = f"{scratch.PREFIX}dead"
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    left = settings.places().home / "check" / name / "archive/x"
    left.parent.mkdir(parents=True)
    left.write_text("a copy of a file")
    checking.check(_register(tmp_path / "a.csv", 1), unit="530102-RC")
    assert _databases() == set()
    assert not left.exists()


def test_without_a_database_the_embedded_server_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    result = checking.check(_register(tmp_path / "a.csv", *range(5)), unit="530102-RC", say=said.append)
    assert (result.verdict, result.is_compared, result.filings[0].changes) == ("accepted", False, None)
    assert any("cannot be reached" in s for s in said)
    assert asdict(result)["filings"][0]["rows_landed"] == 5
