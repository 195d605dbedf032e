"""docs/coverage.md is what the rows and figures that the tests file come to, and whatever it names is there."""

from __future__ import annotations

import yaml

from inventory import filed, sections
from inventory.page import page
from talent_warehouse import contracts, settings
from talent_warehouse.gate import catalogue


def _is_there(test: str) -> bool:
    """A file, a function of a test module, or a rule that has its rows in tests/rules."""
    path, _, function = test.partition("::")
    if "/" not in path:
        prefix = path.split("-")[0]
        forms = [
            form.name for form in contracts.forms().values() if any(r.id.startswith(f"{prefix}-") for r in form.rules)
        ]
        cases = [
            case["rule"]
            for form in forms
            for case in yaml.safe_load((settings.REPOSITORY / f"tests/rules/{form}.yaml").read_text(encoding="utf-8"))[
                "cases"
            ]
        ]
        return path in cases
    file = settings.REPOSITORY / path
    return file.is_file() and (not function or f"def {function}(" in file.read_text(encoding="utf-8"))


def test_the_page_is_current() -> None:
    assert (settings.REPOSITORY / "docs/coverage.md").read_text(encoding="utf-8") == page()


def test_each_name_has_a_place() -> None:
    assert list(sections.names()) == list(range(1, sections.NAMES + 1))
    assert [number for number, place in sections.names().items() if not sections.exists(place)] == []


def test_each_milestone_is_filed_or_a_programme() -> None:
    numbers = {one.number for one in filed.milestones()} | filed.begun().keys()
    assert numbers == set(range(1, sections.MILESTONES + 1))
    assert [code for code in filed.begun().values() if not sections.exists(("programme", code))] == []


def test_each_quirk_has_a_place_and_a_test_or_waits() -> None:
    assert list(sections.quirks()) == list(range(1, sections.QUIRKS + 1))
    rules = {rule.rule for rule in catalogue.chosen(None)}
    told = {number: quirk for number, quirk in sections.quirks().items() if "waits" not in quirk}
    assert [
        n for n, q in told.items() if q["place"] not in rules and not (settings.REPOSITORY / q["place"]).is_file()
    ] == []
    assert [number for number, quirk in told.items() if not _is_there(quirk["test"])] == []


def test_each_identity_is_judged() -> None:
    assert sorted(sections.identities()) == list(range(1, sections.IDENTITIES + 1))
    assert _is_there(sections.IMPLIED)
    assert _is_there(sections.NEVER_ADDED)
    queries = {path.stem for path in (settings.REPOSITORY / "sql/cookbook").glob("*.sql")}
    assert set(sections.ASKED.values()) - queries == set()
