"""Rules that change: the next night judges anew what the changed rules cover, once, and the units hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

import changing
import factories
from changing import FORM, STRIKES, TEXTS, UNIT, Change, change, file
from commands import as_json, talent
from talent_warehouse import database, night, settings

__all__ = ["change"]

pytestmark = pytest.mark.usefixtures("warehouse")
QUERY = {
    "id": "TR-991", "severity": "warning", "column": "employer", **TEXTS,
    "query": f"select b.submission_id, b.sheet, b.row_no, b.employer from (select * from {{batch}}) as b"
    f" inner join (select * from {{batch}}) as o on b.submission_id = o.submission_id and b.row_no = o.row_no + 1"
    f" where o.employer = '{changing.BAD}'",
}  # fmt: skip
OWN = {
    "id": "TR-992", "severity": "warning", "column": "employer", **TEXTS,
    "expect_column_values_to_not_be_in_set": {"value_set": [changing.BAD]},
}  # fmt: skip


def _rows(query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url()) as connection:
        return connection.execute(query.encode()).fetchall()


def _found(source: str = "true") -> list[tuple[Any, ...]]:
    """Findings of rules of this test."""
    return _rows(
        "select s.period, f.rule_id, f.row_no from audit.finding as f inner join audit.submission as s using (submission_id)"
        f" where f.rule_id like 'TR-99%' and {source} order by 1, 2, 3"
    )


def _aside() -> list[tuple[Any, ...]]:
    return _rows(
        "select period, row_no from audit.quarantined_row inner join audit.submission using (submission_id) order by 1, 2"
    )


def _ledger() -> list[tuple[Any, ...]]:
    """All that a night without news leaves as it is."""
    return _rows(
        "select submission_id, state, judged_at, answered_at, rules_digest from audit.submission order by 1"
    ) + _rows("select reread_id, submission_id, told_at from audit.reread order by 1")


def _receipt(period: str, part: str = "回执.txt") -> str:
    ((own,),) = _rows(f"select submission_id from audit.in_force where period = '{period}'")
    return (settings.places().outbox / UNIT / f"{own}-{part}").read_text(encoding="utf-8")


@contextmanager
def _dying() -> Iterator[None]:
    """Whoever writes down that something is judged otherwise dies."""
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute(
            "create function public.dies() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$;"
            "create trigger dies before insert on audit.reread for each row execute function public.dies()"
        )
        yield
        connection.execute("drop function public.dies cascade")


def _rules() -> str:
    (row,) = [row for row in as_json("doctor") if row["check"] == "rules"]
    assert row["state"] == "ok"
    return str(row["found"])


def test_a_new_rule_reaches_what_is_in_force_of_its_periods_and_a_removed_one_frees_it(change: Change) -> None:
    for year in ("2020", "2021"):
        file(f"{year}.csv", year)
    file("sound.csv", "2022", bad=0)
    night.ingest()
    sound = _rows("select answered_at from audit.submission where period = '2022'")
    assert _rules() == "what is in force was judged by today's rules"

    trial = STRIKES | {"id": "TR-995", "severity": "trial", "since": 2021}
    change(STRIKES | {"since": "2021-07"}, QUERY | {"since": "2021"}, OWN | {"since": 2021}, trial)
    assert _rules().startswith(f"submissions in force judged by other rules than today's: 2 of {FORM};")
    before = _ledger()
    with database.connect("builder") as connection, database.build_lock(connection):
        assert night.judge(night.start_run("ingest")) == {}, "nobody judges under who builds"
    with _dying(), pytest.raises(night.NightError, match="power cut"):
        night.judge(night.start_run("ingest"))
    assert (_ledger(), _found()) == (before, []), "the next judges what is left, which is all"
    ingested = night.ingest()
    assert (ingested.accepted, ingested.returned) == (1, 0)
    assert _found() == [("2021", "TR-990", 3), ("2021", "TR-991", 4), ("2021", "TR-992", 3), ("2021", "TR-995", 3)]
    assert _aside() == [("2021", 3)]
    told = _receipt("2021")
    assert (
        "重新校验：校验规则有变化（新增规则TR-990、TR-991、TR-992），本份报送已按现行规则重新校验；上次答复：已接收。"
        in told
    )
    assert f"[必须改正] csv　F列第3行　工作单位：（新增规则）“工作单位”填的是“{changing.BAD}”，请改正。" in told
    assert "重新校验" not in _receipt("2020")
    assert _rows("select answered_at from audit.submission where period = '2022'") == sound, (
        "nothing is said where nothing is found"
    )
    assert _rules() == "what is in force was judged by today's rules"

    before = _ledger()
    assert night.ingest().accepted == 0
    assert _ledger() == before, "the second night does nothing"

    change(QUERY | {"since": "2021", "message_zh": "工作单位“{employer}”，请改正。"}, OWN | {"since": 2021})
    night.ingest()
    assert (len(_found()), _aside()) == (2, [])
    told = _receipt("2021")
    assert "（取消规则TR-990）" in told
    assert "新增" not in told, "other words make no other rule"
    assert "已接收，全部计入统计" in told


def test_a_rule_on_trial_is_told_to_stewards_alone(change: Change) -> None:
    file("a.csv", "2021")
    night.ingest()
    before = _ledger()
    change(STRIKES | {"severity": "trial"})
    ingested = night.ingest()
    assert ingested.findings == {"trial": 1}
    assert [row[:4] for row in _ledger()] == [row[:4] for row in before], "judged, and neither told nor built anew"
    assert (_found(), _aside()) == ([("2021", "TR-990", 3)], [])
    assert [f["severity"] for f in as_json("findings")] == ["trial"]
    assert "试行" in (settings.places().data_docs / ingested.run_id / FORM / "index.html").read_text(encoding="utf-8")

    file("b.csv", "2020")
    night.ingest()
    told = "".join(path.read_text(encoding="utf-8") for path in (settings.places().outbox / UNIT).iterdir())
    assert changing.BAD not in told
    assert "试行" not in told
    assert len(list((settings.places().outbox / UNIT).iterdir())) == 4, (
        "two receipts as text and page, and nothing to mend"
    )
    checked = as_json("check", str(_filed("2021")), "--unit", UNIT)
    assert (checked["verdict"], checked["findings"]) == ("accepted", [])

    change(STRIKES)
    night.ingest()
    assert _aside() == [("2020", 3), ("2021", 3)]
    assert "（修改规则TR-990）" in _receipt("2021"), "no trial any more"


def _filed(year: str) -> str:
    path = settings.places().home / "checked.csv"
    people = [factories.person(n, as_of_date=f"{year}-12-31", employer=changing.BAD) for n in range(2)]
    return str(factories.write(path, factories.text(FORM, people, (f"报告期：{year}年",))))


def test_a_correction_does_not_lose_rows_that_its_predecessor_would_not_have_had_either(change: Change) -> None:
    file("a.csv", "2021")
    file("b.csv", "2021", count=12)
    night.ingest()
    first, second = (own for (own,) in _rows("select submission_id from audit.submission order by n"))
    change(STRIKES)
    night.ingest()
    assert _rows("select submission_id, state from audit.submission order by n") == [
        (first, "accepted"),
        (second, "accepted"),
    ]
    assert len(_aside()) == 2
    assert _rows("select submission_id from audit.reread") == [(second,)], "nobody is told of what counts no more"

    change(STRIKES | {"version": "2"}, share=0.01)
    night.ingest()
    assert _rows("select * from audit.in_force") == []
    told = (settings.places().outbox / UNIT / f"{second}-回执.txt").read_text(encoding="utf-8")
    assert "退回原因：12行中有1行存在必须改正的问题" in told
    assert "校验规则或同一报送位中先到的报送有变化" in told
    change(share=0.01)
    night.ingest()
    assert [own for (own,) in _rows("select submission_id from audit.in_force")] == [second], (
        "what came back is accepted"
    )


def test_a_state_that_does_not_know_its_rules_takes_todays_where_the_contract_is_todays(change: Change) -> None:
    for year in ("2020", "2021"):
        file(f"{year}.csv", year)
    night.ingest()
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute("update audit.submission set rules_digest = null")
        connection.execute("update audit.submission set contract_version = '0.9.0' where period = '2020'")
    change(STRIKES)
    said = as_json("init")
    assert (said["older_rules"], said["assumed_rules"]) == ({FORM: 1}, 1)
    night.ingest()
    assert _found() == [("2020", "TR-990", 3)]
    assert "修改规则TR-990" in _receipt("2020"), "which rules there were before is not known"
    assert _rules().startswith("1 submissions in force are taken to be judged by today's rules")
    assert talent("rejudge", FORM, "--since", "2021").returncode == 0
    assert _found() == [("2020", "TR-990", 3), ("2021", "TR-990", 3)]
    assert _rules() == "what is in force was judged by today's rules"
