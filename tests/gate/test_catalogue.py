"""The list of all rules leaves none out, and the page of the documents is made from it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from commands import talent
from talent_warehouse import contracts, settings
from talent_warehouse.errors import UnknownError
from talent_warehouse.gate import catalogue, gate2
from talent_warehouse.reading import issues


def test_every_rule_of_the_reader_and_of_both_gates_is_listed_once() -> None:
    listed = [rule.rule for rule in catalogue.chosen(None)]
    assert len(listed) == len(set(listed))
    assert set(listed) == {
        *issues.known(),
        *(rule.id for form in contracts.filed().values() for rule in form.rules),
        *(rule.id for suite in gate2.suites() for rule in suite.rules),
    }
    assert "TR-name-required" in listed


def test_the_page_of_the_documents_is_current() -> None:
    page = (settings.REPOSITORY / "docs/rules.md").read_text(encoding="utf-8")
    assert page == catalogue.page(), "talent rules --markdown > docs/rules.md"


def test_the_page_has_a_row_for_every_rule_with_its_field_and_reason() -> None:
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in catalogue.page().splitlines() if "-" in line[:9]}
    for rule in catalogue.chosen(None):
        assert rule.reason.replace("|", "\\|") in rows[rule.rule]
    assert " | 身份证号 | “身份证号”〔身份证号〕的位数不对；" in rows["TR-101"]
    assert "［其中“〔near〕”是否即此列？］" in rows["RD-missing_column"]


def test_the_page_says_since_when_a_rule_holds() -> None:
    (rule,) = (r for r in contracts.form("talent_register").rules if r.id == "TR-101")
    group = catalogue.Group("talent_register", "t", (replace(rule, since="2021-07", severity="trial"),))
    assert "| TR-101 | trial since 2021-07 | " in "\n".join(catalogue._section(group))
    assert catalogue.Listed.of(group, group.rules[0]).since == "2021-07"


def test_a_group_or_a_rule_is_chosen_by_name() -> None:
    assert {rule.where for rule in catalogue.chosen("service_log")} == {"service_log"}
    (rule,) = catalogue.chosen("FL-127")
    assert (rule.where, rule.column, rule.check) == (
        "funding_ledger", "payee_count", "expect_column_values_to_be_between payee_count__v min_value: 1",
    )  # fmt: skip
    with pytest.raises(
        UnknownError, match=r"There is no form, relation or rule 'X'\. .* one of reader, entity_register,"
    ):
        catalogue.chosen("X")


def test_the_command_shows_what_was_chosen() -> None:
    (rule,) = json.loads(talent("rules", "RD-empty", "--json").stdout)
    assert (rule["rule"], rule["severity"], rule["where"], rule["check"]) == ("RD-empty", "critical", "reader", "")
    shown = talent("rules", "TR-107").stdout
    assert "id_number is not null or id_type__v = 'none'" in shown
    assert talent("rules", "--markdown").stdout == catalogue.page()
