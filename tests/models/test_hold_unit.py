"""A correction that cannot be one: gate 2 sends it back, its predecessor is published, the others' news is not held up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
import yaml

import factories
from talent_warehouse import build, database, night
from talent_warehouse.errors import ContractError
from talent_warehouse.gate import gate2
from talent_warehouse.intake import submissions

pytestmark = pytest.mark.usefixtures("warehouse")


def _file(tmp_path: Path, unit: str, numbers: Sequence[int], **fields: str | None) -> str:
    path = tmp_path / "register.csv"
    rows = [factories.person(n, **fields) for n in numbers]
    path.write_text(factories.text("talent_register", rows), encoding="utf-8")
    with database.connect("loader") as connection:
        submission_id = submissions.submit(connection, path, unit, "talent_register", "2021")[1]
    night.ingest()
    assert submission_id
    return submission_id


def _headcounts() -> dict[str, int]:
    with psycopg.connect(database.role_url("analyst")) as connection:
        return dict(
            connection.execute(
                "select region_code, headcount from mart.mart_region_programme_year where rollup = 'own'"
                " and programme_code = '_T' and year = 2021 and headcount > 0"
            ).fetchall()
        )


def _found(submission_id: str) -> list[tuple[str, str]]:
    with database.connect("steward") as connection:
        return connection.execute(
            "select rule_id, severity from audit.finding where submission_id = %s and source = 'gate2'",
            (submission_id,),
        ).fetchall()


def _state(submission_id: str) -> tuple[str, str]:
    with database.connect("steward") as connection:
        row = connection.execute(
            "select state, coalesce(reason, '') from audit.submission where submission_id = %s", (submission_id,)
        ).fetchone()
    assert row
    return row


@pytest.mark.slow
def test_corrections_that_cannot_be_go_back_and_the_night_goes_on(tmp_path: Path) -> None:
    first = _file(tmp_path, "530102-RC", range(100))
    _file(tmp_path, "530103-RC", range(200, 230), work_region="盘龙区")
    night.publish()
    few = _file(tmp_path, "530102-RC", range(3))
    nameless = _file(tmp_path, "530103-RC", range(200, 231), work_region="盘龙区", id_number=None, id_type="无")
    other = _file(tmp_path, "530111-RC", range(300, 304), work_region="官渡区")
    assert _state(few)[0] == _state(nameless)[0] == "accepted"
    published = night.publish()
    assert published is not None
    assert published.no == 2
    assert _headcounts() == {"530102": 100, "530103": 30, "530111": 4}
    assert _state(first)[0] == _state(other)[0] == "accepted"
    with database.connect("steward") as connection:
        builds = connection.execute(
            "select build_no, state, reason from audit.build where build_no > 0 order by build_no"
        ).fetchall()
    returned = gate2.RETURNED + ", ".join(sorted([few, nameless]))
    assert builds == [(1, "published", None), (2, "abandoned", returned), (3, "published", None)]
    for submission_id, unit, rule, text in (
        (few, "530102-RC", "G2-HEAD-FACTOR", "相差二十倍以上"),
        (nameless, "530103-RC", "G2-HEAD-WEAK", "均没有证件号码"),
    ):
        state, reason = _state(submission_id)
        assert (state, text in reason) == ("returned", True)
        assert _found(submission_id) == [(rule, "critical")]
        assert text in (tmp_path / "outbox" / unit / f"{submission_id}-回执.txt").read_text(encoding="utf-8")
    assert night.publish() is None
    _a_gate_that_was_killed_after_returning_goes_on_with_the_build(tmp_path)


def _a_gate_that_was_killed_after_returning_goes_on_with_the_build(tmp_path: Path) -> None:
    """The same unit tries again, and the gate dies between its verdict and the new build."""
    few = _file(tmp_path, "530102-RC", range(4))
    run_id = night.start_run("publish")
    number = night.freeze()
    assert number is not None
    build.build_all(number)
    assert gate2.judge(number, run_id).returned == (few,)  # and here it died
    judged = night.gate2(number, run_id)
    assert judged["build"] == number + 1
    night.publish_build(number + 1)
    night.check_publish(number, run_id)
    assert _headcounts() == {"530102": 100, "530103": 30, "530111": 4}


def test_an_unknown_action_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"title": "t", "version": 1, "rules": [{"id": "X", "action": "shout"}]}
    path = tmp_path / "warehouse" / "fct.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(body), encoding="utf-8")
    monkeypatch.setattr(gate2.settings, "folder", lambda _: tmp_path)
    with pytest.raises(ContractError, match=r"action 'shout' is unknown"):
        gate2.suites()
