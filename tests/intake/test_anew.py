"""What was read by a former reader is read anew: the same submissions, and the state that a fresh landing has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

import factories
from commands import as_json, talent
from talent_warehouse import build, database, night, settings
from talent_warehouse.intake import anew
from talent_warehouse.publishing.checksums import Checksum, checksums

UNIT = "530102-RC"


def _file(name: str, people: Sequence[dict[str, str | None]], *top: str) -> None:
    content = factories.text("talent_register", people, top or ("报告期：2021年",))
    factories.write(settings.places().inbox / UNIT / name, content)


def _people(count: int, year: str = "2021", **fields: str) -> list[dict[str, str | None]]:
    return [factories.person(n, as_of_date=f"{year}-12-31", **(fields if n == 0 else {})) for n in range(count)]


def _falsify(*statements: str) -> None:
    """What a former reader would have left."""
    with psycopg.connect(database.url(), autocommit=True) as connection:
        for statement in (*statements, "update audit.submission set parser_version = '2'"):
            connection.execute(statement.encode())


def _state() -> dict[str, list[tuple[Any, ...]]]:
    """All that a landing and its judgement leave, but for when that was."""
    with database.connect("steward") as connection:
        return {
            what: connection.execute(query.encode()).fetchall()
            for what, query in {
                "rows": "select * from raw.talent_register order by submission_id, sheet, row_no",
                "submissions": "select submission_id, arrival_id, unit_code, form, period, part, n, contract_version,"
                " parser_version, state, reason, is_nil, rows_landed, account, withdrawn_at is null, judged_at is null,"
                " answered_at is null from audit.submission order by 1",
                "findings": "select rule_id, rule_version, source, severity, submission_id, sheet, row_no, \"column\","
                " value_shown, key, message_zh from audit.finding order by 5, 1, 6, 7, 8",
                "in force": "select * from audit.in_force order by 1",
            }.items()
        }  # fmt: skip


def _receipt(submission_id: str) -> str:
    return (settings.places().outbox / UNIT / f"{submission_id}-回执.txt").read_text(encoding="utf-8")


def _checks(name: str) -> dict[str, str]:
    (row,) = [row for row in as_json("doctor", status=0) if row["check"] == name]
    return {key: row[key] for key in ("state", "found")}


@pytest.mark.usefixtures("warehouse")
def test_a_state_of_a_former_reader_becomes_that_of_a_fresh_landing() -> None:
    """One cell read otherwise, a row that was left out, one too many, a file that came back and one that should have."""
    _file("1.csv", _people(4))
    _file("2.csv", _people(12, "2020", education="某种"), "报告期：2020年")
    _file("3.csv", _people(3, "2019"), "报告期：2019年")
    _file("4.csv", _people(3), "没有报告期")
    _file("5.csv", [], "零报送：是", "报告期：2018年")
    night.ingest()
    fresh = _state()
    ids = {row[4]: row[0] for row in fresh["submissions"]}
    assert as_json("reread")["changes"] == []
    assert _state() == fresh, "nothing reads otherwise, nothing is judged or answered again"

    _falsify(
        f"update raw.talent_register set sex__v = null, sheet = 'csv' where submission_id = '{ids['2021']}' and row_no = 3",
        f"delete from raw.talent_register where submission_id = '{ids['2021']}' and row_no = 4",
        f"insert into raw.talent_register (submission_id, sheet, row_no, remark) values ('{ids['2021']}', 'csv', 99, 'x')",
        f"delete from audit.finding where submission_id = '{ids['2020']}'",
        f"delete from raw.talent_register where submission_id in ('{ids['2019']}', '{ids['2020']}')",
        "update audit.submission set state = 'returned', reason = 'x', rows_landed = 0 where period in ('2019', '2020')",
        "update audit.submission set state = 'accepted', reason = null, rows_landed = 1 where period = '_U'",
        f"delete from audit.finding where submission_id = '{ids['_U']}'",
        f"insert into raw.talent_register (submission_id, sheet, row_no) values ('{ids['_U']}', 'csv', 3)",
    )  # fmt: skip
    assert f"(version {settings.PARSER_VERSION}) read: 3 by version 2;" in _checks("reading")["found"]
    falsified = _state()
    tried = as_json("reread", "--dry-run")
    assert _state() == falsified
    done = as_json("reread")
    assert tried["changes"] == done["changes"]
    assert _state() == fresh
    changes = {c["submission_id"]: c for c in done["changes"]}
    assert {i: (c["state"], c["now"]) for i, c in changes.items()} == {
        ids["2021"]: ("accepted", "landed"), ids["2020"]: ("returned", "landed"), ids["2019"]: ("returned", "landed"),
        ids["_U"]: ("accepted", "returned"),
    }  # fmt: skip
    shown = {(c["row_no"], c["field"]): (c["before"], c["after"]) for c in changes[ids["2021"]]["shown"]}
    assert shown[3, "sex__v"] == (None, "male")
    assert shown[4, "name"] == (None, "测****")
    assert shown[99, "remark"] == ("x", None)
    assert "个单元格与上次读取的不同；上次答复：已接收" in _receipt(ids["2021"])
    assert "上次答复：退回" in _receipt(ids["2019"])
    assert _checks("reading") == {"state": "ok", "found": "what is in force was read by today's reader"}


@pytest.mark.usefixtures("warehouse")
def test_a_reading_that_dies_is_gone_on_with_and_no_build_begins_meanwhile() -> None:
    for n, year in enumerate(("2019", "2020", "2021")):
        _file(f"{n}.csv", _people(3, year), f"报告期：{year}年")
    night.ingest()
    fresh = _state()
    _falsify("update raw.talent_register set sex__v = null where row_no = 3")

    def dies(change: anew.Change) -> None:
        raise KeyboardInterrupt

    with database.connect("owner") as connection, pytest.raises(KeyboardInterrupt):
        anew.land(connection, anew.arrivals(connection), dies)
    with pytest.raises(build.BuildError, match="1 submissions were read anew and are still to be judged"):
        build.freeze()
    wrong = [row for row in as_json("doctor", status=1) if row["state"] == "wrong"]
    assert [row["check"] for row in wrong] == ["ledger", "reading"]
    night.ingest()
    assert build.freeze() == 1
    assert len(as_json("reread", "--form", "talent_register")["changes"]) == 2
    assert _state() == fresh
    with database.connect("steward") as connection:
        assert connection.execute("select state from audit.build where build_no > 0").fetchall() == [("abandoned",)]
        told = "select count(*), count(told_at) from audit.reread where state_before = 'accepted'"
        assert connection.execute(told).fetchall() == [(3, 3)]


@pytest.mark.usefixtures("warehouse")
def test_a_file_that_is_another_filing_now_moves_and_what_a_person_withdrew_stays_withdrawn(tmp_path: Path) -> None:
    _file("a.csv", _people(3))
    _file("b.csv", _people(4, "2020"), "报告期：2020年")
    night.ingest()
    ids = {row[4]: row[0] for row in _state()["submissions"]}
    talent("withdraw", ids["2020"], "--why", "a test")
    _falsify(
        f"update audit.submission set period = '2016' where submission_id = '{ids['2020']}'",
        f"update audit.submission set period = '2017', submission_id = 'S2017' where submission_id = '{ids['2021']}'",
        f"update raw.talent_register set submission_id = 'S2017' where submission_id = '{ids['2021']}'",
    )
    done = as_json("reread")
    assert [(c["slot"], c["now"]) for c in done["changes"]] == [
        (f"{UNIT}/talent_register/2017/-", "withdrawn"), (f"{UNIT}/talent_register/2021/-", "filed"),
    ]  # fmt: skip
    assert done["accepted"] == 1
    (in_force,) = _state()["in force"]
    assert in_force[3:6] == ("2021", "-", 1)
    assert re.search(r"文件已用第\d+版读取程序重新读取，原为S2017", _receipt(in_force[0]))
    assert as_json("reread")["changes"] == []
    # a document that is gone changes nothing
    _falsify("update raw.talent_register set sex__v = null")
    for kept in (tmp_path / "archive").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert len(as_json("reread", status=1)["failed"]) == 2


def _sums() -> list[Checksum]:
    with database.connect("steward") as connection:
        return checksums(connection)


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_what_is_published_after_reading_anew_is_what_a_fresh_state_publishes() -> None:
    fresh = _sums()
    _falsify(
        "update raw.talent_register set person_key = md5(person_key), work_region__v = '530103' where row_no = 3",
        "update raw.talent_register set title_level__v = 'assistant' where row_no = 4",
    )
    night.publish(force=True)
    assert _sums() != fresh
    assert len(as_json("reread")["changes"]) == 2
    published = night.publish()
    assert published is not None
    assert _sums() == fresh
    assert night.publish() is None
