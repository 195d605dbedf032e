"""The command as a person and as a program use it: one JSON document on stdout, all else on stderr, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from commands import FINDING_KEYS, as_json, talent, talent_process

pytestmark = pytest.mark.usefixtures("warehouse")

FORM_KEYS = {"form", "title", "period_grain", "version", "fields"}
FIELD_KEYS = {"field", "header", "synonyms", "type", "required", "personal"}
SUBMISSION_KEYS = {
    "submission_id", "sha256", "file", "unit", "form", "period", "part", "n", "state", "in_force", "reason",
    "is_nil", "rows_landed", "rows_quarantined", "received_at",
}  # fmt: skip


@pytest.mark.slow
def test_a_day_at_the_command_line(tmp_path: Path) -> None:
    rows = [factories.person(n, education="函授" if n == 0 else "大学本科") for n in range(10)]
    path = factories.write(tmp_path / "台账.csv", factories.text("talent_register", rows))
    slot = ("--unit", "530102-RC", "--form", "talent_register", "--period", "2021")
    (submitted,) = as_json("submit", str(path), *slot)
    assert submitted["state"] == "received"
    assert as_json("ingest")["accepted"] == 1
    (again,) = as_json("submit", str(path), *slot)
    assert again["submission_id"] == submitted["submission_id"]
    (shown,) = as_json("submissions", "--slot", "530102-RC/talent_register/2021/-")
    assert set(shown) == SUBMISSION_KEYS
    assert (shown["state"], shown["in_force"], shown["rows_landed"], shown["rows_quarantined"]) == (
        "accepted",
        True,
        10,
        1,
    )
    found = as_json("findings", "--submission", shown["submission_id"])
    assert set(found[0]) == FINDING_KEYS
    assert (found[0]["rule"], found[0]["row"], found[0]["column"]) == ("TR-education-type", 3, "education")
    assert as_json("publish")["no"] == 1
    assert as_json("publish")["no"] is None
    sums = as_json("checksum")
    assert {"relation", "rows", "hash"} == set(sums[0])
    assert as_json("checksum", "--publication", "1") == sums
    assert [p["no"] for p in as_json("publications")] == [1]
    talent("withdraw", shown["submission_id"], "--why", "a test")
    assert as_json("submissions")[0]["state"] == "withdrawn"
    assert as_json("summary")["publication"] == 1
    assert talent("findings").stdout.startswith("critical TR-education-type  530102-RC 台账.csv csv 3 education")


def test_forms_are_shown_as_documented() -> None:
    assert {f["form"] for f in as_json("form", "list")} == {
        "entity_register", "funding_ledger", "measure_return", "post_ledger", "programme_roster", "service_log",
        "talent_register",
    }  # fmt: skip
    form = as_json("form", "show", "talent_register")
    assert set(form) == FORM_KEYS
    assert set(form["fields"][0]) == FIELD_KEYS
    assert [f["field"] for f in form["fields"] if f["personal"]] == ["name", "id_number"]


def test_a_mistake_says_what_to_do_and_exits_with_2(tmp_path: Path) -> None:
    done = talent_process("form", "show", "nothing", status=2)
    assert "There is no form 'nothing'. Forms: entity_register, funding_ledger," in done.stderr
    assert done.stdout == ""
    assert "no submission 'S1'" in talent("findings", "--submission", "S1", status=2).stderr
    assert "no slot" in talent("submissions", "--slot", "x", status=2).stderr
    assert "say --full" in talent("rebuild", status=2).stderr
    missing = talent(
        "submit", str(tmp_path / "x"), "--unit", "a", "--form", "talent_register", "--period", "2021", status=2
    )
    assert "There is no file" in missing.stderr


def test_doctor_finds_the_installation_sound_and_names_what_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {row["state"] for row in as_json("doctor")} == {"ok"}
    factories.write(tmp_path / "inbox/530102-RC/a.csv", factories.text("talent_register", [factories.person(1)]))
    talent("ingest")
    (kept,) = [p for p in (tmp_path / "archive").rglob("*") if p.is_file()]
    kept.unlink()
    wrong = [row for row in as_json("doctor", status=1) if row["state"] == "wrong"]
    assert [row["check"] for row in wrong] == ["ledger"]
    assert "restore the archive" in wrong[0]["mend"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert "database" in [row["check"] for row in as_json("doctor", status=1) if row["state"] == "wrong"]


def test_a_url_is_given_for_each_role() -> None:
    assert "talent_analyst" in talent("db", "url", "--role", "analyst").stdout
    assert "none of owner, loader" in talent("db", "url", "--role", "nobody", status=2).stderr
