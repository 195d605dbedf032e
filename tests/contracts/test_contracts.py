"""Contracts are valid Open Data Contract Standard documents, and say all that a form needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from open_data_contract_standard.model import OpenDataContractStandard

from talent_warehouse import contracts, database, settings
from talent_warehouse.errors import ContractError, UnknownError

PATHS = sorted(contracts.forms_folder().glob("*.yaml"))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_a_contract_is_valid_and_keeps_its_meaning_through_the_published_model(path: Path) -> None:
    contract = OpenDataContractStandard.from_file(str(path))
    again = OpenDataContractStandard.from_string(contract.to_yaml())
    assert again == contract
    assert contracts.load(path).name == path.stem


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_a_misspelt_key_is_named_with_its_place(path: Path, tmp_path: Path) -> None:
    broken = tmp_path / path.name
    broken.write_text(path.read_text(encoding="utf-8").replace("businessName:", "businesName:", 2), encoding="utf-8")
    with pytest.raises(ContractError, match=r"\$\.schema\[0\].*businesName"):
        contracts.load(broken)


def test_a_repeated_rule_id_is_refused(tmp_path: Path) -> None:
    path = contracts.forms_folder() / "talent_register.yaml"
    broken = tmp_path / path.name
    broken.write_text(path.read_text(encoding="utf-8").replace("id: TR-102", "id: TR-101"), encoding="utf-8")
    with pytest.raises(ContractError, match="rule ids repeat: \\['TR-101'\\]"):
        contracts.load(broken)


def test_a_person_is_never_prefilled(tmp_path: Path) -> None:
    path = contracts.forms_folder() / "talent_register.yaml"
    broken = tmp_path / path.name
    kind = "- {property: valueKind, value: identity_number}"
    text = path.read_text(encoding="utf-8").replace(kind, f"{kind}\n          - {{property: prefill, value: known}}")
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=r"id_number: prefill 'known' .* a person is never prefilled"):
        contracts.load(broken)


def test_a_field_that_is_added_is_asked_of_no_period_before_it(tmp_path: Path) -> None:
    path = contracts.forms_folder() / "talent_register.yaml"
    later = tmp_path / path.name
    kind = "- {property: lookup, value: education}"
    text = path.read_text(encoding="utf-8").replace(kind, f"{kind}\n          - {{property: since, value: 2024-07}}")
    later.write_text(text, encoding="utf-8")
    rules = {rule.id for rule in contracts.load(later).rules if not rule.covers("2023")}
    assert rules == {"TR-education-required", "TR-education-type"}


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("{property: askedOf, value: {origin: [inside]}}", r"award_level: askedOf names 'origin'; .*'role'"),
        ("{property: askedOf, value: role}", r"award_level: askedOf 'role' is no field with a list of its codes"),
        ("{property: askedOf, value: {role: [winner]}}", None),
    ],
)
def test_rows_are_told_apart_by_a_code_that_every_row_has(tmp_path: Path, asked: str, fault: str | None) -> None:
    path = contracts.forms_folder() / "programme_roster.yaml"
    other = tmp_path / path.name
    here = "{property: askedOf, value: {role: [awardee]}}"
    other.write_text(path.read_text(encoding="utf-8").replace(here, asked), encoding="utf-8")
    if fault:
        with pytest.raises(ContractError, match=fault):
            contracts.load(other)
    else:
        (rule,) = (rule for rule in contracts.load(other).rules if rule.id == "PR-award_level-asked")
        assert (rule.severity, rule.check) == ("warning", "award_level is null or role__v in ('winner')")


def test_an_unknown_form_lists_those_there_are() -> None:
    with pytest.raises(UnknownError, match=r"There is no form 'x'\. Forms: entity_register, funding_ledger,"):
        contracts.form("x")


def test_every_field_and_rule_speaks_chinese_and_english() -> None:
    for form in contracts.forms().values():
        for field in form.fields:
            assert field.description, field.name
            assert field.description_en, field.name
        for rule in form.rules:
            assert "请" in rule.message_zh or rule.severity == "info", rule.id
            assert rule.message_en, rule.id
            assert rule.reason, rule.id
            assert rule.dimension in {
                "accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness",
            }, rule.id  # fmt: skip


def test_no_two_labels_of_a_form_mean_two_fields() -> None:
    from talent_warehouse.reading.tables.headers import normalise

    for form in contracts.forms().values():
        seen: dict[str, str] = {}
        for field in form.fields:
            for label in (field.header, *field.synonyms):
                assert seen.setdefault(normalise(label), field.name) == field.name, label


def test_every_lookup_of_a_contract_has_codes(warehouse: str) -> None:
    assert warehouse
    with database.connect("loader") as connection:
        lists = {name for (name,) in connection.execute("select distinct list from reference.lookup")}
        ambiguous = connection.execute(
            "select list, text from reference.lookup group by list, text having count(distinct code) > 1"
        ).fetchall()
    assert {f.lookup for form in contracts.forms().values() for f in form.fields if f.lookup} <= lists
    assert ambiguous == []


def test_an_unreadable_cell_costs_no_row_only_where_no_number_rests_on_it() -> None:
    """What is a warning may stay empty, stands in no key, and the models only pass it on."""
    spared = {
        (form.name, rule.column)
        for form in contracts.forms().values()
        for rule in form.rules
        if rule.id.endswith("-type") and rule.severity == "warning"
    }
    assert spared == {
        ("talent_register", "sex"), ("talent_register", "degree"), ("talent_register", "title_series"),
        ("talent_register", "entry_date"), ("talent_register", "entry_mode"), ("programme_roster", "origin"),
        ("programme_roster", "start_date"), ("programme_roster", "end_date"), ("service_log", "end_date"),
        ("post_ledger", "held_on"), ("post_ledger", "channel"), ("post_ledger", "employer_kind"),
        ("service_log", "entity_kind"), ("service_log", "scope"), ("talent_register", "employer_level"), ("funding_ledger", "purpose"),
        *(("programme_roster", name) for name in (
            "education", "life_stage_to", "target_year", "platform_id", "claim", "award_level", "outcome", "outcome_grade",
            "outcome_date", "posting_kind", "posting_level",
        )),
    }  # fmt: skip
    counting = {"education", "life_stage_to", "claim", "scope"}  # words of other models as well
    dbt = settings.folder("dbt")
    lines = [
        (path.name, line.strip())
        for path in (*dbt.glob("models/*/int_*.sql"), *dbt.glob("macros/*.sql"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for _, name in spared
        if name not in counting
        if re.search(rf"\b{name}\b", line) and line.strip().strip(",") != name
    ]
    assert lines == []
    asked = {
        (form.name, field)
        for form in contracts.forms().values()
        for column in (form.measures.columns if form.measures else ())
        # what rows say at least stays true where a cell is not read
        if any(re.search(rf"\b{column.name}\b", d.condition) for d in form.measures.derives if not d.is_floor)
        for field in column.fields
    }
    assert not asked & spared, "a condition asks for it"
