"""What rows derive is declared in contracts, checked there, and named nowhere else."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from talent_warehouse import contracts, settings
from talent_warehouse.contracts.catalogue import require_agreement
from talent_warehouse.errors import ContractError

ROOT = settings.REPOSITORY
# Where a form, a fact or a measure may be named although nothing is derived there.
ALLOWED = {
    ("src/talent_warehouse/operations/ledger.py", "talent_register"): "an example in the message about a slot",
    ("src/talent_warehouse/cli/forms.py", "flats"): "an example of a file of fields",
    ("dbt/macros/lattice_rows.sql", "editions"): "a dimension of the lattice",
    ("src/talent_warehouse/operations/narratives.py", "fct_observation"): "the fact of all that is observed",
    ("src/talent_warehouse/pages/leader.py", "people_served"): "a column of the mart that the page shows",
}


def _names() -> set[str]:
    declared = {form.name: form.measures for form in contracts.forms().values()}
    names = {name for name, of in declared.items() if of}
    names |= {relation for of in declared.values() if of for relation in (of.fact, *of.counted_in)}
    with (settings.folder("seeds") / "measure.csv").open(encoding="utf-8") as file:
        return names | {row["measure_code"] for row in csv.DictReader(file)}


def test_no_form_fact_or_measure_is_named_in_python_in_a_macro_or_in_a_function() -> None:
    word = rf"(?<!\w)({'|'.join(sorted(_names()))})(?!\w)"
    python = [*ROOT.glob("src/talent_warehouse/**/*.py"), *ROOT.glob("dags/*.py"), *ROOT.glob("dbt/macros/*.sql")]
    functions = [
        *ROOT.glob("sql/functions/*.sql")
    ]  # columns of marts are named there as measures are, in small letters
    assert len(python) > 100
    assert len(functions) > 30
    found = {
        (path.relative_to(ROOT).as_posix(), hit)
        for paths, flags in ((python, re.IGNORECASE), (functions, re.NOFLAG))
        for path in paths
        for hit in re.findall(word, path.read_text(encoding="utf-8"), flags)
    }
    assert found == set(ALLOWED)


def test_every_form_declares_its_measures() -> None:
    assert [form.name for form in contracts.forms().values() if form.measures is None] == []
    assert contracts.stating() == ("measure_return",)


@pytest.mark.parametrize(
    ("form", "old", "new", "told"),
    [
        ("talent_register", "condition: is_grassroots_title", "condition: is_grassroot", "TITLE_GRASSROOTS: column of the condition is_grassroot is unknown"),
        ("talent_register", "amount: age_years\n            fields: *age\n          - measure: TITLE_SENIOR", "amount: ages\n            fields: *age\n          - measure: TITLE_SENIOR", "TITLE_AGE_SUM: column of the amount ages is unknown"),
        ("talent_register", "fields: &education [education, name]", "fields: &education [educaton]", "DEGREE_STAFF: field educaton is unknown"),
        ("talent_register", "fields: &title [title_level, title_series, name]", "fields: &title []", "TITLE_STAFF: no field says so"),
        ("talent_register", "counts: once", "counts: twice", "counts twice is unknown; expected of amounts, heads"),
        ("talent_register", "region: work_region\n", "region: work_place\n", "region: field work_place is unknown"),
        ("talent_register", "measure: TITLE_SENIOR\n", "measure: TITLE_STAFF\n", r"\['TITLE_STAFF'\] are derived twice"),
        ("talent_register", "fields: [birth_ym, id_number]", "feilds: []", "column age_years: key feilds is unknown"),
        ("service_log", "amount: batches\n", "amount: activity_type\n", "EXPERT_BATCHES: amount activity_type is unknown"),
        ("measure_return", "measure: measure\n", "measure: measur\n", ", measure: field measur is unknown"),
        ("measure_return", "          counts: stated\n", "", "counts is missing. Say how rows count"),
        ("measure_return", "dim_region.region_code", "dim_region", "judged, region_code: 'dim_region' names no column"),
    ],
)  # fmt: skip
def test_what_is_no_field_or_column_is_refused_with_its_place(
    form: str, old: str, new: str, told: str, tmp_path: Path
) -> None:
    text = (contracts.forms_folder() / f"{form}.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    broken = tmp_path / f"{form}.yaml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContractError, match=rf"{form}\.yaml.*measures.*{told}"):
        contracts.load(broken)


def test_contracts_and_catalogue_derive_the_same(tmp_path: Path) -> None:
    require_agreement()
    shutil.copy(settings.folder("seeds") / "measure.csv", tmp_path)
    path = tmp_path / "measure.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("int_quantity_measures_derived,service_log", "int_cell_row,talent_register", 1), encoding="utf-8"
    )
    with pytest.raises(ContractError) as refused:
        require_agreement(tmp_path)
    told = str(refused.value)
    assert "service_log.yaml derives EXPERT_BATCHES, and seeds/measure.csv derives it from talent_register" in told
    assert (
        "seeds/measure.csv derives EXPERT_BATCHES from talent_register, and talent_register.yaml declares no such"
        in told
    )
    path.write_text(
        text.replace("HIRED_EXAM,公务员及事业人员招录人数", "X_EXAM,公务员及事业人员招录人数", 1), encoding="utf-8"
    )
    with pytest.raises(ContractError, match=r"has HIRED_EXAM as a floor, and seeds/measure.csv has no such measure"):
        require_agreement(tmp_path)
    path.write_text(
        "\n".join(line for line in text.splitlines() if not line.startswith("TITLE_STAFF,")), encoding="utf-8"
    )
    with pytest.raises(ContractError, match=r"talent_register.yaml derives TITLE_STAFF, and .* has no such measure"):
        require_agreement(tmp_path)
