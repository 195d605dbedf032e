"""Write the files of a new form, and its rows into seeds and cases that there are; all of it, or nothing."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from talent_warehouse import contracts, settings
from talent_warehouse.errors import ContractError
from talent_warehouse.forms import render
from talent_warehouse.forms.catalogue import Catalogue
from talent_warehouse.forms.draft import Draft
from talent_warehouse.forms.plan import Measure, Plan

_KEYS = {"code": 2}  # columns of the key, where it is more than the first
_UNTIL = {"year": "{}", "quarter": "{}-Q4", "month": "{}-12"}
_FROM = {"year": "{}", "quarter": "{}-Q1", "month": "{}-01"}


@dataclass(frozen=True)
class Writing:
    """A file as it will be: new, or one that gains lines."""

    path: Path
    text: str
    is_new: bool
    lines: int  # that it has, or gains


def writings(plan: Plan, seeds: Catalogue) -> list[Writing]:
    """What would be written. Raises: ContractError naming what is there already, or what is wrong with the contract."""
    folders = {name: settings.folder(name) for name in ("expectations", "dbt", "tests")} | {
        "planted": settings.planted()
    }
    found = [Writing(folders[folder] / path, text, True, text.count("\n")) for folder, path, text in render.files(plan)]
    if there := [str(w.path) for w in found if w.path.exists()]:
        raise ContractError(
            f"Nothing is written: {', '.join(there)} there already. Move it away, or choose another name."
        )
    _require_loadable(found[0].text, plan.draft.name)
    for table, rows in _seeds(plan, seeds):
        path = settings.folder("seeds") / f"{table}.csv"
        found.append(Writing(path, _with_rows(path, rows, _KEYS.get(table, 1)), False, len(rows)))
    path, more = folders["tests"] / "sample/gate2.yaml", render.gate2_cases(plan)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    found.append(Writing(path, before + more, False, more.count("\n")))
    return found


def write(found: Sequence[Writing]) -> None:
    """Write them; those that were new are gone again where the disk refuses one."""
    done = []
    try:
        for one in found:
            one.path.parent.mkdir(parents=True, exist_ok=True)
            done += [one.path] if one.is_new else []
            one.path.write_text(one.text, encoding="utf-8")
    except OSError:
        for path in done:
            path.unlink(missing_ok=True)
        raise
    contracts.forms.cache_clear()


def _require_loadable(contract: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(contract, encoding="utf-8")
        contracts.load(path)


def _seeds(plan: Plan, seeds: Catalogue) -> Iterator[tuple[str, list[list[str]]]]:
    """Rows by seed, of those that gain any."""
    draft = plan.draft
    rows = {
        "code": list(_codes(draft, seeds)),
        "unit_of_measure": [[unit, english, english.replace(" ", "_").casefold()] for unit, english in draft.units],
        "unit_synonym": [[unit, unit, "0"] for unit, _ in draft.units],
        "measure": [_measure(plan, m, seeds) for m in plan.measures],
        "obligation": [
            [f"{plan.prefix}-{o.level}{'-bureau' if o.kind == 'bureau' else ''}", draft.name, o.kind, o.level, draft.period, str(o.days),
             _FROM[draft.period].format(draft.first_year), _UNTIL[draft.period].format(draft.last_year), "below"]
            for o in draft.owed
        ],
    }  # fmt: skip
    yield from ((table, some) for table, some in rows.items() if some)


def _codes(draft: Draft, seeds: Catalogue) -> Iterator[list[str]]:
    for field in draft.fields:
        if not field.choices:
            continue
        if (there := seeds.names.get(str(field.lookup))) is not None:
            if dict(field.choices) != there:
                raise ContractError(
                    f"{field.name}: there is a list {field.lookup} with other choices. Name another list, or leave out"
                    " the choices to use it."
                )
            continue
        for rank, (code, name) in enumerate(field.choices, 1):
            yield [str(field.lookup), code, name, code.replace("_", " "), str(rank)]


def _measure(plan: Plan, measure: Measure, seeds: Catalogue) -> list[str]:
    """The row of a measure: new, or the one that there is, derived from this form now."""
    header = list(seeds.tables["measure"][0])
    derived = {"derivation": "int_cell_row", "derivation_form": plan.draft.name}
    if known := seeds.measures.get(measure.counted.measure):
        return [str((known | derived)[name] or "") for name in header]
    is_stock, is_of_heads = plan.draft.rows in ("persons", "things"), plan.draft.rows == "persons"
    adds = dict.fromkeys(
        (f"adds_{name}" for name in ("region", "programme", "item", "stage", "edition", "since")),
        "overlap" if is_of_heads else "sum",
    )
    row = {
        "measure_code": measure.counted.measure, "name": measure.name, "name_en": measure.english,
        "definition": measure.counted.definition or f"{plan.draft.title}中的{measure.name}。", "unit_code": measure.unit,
        "kind": "stock" if is_stock else "flow", "agg_region": "sum", "agg_time": "last" if is_stock else "sum",
        "is_non_negative": "true", "is_break": "false", "owner_line": "talent", "default_stage": "_reached",
        "knows_programme": "true" if plan.draft.first("programme") else "false",
        **adds, **({"adds_since": "none"} if is_stock else {}), **derived,
    }  # fmt: skip
    return [row.get(name, "") for name in header]


def _with_rows(path: Path, rows: Sequence[Sequence[str]], keys: int) -> str:
    """The text of a seed with rows more, or in place of those of their key, sorted by key as seeds are."""
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    by_key = {tuple(next(csv.reader([line]))[:keys]): line for line in lines}
    for row in rows:
        file = io.StringIO()
        csv.writer(file, lineterminator="").writerow(row)
        by_key[tuple(row[:keys])] = file.getvalue()
    return "\n".join([header, *(by_key[key] for key in sorted(by_key))]) + "\n"
