"""What only the reader can know: findings of source `reader`, and the refusal of a whole file.

The rules with their texts stand in expectations/reader.yaml; the code says which one, where, and with which values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from talent_warehouse import settings
from talent_warehouse.contracts import Rule, rules
from talent_warehouse.errors import ContractError

_PLACE = frozenset({"sheet", "row_no", "column", "value_shown"})


@dataclass(frozen=True)
class Issue:
    """One place where reading found something; sheet, row and column are null for the whole file."""

    rule_id: str
    severity: str
    message_zh: str
    message_en: str
    sheet: str | None = None
    row_no: int | None = None
    column: str | None = None
    value_shown: str | None = None


class UnreadableError(Exception):
    """The file cannot be taken as it is; `issue` is what the filing unit is told."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message_en)
        self.issue = issue


@cache
def known() -> dict[str, Rule]:
    """The rules of reading and landing by id. Raises: ContractError naming the file and the rule."""
    found = rules.load(settings.folder("expectations") / "reader.yaml", is_checked=False)
    return {rule.id: rule for rule in found.rules}


def issue(
    rule_id: str,
    *,
    sheet: str | None = None,
    row_no: int | None = None,
    column: str | None = None,
    value_shown: str | None = None,
    **values: object,
) -> Issue:
    """A rule broken at a place. The values fill its messages; an optional part stands where its value is not false.

    Raises: ContractError if there is no such rule, or its messages need other values.
    """
    rule = known().get(rule_id)
    if rule is None:
        raise ContractError(
            f"expectations/reader.yaml has no rule {rule_id}. Add it, with its messages and its reason."
        )
    if wrong := (rule.holes - _PLACE) ^ values.keys():
        raise ContractError(f"Rule {rule_id}: {sorted(wrong)} stand in its messages or in the code, and not in both.")
    values |= {"sheet": sheet, "row_no": row_no, "column": column, "value_shown": value_shown}
    zh, en = (rules.filled(text, values) for text in (rule.message_zh, rule.message_en))
    return Issue(rule_id, rule.severity, zh, en, sheet, row_no, column, value_shown)


def restored(values: Mapping[str, Any]) -> Issue:
    """What was found before, as the ledger holds it, in the words of that day."""
    return Issue(**values)


def refuse(rule_id: str, **values: Any) -> UnreadableError:
    """A rule of the file as a whole, ready to raise."""
    return UnreadableError(issue(rule_id, **values))
