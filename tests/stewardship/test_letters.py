"""Letters to units that are late: in three steps, each once, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import factories
from clones import shared
from commands import as_json, talent
from talent_warehouse import database, night, settings
from talent_warehouse.pages import write

UNIT, FORM = "530102-RC", "talent_register"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture(scope="module", autouse=True)
def outbox(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """五华区 has filed 2021, and 2022 in a file that came back; 2020 is in force nowhere."""
    with shared(server, tmp_path_factory.mktemp("letters")):
        inbox = settings.places().inbox / UNIT
        factories.write(inbox / "a.csv", factories.text(FORM, [factories.person(1)]))
        factories.write(
            inbox / "b.csv",
            factories.text(FORM, [factories.person(2)], ("报告期：2022年",)).replace("用工形式", "形式"),
        )
        night.ingest()
        yield settings.places().outbox / UNIT


def _letters(outbox: Path) -> list[str]:
    return [
        p.read_text(encoding="utf-8")
        for p in sorted(outbox.glob("催报函-*.txt"), key=lambda p: p.name[:-4].split("-")[2])
    ]


def _extend(period: str, days: int) -> None:
    until = str(TODAY - timedelta(days=days))
    talent("desk", "extend", f"{UNIT}/{FORM}/{period}", "--until", until, "--reason", "系统故障三天", "--by", "li")


def test_a_letter_says_what_is_over_and_comes_once_a_step(outbox: Path) -> None:
    owing = {one["unit"] for one in as_json("desk", "calendar", "--days", "0")}
    assert f"{len(owing)} letters" in talent("desk", "letters").stderr
    (first,) = _letters(outbox)
    assert first.startswith("催报函（第3级）\n昆明市五华区委人才工作领导小组办公室：\n")
    days = (TODAY - datetime(2021, 1, 31).date()).days
    assert f"　人才台账　2020：期限2021年1月31日，已逾期{days}天。" in first
    assert "2022：期限2023年1月31日" in first
    assert "已报的一份被退回，尚未重报" in first
    assert "人才台账　2021：" not in first
    assert "0 letters" in talent("desk", "letters").stderr
    assert (next(iter(outbox.glob("催报函-*")))).stat().st_mode & 0o777 == 0o640


def test_another_date_begins_anew_and_steps_follow_its_days(outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _extend("2020", 3)
    talent("desk", "letters")
    *_, second = _letters(outbox)
    assert "催报函（第1级）" in second
    assert "已逾期3天" in second
    assert "2022" not in second
    _extend("2020", 10)
    monkeypatch.setenv("TALENT_LETTERS", "yes")
    write.after_night()
    *_, third = _letters(outbox)
    assert "催报函（第2级）" in third
    assert len(_letters(outbox)) == 3
    with database.connect("steward") as connection:
        sent = connection.execute(
            "select period, step from audit.reminder where unit_code = %s order by reminder_id", (UNIT,)
        ).fetchall()
    assert sent == [("2020", 3), ("2022", 3), ("2020", 1), ("2020", 2)]
    chase = (settings.places().desk / "chase.html").read_text(encoding="utf-8")
    assert "第2级，催报函" in chase


def test_who_has_time_left_gets_no_letter(outbox: Path) -> None:
    _extend("2020", -5)
    before = len(_letters(outbox))
    talent("desk", "letters")
    assert len(_letters(outbox)) == before
    listed = [one for one in as_json("desk", "calendar", "--unit", UNIT) if one["period"] == "2020"]
    assert [(one["days"], one["state"], one["extended_because"]) for one in listed] == [(5, "owed", "系统故障三天")]
