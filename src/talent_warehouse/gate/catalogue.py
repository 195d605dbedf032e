"""Every rule there is, of the reader and of both gates, and the page of the documents that is made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from talent_warehouse import contracts
from talent_warehouse.contracts import Rule, rules
from talent_warehouse.contracts.rules import Severity
from talent_warehouse.errors import UnknownError
from talent_warehouse.gate import gate2
from talent_warehouse.reading import issues

READER = "reader"
_PAGE = """# Rules

Made by `talent rules --markdown > docs/rules.md` from `expectations/`, and not written by hand. {count} rules.

What a severity does stands in [stewards.md](stewards.md#what-a-severity-does), how a rule is written in
[forms.md](forms.md#a-rule). 〔…〕 is filled from the row or the file that breaks the rule; ［…］
may be left out. A rule with `since` holds for filings of that period and later; one on `trial` reports to
stewards alone. A finding names its rule in
`audit.finding.rule_id`; `talent rules ID` shows one rule with its check.
"""


@dataclass(frozen=True)
class Group:
    """The rules of the reader, of a form or over a relation of the warehouse; `headers` are those of a form's fields."""

    where: str
    title: str
    rules: tuple[Rule, ...]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """One rule as it is listed. `where` is its group, `check` an expectation, a predicate or a query; the messages have
    their placeholders.
    """

    rule: str
    severity: Severity
    where: str
    column: str
    dimension: str
    name: str
    check: str
    message_zh: str
    message_en: str
    reason: str
    version: str
    since: str | None

    @classmethod
    def of(cls, group: Group, rule: Rule) -> Listed:
        """A rule of a group."""
        return cls(
            rule.id, rule.severity, group.where, rule.column, rule.dimension, rule.name, rule.check, rule.message_zh,
            rule.message_en, rule.reason, rule.version, rule.since,
        )  # fmt: skip


def groups() -> list[Group]:
    """All rules, in the order in which a filing meets them."""
    forms = (Group(f.name, f.title, f.rules, f.headers) for f in contracts.filed().values())
    built = (Group(s.table, s.title, s.rules) for s in gate2.suites())
    return [Group(READER, "读取与接收", tuple(issues.known().values())), *forms, *built]


def chosen(what: str | None) -> list[Listed]:
    """The rules of a group, or the one of that id; all without either. Raises: UnknownError that lists the groups."""
    found = [Listed.of(g, r) for g in groups() for r in g.rules if what is None or what in (g.where, r.id)]
    if not found:
        names = ", ".join(g.where for g in groups())
        raise UnknownError(f"There is no form, relation or rule {what!r}. Name a rule's id, or one of {names}.")
    return found


def page() -> str:
    """docs/rules.md."""
    found = groups()
    parts = [_PAGE.format(count=sum(len(g.rules) for g in found))]
    return "\n".join([*parts, *(line for group in found for line in _section(group))])


def _section(group: Group) -> Iterator[str]:
    yield f"## {group.title} {group.where}\n"
    head = ("rule", "severity", *(("field",) if group.headers else ()), "message", "reason")
    yield _row(head)
    yield _row("---" for _ in head)
    for rule in group.rules:
        at = (group.headers[rule.column],) if group.headers else ()
        messages = f"{rule.text(group.headers)}<br>{rules.described(rule.message_en, {})}"
        severity = f"{rule.severity} since {rule.since}" if rule.since else rule.severity
        yield _row((rule.id, severity, *at, messages, rule.reason))
    yield ""


def _row(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
