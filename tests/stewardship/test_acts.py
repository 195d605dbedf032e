"""What a steward does about filings: explanations that remember a value, a second person, other dates, notes."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

import factories
from clones import shared
from commands import as_json, talent
from talent_warehouse import database, night, settings

UNIT, SLOT = "530102-RC", "530102-RC/talent_register/2021"
AWAY, FARTHER = "麒麟区", "沾益区"


def _file(name: str, *rows: dict[str, str | None]) -> str:
    content = factories.text("talent_register", [*(factories.person(n) for n in range(20, 30)), *rows])
    factories.write(settings.places().inbox / UNIT / f"{name}.csv", content)
    return night.ingest().run_id


@pytest.fixture(scope="module", autouse=True)
def runs(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """五华区 files thrice: somebody who works elsewhere moves and comes back, a sex is mended, a name stays empty."""
    away, nameless = factories.person(3, work_region=AWAY), factories.person(5, name=None)
    with shared(server, tmp_path_factory.mktemp("desk")):
        first = _file("一", away, factories.person(4, sex="女"), nameless)
        second = _file("二", away | {"work_region": FARTHER}, factories.person(4), nameless)
        yield [first, second]


def _rows(query: str, role: str = "steward") -> list[tuple[Any, ...]]:
    with database.connect(role) as connection:
        return connection.execute(query.encode()).fetchall()


def _finding(run: str, rule: str) -> int:
    ((number,),) = _rows(f"select finding_id from audit.finding_subject where run_id = '{run}' and rule_id = '{rule}'")
    return int(number)


def _explained(number: int) -> bool:
    ((is_explained,),) = _rows(f"select is_explained from audit.finding_subject where finding_id = {number}")
    return bool(is_explained)


def test_a_run_says_what_became_of_each_problem(runs: list[str]) -> None:
    first, second = (
        Counter(_rows(f"select rule_id, course from audit.finding_course where run_id = '{run}'")) for run in runs
    )
    assert first == Counter({("TR-132", "new"): 1, ("TR-113", "new"): 1, ("TR-name-required", "new"): 1})
    assert second == Counter({("TR-132", "moved"): 1, ("TR-113", "cured"): 1, ("TR-name-required", "persisting"): 1})


def test_a_fingerprint_is_the_values_that_the_message_tells_under_a_key(runs: list[str]) -> None:
    key = hmac.digest(bytes.fromhex("5a" * 32), b"finding", "sha256")
    said = [
        hmac.new(key, f'["TR-132", "五华区", "{code}"]'.encode(), hashlib.sha256).hexdigest()[:32]
        for code in ("530302", "530303")
    ]
    found = _rows("select fingerprint from audit.finding where rule_id = 'TR-132' order by finding_id")
    assert [value for (value,) in found] == said


def test_an_explanation_counts_for_the_value_that_it_explains(runs: list[str]) -> None:
    first, moved = (_finding(run, "TR-132") for run in runs)
    asked = as_json("desk", "asked", "--unit", UNIT)
    assert [(one["finding"], one["rule"]) for one in asked] == [(moved, "TR-132")]
    talent("desk", "explain", str(first), "--text", "援派两年，电话13812345678", "--by", "li")
    (one,) = as_json("desk", "explanations", "--waiting")
    assert "13812345678" not in one["text"]
    assert (one["explained_by"], one["decision"], _explained(first)) == ("li", "waiting", False)
    talent("desk", "accept", str(one["explanation"]), "--by", "li")
    assert _explained(first)
    assert not _explained(moved)  # asks again
    back = _file("三", factories.person(3, work_region=AWAY), factories.person(6))
    assert _explained(_finding(back, "TR-132"))
    assert as_json("desk", "asked", "--unit", UNIT) == []
    talent("desk", "revoke", str(one["explanation"]), "--reason", "援派已经结束", "--by", "wang")
    assert not _explained(first)
    assert "it cannot be accepted" not in talent("desk", "accept", str(one["explanation"]), "--by", "wang").stderr


def test_what_two_are_needed_for_one_cannot_do_twice(runs: list[str]) -> None:
    number = _finding(runs[0], "TR-113")
    talent("desk", "explain", str(number), "--text", "证件登记有误，已报公安", "--by", "li", "--second")
    own = str(as_json("desk", "explanations")[0]["explanation"])
    assert "cannot be confirmed" in talent("desk", "confirm", own, "--by", "wang", status=2).stderr
    talent("desk", "accept", own, "--by", "li")
    assert not _explained(number)
    assert "somebody else" in talent("desk", "confirm", own, "--by", "li", status=2).stderr
    assert own in {str(one["explanation"]) for one in as_json("desk", "explanations", "--waiting")}
    talent("desk", "confirm", own, "--by", "wang")
    assert _explained(number)
    with database.connect("owner") as connection:  # a year later
        connection.execute("update audit.explanation set expires_on = current_date - 2")
    assert not _explained(number)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("explain", "{critical}", "--text", "表里没有地方写", "--by", "li"), "必须改正"),
        (("explain", "999999", "--text", "表里没有地方写", "--by", "li"), "There is no finding"),
        (("explain", "{warning}", "--text", "属实", "--by", "li"), "5 or more"),
        (("explain", "{warning}", "--text", "援派两年", "--until", "2001-01-01", "--by", "li"), "is over"),
        (("refuse", "999999", "--reason", "没有这样的人", "--by", "li"), "There is no explanation"),
        (("extend", "530102-RC/talent_register/1999", "--until", "2030-01-01", "--reason", "系统故障三天", "--by", "li"), "Nothing is owed"),
        (("extend", SLOT, "--until", "2021-01-01", "--reason", "系统故障三天", "--by", "li"), "no later"),
        (("comment", "530199-XX", "--text", "联系人已更换", "--by", "li"), "There is no unit_code"),
        (("comment", UNIT, "--text", "联系人已更换", "--by", " "), "Nobody acts"),
    ],
)  # fmt: skip
def test_an_act_that_may_not_be_says_why(runs: list[str], arguments: tuple[str, ...], told: str) -> None:
    ((critical,),) = _rows("select min(finding_id) from audit.finding where severity = 'critical'")
    known = {"critical": critical, "warning": _finding(runs[0], "TR-132")}
    assert told in talent("desk", *(a.format(**known) for a in arguments), status=2).stderr.replace("\n", " ")


def test_another_date_is_the_one_that_is_owed_until_it_is_taken_back(runs: list[str]) -> None:
    due = f"select due_date::text from reference.owed_slot where unit_code || '/' || form || '/' || period = '{SLOT}'"
    assert _rows(due, "analyst") == [("2022-01-31",)]
    talent("desk", "extend", SLOT, "--until", "2022-03-15", "--reason", "系统故障三天", "--by", "li")
    talent("desk", "extend", SLOT, "--until", "2099-03-16", "--reason", "系统又故障一次", "--by", "li")
    assert _rows(due, "analyst") == [("2099-03-16",)]
    talent("desk", "extend", SLOT, "--back", "--reason", "单位已经报送", "--by", "wang")
    assert _rows(due, "analyst") == [("2022-01-31",)]
    assert (
        "no other date"
        in talent("desk", "extend", SLOT, "--back", "--reason", "单位已经报送", "--by", "li", status=2).stderr
    )


def test_a_reminder_by_hand_is_written_down_once(runs: list[str]) -> None:
    call = ("desk", "remind", SLOT, "--outcome", "下周一前补报", "--by", "li")
    talent(*call)
    assert "before" in talent(*call, status=2).stderr
    talent(*call, "--step", "2")
    talent("desk", "comment", SLOT, "--text", "经办科室已调整", "--by", "li")
    assert _rows("select step, outcome, reminded_by from audit.reminder order by 1") == [
        (1, "下周一前补报", "li"), (2, "下周一前补报", "li"),
    ]  # fmt: skip
    assert _rows("select form, period, comment from audit.comment") == [("talent_register", "2021", "经办科室已调整")]


NOT_THEIRS = {
    "loader": [
        "insert into audit.explanation_decision (explanation_id, decision) values (1, 'accepted')",
        "insert into audit.extension (unit_code, form, period, due_date, reason) values ('x', 'x', 'x', '2099-01-01', '系统故障')",
        "insert into audit.explanation (explained_by) values ('steward')",
    ],
    "analyst": ["select * from audit.explanation_now", "insert into audit.comment (unit_code, comment) values ('x', '联系人已更换')"],
    "steward": [
        "update audit.explanation set expires_on = '2099-01-01'",
        "delete from audit.explanation_decision",
        "update audit.reminder set outcome = ''",
        "insert into audit.comment (unit_code, comment, written_by) values ('x', '联系人已更换', 'wang')",
        "insert into audit.extension (unit_code, form, period, due_date, reason, granted_at) values ('x', 'x', 'x', null, '系统故障三天', now())",
        "truncate audit.approval",
    ],
    "builder": ["insert into audit.hold_decision (build_no) values (1)"],
    "publisher": ["insert into audit.hold_decision (build_no) values (1)"],
}  # fmt: skip


def test_no_role_changes_or_signs_what_is_not_its_to_sign() -> None:
    wrong = []
    for role, statements in NOT_THEIRS.items():
        for statement in statements:
            with database.connect(role) as connection:
                try:
                    connection.execute(statement.encode())
                except psycopg.errors.InsufficientPrivilege:
                    continue
            wrong.append(f"{role} may {statement}")
    assert wrong == []


@pytest.mark.parametrize(
    "statement",
    [
        "insert into audit.comment (unit_code, comment) values ('x', ' 好  ')",
        "insert into audit.extension (unit_code, form, period, due_date, reason) values ('x', 'x', 'x', '2099-01-01', '    .')",
        "insert into audit.explanation_decision (explanation_id, decision) select max(explanation_id), 'refused' from audit.explanation",
        "insert into audit.explanation_decision (explanation_id, decision) select max(explanation_id), 'confirmed' from audit.explanation",
        "insert into audit.explanation_decision (explanation_id, decision, accepted_id, accepted_by)"
        " select explanation_id, 'confirmed', decision_id, 'nobody' from audit.explanation_decision where decision = 'accepted' limit 1",
    ],
)  # fmt: skip
def test_the_ledger_refuses_what_says_nothing_or_confirms_nothing(runs: list[str], statement: str) -> None:
    with database.connect("steward") as connection, pytest.raises(psycopg.errors.IntegrityError):
        connection.execute(statement.encode())
