"""One language of rules for the reader and both gates: what it fills in, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from talent_warehouse import contracts
from talent_warehouse.contracts import judged_by, rules
from talent_warehouse.errors import ContractError
from talent_warehouse.gate import gate2

ENTRY: dict[str, Any] = {
    "id": "X-1", "severity": "warning", "column": "amount", "predicate": "amount__v > 0",
    "message_zh": "“金额”为{amount}，请改正。", "message_en": "amount is {amount}.", "reason": "Made up.",
}  # fmt: skip
QUERY = {key: value for key, value in ENTRY.items() if key != "predicate"} | {"query": "select year from {batch}"}
COLUMNS = {"amount": "amount__v", "payer": "payer"}


def _one(**changes: Any) -> rules.Rule:
    entry = {k: v for k, v in (ENTRY | changes).items() if v is not None}
    (rule,) = rules.rules_of([entry], "1.0.0", "form.yaml", value_columns=COLUMNS)
    return rule


def test_what_is_not_said_is_filled_in() -> None:
    rule = _one()
    assert (rule.version, rule.dimension, rule.name, rule.query, rule.holds_unit) == (
        "1.0.0",
        "consistency",
        "",
        None,
        False,
    )
    assert rule.holes == {"amount"}
    assert rule.text({"amount": "金额"}) == "“金额”为〔金额〕，请改正。"


@pytest.mark.parametrize(("check", "predicate", "dimension"), [
    ({"expect_column_values_to_be_between": {"min_value": 1}}, "amount__v >= 1", "accuracy"),
    ({"expect_column_values_to_be_between": {"min_value": 1, "max_value": 2.5}}, "amount__v >= 1 and amount__v <= 2.5", "accuracy"),
    ({"expect_column_values_to_be_in_set": {"column": "payer", "value_set": ["a", "it's"]}}, "payer in ('a', 'it''s')", "conformity"),
    ({"expect_column_values_to_not_be_null": {}}, "amount__v is not null", "completeness"),
])  # fmt: skip
def test_an_expectation_of_the_librarys_own_looks_at_the_value_of_its_field(
    check: dict[str, Any], predicate: str, dimension: str
) -> None:
    rule = _one(predicate=None, **check)
    assert (rule.predicate, rule.dimension) == (predicate, dimension)


@pytest.mark.parametrize(("changes", "said"), [
    ({"reason": None}, r"form\.yaml, rule X-1: keys \['reason'\] are missing or unknown"),
    ({"mesage_en": "x"}, r"keys \['mesage_en'\] are missing or unknown"),
    ({"predicate": None}, r"it says \[\]; expected one check"),
    ({"query": "select 1"}, r"it says \['predicate', 'query'\]; expected one check"),
    ({"severity": "fatal"}, r"severity 'fatal' is none of critical, warning, info, trial"),
    ({"severity": "trial", "action": "hold_unit"}, r"a rule on trial returns nothing"),
    ({"since": "2021-13"}, r"rule X-1: since '2021-13' is no period; write it as 2021, 2021-Q2 or 2021-05"),
    ({"action": "shout"}, r"action 'shout' is unknown; hold_unit is one"),
    ({"column": "amuont"}, r"column 'amuont' is no field"),
    ({"predicate": None, "expect_column_values_to_be_between": {"least": 1}}, r"takes \['max_value', 'min_value'\], not \['least'\]"),
    ({"predicate": None, "expect_column_pair_values_to_be_equal": {}}, r"keys \['expect_column_pair_values_to_be_equal'\] are"),
])  # fmt: skip
def test_a_rule_that_is_not_well_formed_is_named_with_its_place(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ContractError, match=said):
        _one(**changes)


def test_a_rule_has_a_version_and_a_beginning_of_its_own() -> None:
    rule = _one(since="2021-07", version="2")
    assert (rule.version, rule.since, _one().has_version) == ("2", "2021-07", False)
    covered = ["2021", "2021-07", "2021-Q3", "2022-01"]
    assert [p for p in ("2020", "2021-06", "2021-Q2", *covered) if rule.covers(p)] == covered
    looking = rule.looking_at("year >= 2021")
    assert looking.predicate == "not (year >= 2021) or (amount__v > 0)"
    query = _one(predicate=None, query="select 1 from {batch}").looking_at("year >= 2021").query
    assert query == "select 1 from (select * from {batch} where year >= 2021) as covered"


@pytest.mark.parametrize(("changes", "is_other"), [
    ({"message_zh": "x", "message_en": "y", "reason": "z", "name": "n", "dimension": "accuracy"}, False),
    ({"predicate": " amount__v  >\n0 "}, False), ({"predicate": "amount__v > 1"}, True), ({"severity": "trial"}, True),
    ({"since": "2021"}, True), ({"since": "2022"}, True), ({"version": "2"}, True), ({"column": "payer"}, True),
])  # fmt: skip
def test_what_decides_a_judgement_makes_another_rule_and_words_do_not(changes: dict[str, Any], is_other: bool) -> None:
    form = contracts.form("talent_register")

    def digest(**more: Any) -> str:
        return judged_by.rule_set(replace(form, rules=(_one(**more),)), "2021").digest

    assert (digest(**changes) != digest()) is is_other
    assert judged_by.rule_set(replace(form, max_quarantined_share=0.5), "2021") != judged_by.rule_set(form, "2021")
    assert judged_by.rule_set(replace(form, version="9"), "2021") == judged_by.rule_set(form, "2021")


def test_a_file_of_rules_is_refused_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "warehouse/fct.yaml"
    path.parent.mkdir()
    monkeypatch.setattr(gate2.settings, "folder", lambda _: tmp_path)
    for body, said in (
        ({"titel": "t", "rules": []}, r"fct\.yaml: keys \['titel', 'title'\] are missing or unknown"),
        ({"title": "t", "rules": [ENTRY]}, r"fct\.yaml: \['X-1'\] have no query"),
        ({"title": "t", "rules": [QUERY | {"since": "2021-07"}]}, r"fct\.yaml: since of \['X-1'\] is no year"),
    ):
        path.write_text(yaml.safe_dump(body), encoding="utf-8")
        with pytest.raises(ContractError, match=said):
            gate2.suites()


def test_a_rule_of_gate_2_with_a_beginning_finds_rows_of_that_year_and_later() -> None:
    found = rules.rules_of([QUERY | {"since": 2021}], "1", "fct.yaml")
    (rule,) = gate2.looking_at(gate2.Suite("fct", "t", found), is_full=True).rules
    assert rule.query == "select * from (select year from {batch}) as found where found.year >= 2021"


def test_what_is_read_has_no_beginning(tmp_path: Path) -> None:
    entry = {key: value for key, value in ENTRY.items() if key != "predicate"}
    path = tmp_path / "reader.yaml"
    path.write_text(yaml.safe_dump({"title": "t", "rules": [entry | {"since": "2021"}]}), encoding="utf-8")
    with pytest.raises(ContractError, match="read before its period is known"):
        rules.load(path, is_checked=False)


def test_two_rules_of_one_id_are_refused() -> None:
    with pytest.raises(ContractError, match=r"form\.yaml: rule ids repeat: \['X-1'\]"):
        rules.rules_of([ENTRY, ENTRY], "1", "form.yaml")
