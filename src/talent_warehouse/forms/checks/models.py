"""The models of a form: that they are there, and have the columns that the contract makes and its measures ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from talent_warehouse import settings
from talent_warehouse.contracts import Measures
from talent_warehouse.forms.checks.fault import Fault, Looked
from talent_warehouse.intake.landing import PLACE

_LANDED = re.compile(r"\blanded\.(\w+)")
_PASSED = re.compile(r"^\s*landed\.(\w+)(?: as (\w+))?,?$", re.MULTILINE)
_FINAL = re.compile(r"^final as \(\n    select\n(.*?)\n    from ", re.MULTILINE | re.DOTALL)
_SELECTED = re.compile(r"^        (?:.* as )?(?:\w+\.)?(\w+),?(?:  --.*)?$")
_FAMILY = {"smallint": "number", "integer": "number", "bigint": "number", "numeric": "number"}


@dataclass(frozen=True)
class Project:
    """Models by name: their file and text, and the columns that their contract names with a type."""

    texts: dict[str, tuple[Path, str]]
    columns: dict[str, dict[str, str]]
    landing: frozenset[str]


@cache
def project(folder: Path) -> Project:
    """The dbt project of a folder, from its files."""
    texts = {path.stem: (path, path.read_text(encoding="utf-8")) for path in (folder / "models").rglob("*.sql")}
    columns: dict[str, dict[str, str]] = {}
    landing: set[str] = set()
    for path in (folder / "models").rglob("*.yml"):
        body: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        for model in body.get("models", ()):
            columns[model["name"]] = {c["name"]: c.get("data_type", "") for c in model.get("columns", ())}
        for source in body.get("sources", ()):
            landing |= {table["name"] for table in source["tables"] if source["name"] == "raw"}
    return Project(texts, columns, frozenset(landing))


def check(looked: Looked) -> Iterator[Fault]:
    """Every fault of its models."""
    found, name = project(settings.folder("dbt")), looked.form.name
    if name not in found.landing:
        mend = f"add {name} to the source raw, in a .yml beside its staging model"
        yield looked.error("dbt/models/staging", f"raw.{name} is no source", mend)
    staging = [
        m for m, (_, text) in found.texts.items() if re.search(rf"(landed_in_force\(\s*'|'raw', '){name}'", text)
    ]
    if not staging:
        mend = f"write stg_{name}.sql, as stg_measure_return.sql"
        yield looked.error("dbt/models/staging", "no model reads what landed", mend)
    for model in staging:
        yield from _landed(looked, found, model)
    if looked.form.measures:
        yield from _counted(looked, found, looked.form.measures)
        yield from _types(looked, found, staging, looked.form.measures.fact)


def _landed(looked: Looked, found: Project, model: str) -> Iterator[Fault]:
    """Columns that a model takes from the landing table, and that the contract does not make."""
    path, text = found.texts[model]
    known = {column for column, _ in (*PLACE, *looked.form.columns, *looked.form.bad_columns)}
    for number, line in enumerate(text.splitlines(), 1):
        for column in _LANDED.findall(line):
            if column not in known:
                mend = "correct it, or add the field to the contract"
                yield looked.error(
                    f"{path.name}:{number}", f"landed.{column} is no column of raw.{looked.form.name}", mend
                )


def _counted(looked: Looked, found: Project, declared: Measures) -> Iterator[Fault]:
    for model in dict.fromkeys(filter(None, (declared.rows, declared.spoken, declared.fact, *declared.counted_in))):
        if model not in found.texts:
            yield looked.error(
                looked.at("measures"), f"there is no model {model}", f"write {model}.sql, or name another"
            )
    for model in dict.fromkeys((declared.fact, *declared.counted_in)):
        if model in found.texts:
            yield from _published(looked, found, model)
    has = found.columns.get(declared.fact, {})
    asked = {"submission_id", "sheet", "row_no"}
    asked |= {column for column, _, _ in declared.judged.dimensions} if declared.judged else set()
    if declared.counts in ("things", "amounts"):  # the way back reads the fact
        asked |= {"region_code", "unit_code", *declared.slices}
        asked |= {axis.column for axis in (declared.region, declared.programme, declared.year) if axis}
        asked |= {f"{d.amount}{end}" for d in declared.derives if d.amount != "1" for end in ("", "_low", "_status")}
        asked |= {c.name for c in declared.columns}
    if missing := asked - has.keys() if has else set():
        mend = "add them to the model and its .yml, or name others in the contract"
        yield looked.error(f"{declared.fact}.yml", f"columns {', '.join(sorted(missing))} are missing", mend)


def _published(looked: Looked, found: Project, model: str) -> Iterator[Fault]:
    """What a published model selects against its contract."""
    path, text = found.texts[model]
    stated = found.columns.get(model, {})
    if not stated or not all(stated.values()):
        mend = "give it a contract: every column with data_type and description, as other facts have"
        yield looked.error(f"{path.parent.name}/{model}", "not all of its columns are in a .yml", mend)
        return
    select = _FINAL.search(text)
    names = [_SELECTED.match(line) for line in select[1].splitlines()] if select else []
    if not all(names):
        return  # an expression over several lines: the build compares them
    selected = {hit[1] for hit in names if hit}
    for column in sorted(selected ^ stated.keys()):
        found_ = (
            f"{column} is {'selected and not in the .yml' if column in selected else 'in the .yml and not selected'}"
        )
        yield looked.error(f"{path.name}", found_, "make the two the same")


def _types(looked: Looked, found: Project, staging: list[str], fact: str) -> Iterator[Fault]:
    """A column that goes from the landing table to the fact as it is, and has another type there."""
    types = dict((*PLACE, *looked.form.columns))
    for model in staging:
        for landed, alias in _PASSED.findall(found.texts[model][1]):
            stated, kind = found.columns.get(fact, {}).get(alias or landed), types.get(landed)
            if stated and kind and _family(stated) != _family(kind):
                mend = "give the column the type of the field"
                yield looked.error(
                    f"{fact}.yml, {alias or landed}", f"it is {stated}, and {landed} lands as {kind}", mend
                )


def _family(kind: str) -> str:
    bare = kind.partition("(")[0].strip()
    return _FAMILY.get(bare, bare)
