"""One language of rules for the reader and both gates: what it fills in, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from talent_warehouse.contracts import rules
from talent_warehouse.errors import ContractError
from talent_warehouse.gate import gate2

ENTRY: dict[str, Any] = {
    "id": "X-1", "severity": "warning", "column": "amount", "predicate": "amount__v > 0",
    "message_zh": "“金额”为{amount}，请改正。", "message_en": "amount is {amount}.", "reason": "Made up.",
}  # fmt: skip
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
    ({"severity": "fatal"}, r"severity 'fatal' is none of critical, warning, info"),
    ({"action": "shout"}, r"action 'shout' is unknown; hold_unit is one"),
    ({"column": "amuont"}, r"column 'amuont' is no field"),
    ({"predicate": None, "expect_column_values_to_be_between": {"least": 1}}, r"takes \['max_value', 'min_value'\], not \['least'\]"),
    ({"predicate": None, "expect_column_pair_values_to_be_equal": {}}, r"keys \['expect_column_pair_values_to_be_equal'\] are"),
])  # fmt: skip
def test_a_rule_that_is_not_well_formed_is_named_with_its_place(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ContractError, match=said):
        _one(**changes)


def test_a_file_of_rules_is_refused_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "warehouse/fct.yaml"
    path.parent.mkdir()
    monkeypatch.setattr(gate2.settings, "folder", lambda _: tmp_path)
    for body, said in (
        ({"titel": "t", "rules": []}, r"fct\.yaml: keys \['titel', 'title'\] are missing or unknown"),
        ({"title": "t", "rules": [ENTRY]}, r"fct\.yaml: \['X-1'\] have no query"),
    ):
        path.write_text(yaml.safe_dump(body), encoding="utf-8")
        with pytest.raises(ContractError, match=said):
            gate2.suites()


def test_two_rules_of_one_id_are_refused() -> None:
    with pytest.raises(ContractError, match=r"form\.yaml: rule ids repeat: \['X-1'\]"):
        rules.rules_of([ENTRY, ENTRY], "1", "form.yaml")
