"""A summary from the inbox to its claims, and one that is written and filed back. One publication for all of it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

import word_files
from commands import talent
from talent_warehouse import database, night, settings
from talent_warehouse.intake import submissions

pytestmark = [pytest.mark.published, pytest.mark.usefixtures("warehouse")]
UNIT = "530102-RC"
LINES = (
    "五华区{year}年人才工作总结",
    "全区人才总量2人。全区引进人才xx名。",
    "全年举办培训18期，培训农民3600人次以上。邀请测某某教授授课，组织篝火晚会3场。下一步计划培育人才200名。",
)


def _file(tmp_path: Path, name: str, data: bytes, year: str = "2021") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with database.connect("loader") as connection:
        own = submissions.submit(connection, path, UNIT, "narrative", year)[1]
    night.ingest()
    assert own
    return own


def _summary(year: int = 2021) -> bytes:
    return word_files.summary(*(line.format(year=year) for line in LINES))


def _json(*arguments: str) -> Any:
    return json.loads(talent(*arguments, "--json").stdout)


def _rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    with database.connect("owner") as connection:
        return connection.execute(query.encode(), values).fetchall()


def test_a_summary_is_told_decided_and_claimed_and_bounds_nothing(tmp_path: Path) -> None:
    before = _rows("select * from mart.mart_observation order by 1, 2, 3, 4, 5, 6, 7, 8, 9, year")
    own = _file(tmp_path, "总结.docx", _summary())
    receipt = next(settings.places().outbox.glob(f"{UNIT}/*{own}*.txt"), None) or max(
        settings.places().outbox.glob(f"{UNIT}/*.txt"), key=lambda p: p.stat().st_mtime_ns
    )
    told = receipt.read_text(encoding="utf-8")
    assert "认出的数字4个" in told
    assert "等待人才办确认的数字1个" in told
    assert "计划、打算1个" in told
    (waits,) = _json("narrative", "waiting")
    assert (waits["unit"], waits["place"], waits["written"]) == (UNIT, "p3", "3场")
    talent(
        "narrative", "decide", waits["signature"], "--measure", "TALENT_HEADCOUNT", status=2
    )  # no meeting is a person
    talent("narrative", "decide", waits["signature"], "--measure", "PUBLIC_EVENTS")
    assert _json("narrative", "waiting") == []
    assert night.publish() is not None
    claimed = _rows(
        "select measure_code, value, value_low, value_high, obs_status, sheet from mart.fct_observation"
        " where witness = 'claimed' and unit_code = %s order by 1",
        UNIT,
    )
    assert [(m, v and int(v), lo and int(lo), hi and int(hi), status, place) for m, v, lo, hi, status, place in claimed] == [
        ("PUBLIC_EVENTS", 3, 3, 3, "A", "p3"),
        ("TALENT_HEADCOUNT", 2, 2, 2, "A", "p2"),
        ("TALENT_INTRODUCED", None, None, None, "Q", "p2"),
        ("TRAIN_ATTENDANCE", 3_600, 3_600, None, "A", "p3"),
        ("TRAIN_SESSIONS", 18, 18, 18, "A", "p3"),
    ]  # fmt: skip
    assert _rows("select * from mart.mart_observation order by 1, 2, 3, 4, 5, 6, 7, 8, 9, year") == before
    (contradicted,) = _json("narrative", "differing")
    assert (contradicted["measure"], contradicted["place"], contradicted["cell_low"]) == ("TALENT_HEADCOUNT", "p2", 3)
    assert contradicted["is_of_same_unit"] is False
    landed = str(_rows("select landed.* from raw.narrative as landed")) + str(
        _rows("select * from raw.narrative_piece")
    )
    assert "测某某" not in landed
    assert "邀请" not in landed


def test_a_decision_holds_for_the_next_text_of_the_unit(tmp_path: Path) -> None:
    _file(tmp_path, "总结.docx", _summary())
    (waits,) = _json("narrative", "waiting")
    talent("narrative", "decide", waits["signature"], "--none")
    _file(tmp_path, "总结2.docx", _summary(2022), "2022")
    assert _json("narrative", "waiting") == []


def test_a_sentence_is_shown_from_the_archive_and_that_is_logged(tmp_path: Path) -> None:
    own = _file(tmp_path, "总结.docx", _summary())
    (shown,) = _json("narrative", "read", own, "p2")
    assert shown["text"] == LINES[1]
    assert [(one, place) for one, place in _rows("select submission_id, place from audit.sentence_read")] == [
        (own, "p2")
    ]
    talent("narrative", "read", own, "p9", status=2)


def _written(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    file = tmp_path / "综述.docx"
    return file, _json("narrate", "--region", "530102", "--year", "2021", "-o", str(file))


def test_a_summary_that_is_written_reads_back_and_is_the_same_again(tmp_path: Path) -> None:
    file, told = _written(tmp_path)
    assert told["sentences"] > 1
    assert told["overstates"] == []
    assert told["equal"] + told["contains"] == told["sentences"] == told["same_measure"]
    first = file.read_bytes()
    assert _written(tmp_path)[0].read_bytes() == first


def test_a_written_summary_filed_back_is_bound_and_a_changed_figure_is_told(tmp_path: Path) -> None:
    file, _ = _written(tmp_path)
    own = _file(tmp_path, "综述1.docx", file.read_bytes())
    states = _rows("select distinct state__v from raw.narrative where submission_id = %s and fact is not null", own)
    assert states == [("bound",)]
    rules = "select rule_id from audit.finding where submission_id = %s and rule_id = 'NR-201'"
    assert _rows(rules, own) == []
    with zipfile.ZipFile(file) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    text = parts["word/document.xml"].decode()
    changed, count = re.subn(r'(<w:bookmarkStart[^>]*/><w:r><w:t xml:space="preserve">)3人', r"\g<1>4人", text, count=1)
    assert count == 1
    other = tmp_path / "改.docx"
    with zipfile.ZipFile(other, "w") as box:
        for name, data in (parts | {"word/document.xml": changed.encode()}).items():
            box.writestr(name, data)
    assert len(_rows(rules, _file(tmp_path, "综述2.docx", other.read_bytes()))) == 1
