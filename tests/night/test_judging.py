"""All forms are judged by one step: a form that cannot be judged keeps no other from its answer, and is judged later."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import factories
from talent_warehouse import database, night, settings


@pytest.fixture(autouse=True)
def filed(warehouse: str) -> None:
    """A register and a return, in an inbox of this test's."""
    assert warehouse
    inbox = settings.places().inbox
    factories.write(inbox / "530102-RC/台账.csv", factories.text("talent_register", [factories.person(1)]))
    factories.write(inbox / "530100-RC/报表.csv", factories.text("measure_return", [factories.RETURN]))


@contextmanager
def another_night(form: str) -> Iterator[None]:
    """Somebody else judges this form."""
    with database.connect("loader", "another night") as connection, database.judging_lock(connection, form):
        yield


def states() -> dict[str, tuple[str, bool]]:
    """State by form, and whether it is answered."""
    with database.connect("steward") as connection:
        rows = connection.execute("select form, state, answered_at is not null from audit.submission").fetchall()
    return {form: (state, answered) for form, state, answered in rows}


@pytest.mark.parametrize("held", ["measure_return", "talent_register"])
def test_the_other_form_is_answered_and_this_one_afterwards(held: str) -> None:
    other = {"measure_return": "talent_register", "talent_register": "measure_return"}[held]
    with another_night(held), pytest.raises(night.NightError) as told:
        night.ingest()
    assert re.fullmatch(
        rf"Failed: {held} could not be judged: The judgement of {held} is held by \(\d+, 'another night', .*\) \(server"
        r" process, step, since\)\. Wait until it is done and run this again\."
        r" 0 arrivals are unread and 1 submissions unjudged\. Run `talent ingest` again: it resumes there\.",
        str(told.value),
    )
    assert states() == {held: ("landed", False), other: ("accepted", True)}
    assert night.ingest().accepted == 1
    assert states() == {held: ("accepted", True), other: ("accepted", True)}


def test_the_step_names_forms_and_seconds_and_a_retry_judges_what_is_left(caplog: pytest.LogCaptureFixture) -> None:
    run_id = night.start_run("ingest")
    for batch in night.collect():
        night.land(batch)
    with caplog.at_level(logging.INFO, "talent_warehouse.night"):
        with another_night("measure_return"), pytest.raises(night.NightError, match=r"^measure_return could not be"):
            night.judge(run_id)
        assert list(night.judge(run_id)) == ["measure_return"]
    said = [r.getMessage() for r in caplog.records if " accepted" in r.getMessage()]
    assert [line.partition(" in ")[0] for line in said] == [
        "talent_register: 1 accepted, 0 returned, 0 findings",
        "measure_return: 1 accepted, 0 returned, 0 findings",
    ]
    assert all(line.endswith(" s") for line in said)
    assert night.judge(run_id) == {}
