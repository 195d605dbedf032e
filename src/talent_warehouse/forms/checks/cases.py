"""Rows that break each rule of a form, statements that break those over its fact, and what the sample has of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from talent_warehouse import settings
from talent_warehouse.contracts import rules
from talent_warehouse.forms.checks.fault import Fault, Looked
from talent_warehouse.gate import facts


def check(looked: Looked) -> Iterator[Fault]:
    """Every fault of its cases and its sample; of an installation without tests none."""
    tests = settings.folder("tests")
    if (tests / "rules").is_dir():
        yield from _cases(looked, tests / "rules" / f"{looked.form.name}.yaml")
        yield from _over_the_fact(looked, tests / "sample/gate2.yaml")
    if settings.planted().is_dir():
        yield from _sample(looked, settings.planted() / f"{looked.form.name}.yaml")


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if path.exists() else None


def _cases(looked: Looked, path: Path) -> Iterator[Fault]:
    place, found = f"rules/{path.name}", _load(path)
    if found is None:
        yield looked.error(place, "its rules have no cases", "write rows that break and keep each, as for other forms")
        return
    known = {rule.id: rule for rule in looked.form.rules}
    broken = {case["rule"] for case in found["cases"] if case.get("breaks")}
    for rule_id in known.keys() - broken:
        is_required = rule_id.endswith("-required")
        what = f"no row leaves {known[rule_id].column} empty" if is_required else "no row breaks it"
        yield looked.error(f"{place}, {rule_id}", what, "add breaks and keeps")
    for case in found["cases"]:
        if case["rule"] not in known:
            yield looked.error(f"{place}, {case['rule']}", "the form has no such rule", "take the case out")
        elif not case.get("keeps"):
            yield looked.error(f"{place}, {case['rule']}", "no row keeps it", "add rows that just keep it")
    yield from _unknown_fields(looked, place, found["base"])


def _unknown_fields(looked: Looked, place: str, base: dict[str, Any]) -> Iterator[Fault]:
    if wrong := base.keys() - {f.name for f in looked.form.fields}:
        yield looked.error(f"{place}, base", f"{', '.join(sorted(wrong))} is no field of the form", "correct its name")


def _over_the_fact(looked: Looked, path: Path) -> Iterator[Fault]:
    declared, found = looked.form.measures, _load(path)
    if declared is None or found is None:
        return
    written = settings.folder("expectations") / "warehouse" / f"{declared.fact}.yaml"
    over = [*facts.rules_over(looked.form, declared), *(rules.load(written).rules if written.exists() else ())]
    for rule in over:
        if rule.id not in found:
            yield looked.error(f"sample/{path.name}, {rule.id}", "nothing breaks it", "add a statement that does")
    if declared.judged is None:
        mend = "add judged, with the dimensions of the fact"
        yield looked.error(looked.at("measures"), "gate 2 does not hold the fact against what landed", mend)


def _sample(looked: Looked, path: Path) -> Iterator[Fault]:
    place, found = f"planted/{path.name}", _load(path)
    if found is None:
        yield looked.error(place, "the sample has nothing of the form", "write base and defects, as for other forms")
        return
    yield from _unknown_fields(looked, place, found["base"])
    known = {rule.id for rule in looked.form.rules}
    for defect in found["defects"]:
        named = [defect["rule"]] if "rule" in defect else [find[0] for find in defect["finds"]]
        for rule_id in set(named) - known:
            yield looked.error(f"{place}, {rule_id}", "the form has no such rule", "take the defect out")
