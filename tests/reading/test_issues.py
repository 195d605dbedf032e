"""The rules of reading and landing have one home, and the code that breaks them agrees with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import talent_warehouse
from talent_warehouse.errors import ContractError
from talent_warehouse.reading import issues

PACKAGE = Path(talent_warehouse.__file__).parent
ID = re.compile(r"RD-[a-z_]+")
BREAKING = {"issue", "refuse"}
PLACE = {"sheet", "row_no", "column", "value_shown"}


def _nodes() -> Iterator[tuple[str, ast.AST]]:
    """Everything in the code but for the module that fills the messages."""
    for path in sorted({*PACKAGE.rglob("*.py")} - {Path(issues.__file__)}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}", node


def _calls() -> Iterator[tuple[str, ast.Call]]:
    """Where the code breaks a rule."""
    for place, node in _nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BREAKING:
            yield place, node


def test_a_call_names_its_rule_and_every_value_of_its_messages() -> None:
    wrong = []
    for place, call in _calls():
        rule = call.args[0].value if len(call.args) == 1 and isinstance(call.args[0], ast.Constant) else None
        given = {keyword.arg for keyword in call.keywords} - PLACE
        if rule not in issues.known() or given != issues.known()[rule].holes - PLACE:
            wrong.append(f"{place}: {rule} with {given}")
    assert wrong == []


def test_every_rule_is_broken_somewhere_in_the_code() -> None:
    assert {call.args[0].value for _, call in _calls() if isinstance(call.args[0], ast.Constant)} == set(issues.known())


def test_no_place_of_the_code_speaks_of_a_rule_that_there_is_not() -> None:
    named = {
        (place, node.value)
        for place, node in _nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value)
    }
    assert len(named) > 40
    assert sorted((p, i) for p, i in named if i not in issues.known()) == []


def test_an_issue_is_made_of_a_rule_and_of_nothing_else() -> None:
    made = [p for p, n in _nodes() if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "Issue"]
    assert made == []


def test_every_rule_says_what_to_do_and_why() -> None:
    for rule in issues.known().values():
        assert rule.id.startswith("RD-")
        assert "请" in rule.message_zh or rule.severity == "info", rule.id
        assert rule.check == rule.column == "", rule.id
        assert rule.reason.endswith("."), rule.id


def test_an_optional_part_stands_where_its_value_is_there() -> None:
    said = [
        issues.issue("RD-missing_column", label="学历", row=2, labels="姓名、文化程度", near=near).message_zh
        for near in ("文化程度", None)
    ]
    assert said == [
        "缺少必填列“学历”（表头为第2行：姓名、文化程度）；其中“文化程度”是否即此列？请补上该列后重新报送。",
        "缺少必填列“学历”（表头为第2行：姓名、文化程度）；请补上该列后重新报送。",
    ]


@pytest.mark.parametrize(("rule", "values", "said"), [
    ("RD-typo", {}, r"has no rule RD-typo\. Add it"),
    ("RD-line", {"line": 1}, r"RD-line: \['limit'\] stand in its messages or in the code, and not in both"),
    ("RD-empty", {"line": 1}, r"RD-empty: \['line'\] stand"),
    ("RD-line", {"line": None, "limit": 1}, r"No value for \{line\}"),
])  # fmt: skip
def test_a_rule_that_does_not_fit_its_call_is_an_error(rule: str, values: dict[str, object], said: str) -> None:
    with pytest.raises(ContractError, match=said):
        issues.issue(rule, **values)  # type: ignore[arg-type]
