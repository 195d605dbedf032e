"""A held build that two persons let pass: only where the rule says so, and for just the rows that they saw."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import clones
from clones import Template
from commands import as_json, talent
from talent_warehouse import database, night, settings
from talent_warehouse.contracts import rules
from talent_warehouse.errors import ContractError

pytestmark = pytest.mark.published
RULE, OTHER = "G2-DENS-BOUNDS", "G2-DENS-UNITS"
SPOILT = "update warehouse.mart_talent_density set talent = talent_low - 1 where region_code in ({})"
REASON = "与单位核实两次，数值属实"


@pytest.fixture(autouse=True)
def releasable(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_publication: Template
) -> Iterator[None]:
    """The first publication, under rules of which one may be released."""
    folder = shutil.copytree(settings.folder("expectations"), tmp_path / "expectations")
    file = folder / "warehouse/mart_talent_density.yaml"
    text = file.read_text(encoding="utf-8")
    mark = f"- id: {RULE}\n  severity: critical\n"
    assert mark in text
    file.write_text(text.replace(mark, mark + "  release: two_persons\n"), encoding="utf-8")
    monkeypatch.setenv("TALENT_EXPECTATIONS", str(folder))
    with clones.cloned(server, tmp_path, monkeypatch, first_publication):
        yield


def _judged(*statements: str) -> str:
    """What gate 2 says of a new build of what the last one built, spoilt by hand: held by whom, or let through."""
    number = night.freeze(force=True)
    assert number is not None
    with database.connect("builder") as connection:
        for statement in statements:
            connection.execute(statement.encode())
        connection.execute("update audit.build set state = 'built' where build_no = %s", (number,))
    try:
        night.gate2(number, night.start_run("publish"))
    except night.NightError as exc:
        return str(exc)
    return "through"


def test_two_persons_let_pass_just_what_they_saw() -> None:
    spoilt = SPOILT.format("'530102'")
    assert RULE in _judged(spoilt)
    (held,) = as_json("desk", "holds")
    assert (held["rule_id"], held["may_be_released"], held["released_by"]) == (RULE, True, [])
    talent("desk", "release", RULE, "--reason", REASON, "--by", "li")
    assert "already" in talent("desk", "release", RULE, "--reason", REASON, "--by", "li", status=2).stderr
    assert RULE in _judged()  # one is not enough; the warehouse is as it was spoilt
    assert as_json("desk", "holds")[0]["released_by"] == ["li"]
    talent("desk", "release", RULE, "--reason", REASON, "--by", "wang")
    assert _judged() == "through"
    assert as_json("desk", "holds") == []
    assert RULE in _judged(SPOILT.format("'530100'"))  # another row: nobody has seen it
    (held,) = as_json("desk", "holds")
    assert held["released_by"] == []
    with database.connect("publisher") as connection:
        assert connection.execute("select count(*) from audit.publication").fetchone() == (1,)


def test_one_who_rejects_is_enough_and_other_rules_are_never_released() -> None:
    both = [
        SPOILT.format("'530102'"),
        "update warehouse.mart_talent_density set units_in_force = units_expected + 1, is_complete = false",
    ]
    assert RULE in (told := _judged(*both))
    assert OTHER in told
    refused = talent("desk", "release", OTHER, "--reason", REASON, "--by", "li", status=2).stderr
    assert "may not be released" in refused
    assert (
        "holds no build" in talent("desk", "release", "G2-MRPY-CELL", "--reason", REASON, "--by", "li", status=2).stderr
    )
    for name in ("li", "wang"):
        talent("desk", "release", RULE, "--reason", REASON, "--by", name)
    talent("desk", "reject", RULE, "--reason", "盘龙区的人数还没有核实", "--by", "zhao")
    assert RULE in _judged()


@pytest.mark.parametrize("key", [{"release": "anybody"}, {"release": "two_persons", "severity": "warning"}])
def test_a_release_that_makes_no_sense_is_no_rule(key: dict[str, str]) -> None:
    entry = {
        "id": "X",
        "severity": "critical",
        "query": "select 1",
        "message_zh": "x",
        "message_en": "x",
        "reason": "x",
    } | key
    with pytest.raises(ContractError, match="release is two_persons"):
        rules.rules_of([entry], "1", "test")
