"""What only the reader can know: findings of source `reader`, and the refusal of a whole file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Issue:
    """One place where reading found something; sheet, row and column are null for the whole file."""

    code: str
    severity: str
    message_zh: str
    message_en: str
    sheet: str | None = None
    row_no: int | None = None
    column: str | None = None
    value_shown: str | None = None

    @property
    def rule_id(self) -> str:
        """Reader rules are named RD-<code>."""
        return f"RD-{self.code}"


class UnreadableError(Exception):
    """The file cannot be taken as it is; `issue` is what the filing unit is told."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message_en)
        self.issue = issue


def refuse(code: str, message_zh: str, message_en: str, sheet: str | None = None) -> UnreadableError:
    """A critical finding about the file as a whole, ready to raise."""
    return UnreadableError(Issue(code, "critical", message_zh, message_en, sheet=sheet))
