"""The language of rules, one for the reader, gate 1 and gate 2: a list of entries in YAML, each with an id, a severity,
messages in two languages and a reason; those of the gates also say what is checked, in one of three ways:

predicate: <SQL over one row>               false fails, null passes
query: <SQL that selects the failing rows>  {batch} is the table
expect_column_…: {<keywords>}               an expectation of Great Expectations' own; the SQL that finds its rows follows

`since` names the period from which a rule holds; severity `trial` tells stewards what a rule would find, and nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import yaml

from talent_warehouse.errors import ContractError
from talent_warehouse.periods import days, reaches

Severity: TypeAlias = Literal["critical", "warning", "info", "trial"]
HOLD_UNIT = "hold_unit"  # the action of a rule of gate 2 that returns the submissions which it names
_REQUIRED = frozenset({"id", "severity", "message_zh", "message_en", "reason"})
_OPTIONAL = frozenset({"column", "name", "dimension", "action", "since", "version", "release"})
TWO_PERSONS = "two_persons"  # who may together let a held build pass
# {name}, and {name?text}: a text that stands only where the value is there.
_HOLE = re.compile(r"\{(\w+)(?:\?((?:[^{}]|\{\w+\})*))?\}")


@dataclass(frozen=True)
class Expectation:
    """One of Great Expectations' own, over a column of the judged table."""

    type: str
    column: str
    keywords: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Rule:
    """One check; placeholders {column} in the messages are filled from the failing row, or by the code that reads.

    `column` is the field at which its findings stand (none where they speak of a relation), `name` says what holds where the rule is kept.
    `version` is the rule's own where it has one (`has_version`), else that of its file.
    """

    id: str
    version: str
    severity: Severity
    dimension: str
    column: str
    name: str
    predicate: str | None
    query: str | None
    expectation: Expectation | None
    message_zh: str
    message_en: str
    reason: str
    holds_unit: bool = False
    since: str | None = None
    has_version: bool = False
    may_be_released: bool = False  # of gate 2: whether persons may let a build pass that it holds

    def covers(self, period: str) -> bool:
        """Whether filings of a period are judged by it: those of periods that do not end before it begins."""
        return reaches(period, self.since)

    def looking_at(self, covered: str | None) -> Rule:
        """The rule with a condition, SQL over one row, under which it looks at a row; itself where there is none."""
        if covered is None:
            return self
        batch = f"(select * from {{batch}} where {covered}) as covered"
        return replace(
            self,
            predicate=f"not ({covered}) or ({self.predicate})" if self.predicate else None,
            query=self.query.replace("{batch}", batch) if self.query else None,
            expectation=None,  # a condition of its own would take a pass of its own over the table
        )

    def text(self, headers: Mapping[str, str]) -> str:
        """The Chinese message with the names of the columns where a finding has their values."""
        return described(self.message_zh, headers)

    @property
    def check(self) -> str:
        """What is checked, as it is written; empty for what the code finds out."""
        own = self.expectation
        if own is None:
            return self.predicate or self.query or ""
        return " ".join([own.type, own.column, *(f"{k}: {_shown(v)}" for k, v in own.keywords)])

    @cached_property
    def holes(self) -> frozenset[str]:
        """The placeholders of both messages."""
        return holes(self.message_zh) | holes(self.message_en)


@dataclass(frozen=True)
class RuleFile:
    """A file of rules: over which table of the warehouse, or what the reader knows."""

    title: str
    rules: tuple[Rule, ...]


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def holes(message: str) -> frozenset[str]:
    """The names that stand in the placeholders of a message."""
    return frozenset(name for hit in _HOLE.finditer(message) for name in (hit[1], *(holes(hit[2]) if hit[2] else ())))


def described(message: str, headers: Mapping[str, str]) -> str:
    """A message with names instead of values: 〔header〕, and ［a part that may be left out］."""

    def put(hit: re.Match[str]) -> str:
        return f"［{described(hit[2], headers)}］" if hit[2] is not None else f"〔{headers.get(hit[1], hit[1])}〕"

    return _HOLE.sub(put, message)


def filled(message: str, values: Mapping[str, object]) -> str:
    """A message with its placeholders filled. Raises: ContractError if a value is missing where it must stand."""

    def put(hit: re.Match[str]) -> str:
        value = values.get(hit[1])
        if hit[2] is not None:
            return filled(hit[2], values) if value else ""
        if value is None:
            raise ContractError(f"No value for {hit[0]} in {message!r}. Give it, or make its part optional.")
        return str(value)

    return _HOLE.sub(put, message)


def load(path: Path, is_checked: bool = True) -> RuleFile:
    """The rules of a file; those of the reader say no check. Raises: ContractError naming the file, the rule, the key."""
    body: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if wrong := (body.keys() - {"version"}) ^ {"title", "rules"}:
        raise ContractError(f"{path.name}: keys {sorted(wrong)} are missing or unknown. Mend the file.")
    return RuleFile(body["title"], rules_of(body["rules"], str(body.get("version", 1)), path.name, is_checked))


def rules_of(
    entries: Iterable[Mapping[str, Any]],
    version: str,
    place: str,
    is_checked: bool = True,
    value_columns: Mapping[str, str] | None = None,
) -> tuple[Rule, ...]:
    """The rules of a list. `place` is for messages; the value of a field stands in its value column, where it has one.

    Raises: ContractError naming the place, the rule and the key.
    """
    rules = tuple(_rule(entry, version, place, is_checked, value_columns or {}) for entry in entries)
    refuse_repeated(rules, place)
    return rules


def refuse_repeated(rules: Iterable[Rule], place: str) -> None:
    """Raises: ContractError if two rules have one id."""
    ids = [rule.id for rule in rules]
    if repeated := {i for i in ids if ids.count(i) > 1}:
        raise ContractError(f"{place}: rule ids repeat: {sorted(repeated)}. Give each rule an id of its own.")


def _rule(
    entry: Mapping[str, Any], version: str, place: str, is_checked: bool, value_columns: Mapping[str, str]
) -> Rule:
    where = f"{place}, rule {entry.get('id')}"
    checks = entry.keys() & {"predicate", "query", *OWN}
    _refuse_malformed(entry, checks, where, is_checked)
    if value_columns and entry.get("column") not in value_columns:
        raise ContractError(f"{where}: column {entry.get('column')!r} is no field. Name the field where it is found.")
    own = next((_own(kind, entry, where, value_columns) for kind in checks & OWN.keys()), None)
    return Rule(
        id=entry["id"],
        version=str(entry.get("version", version)),
        severity=entry["severity"],
        dimension=entry.get("dimension") or (OWN[own.type].dimension if own else "consistency"),
        column=entry.get("column", ""),
        name=entry.get("name", ""),
        predicate=predicate_of(own) if own else _one_line(entry.get("predicate")),
        query=_one_line(entry.get("query")),
        expectation=own,
        message_zh=entry["message_zh"],
        message_en=entry["message_en"],
        reason=entry["reason"],
        holds_unit=entry.get("action") == HOLD_UNIT,
        since=str(entry["since"]) if "since" in entry else None,
        has_version="version" in entry,
        may_be_released=entry.get("release") == TWO_PERSONS,
    )


def _refuse_malformed(entry: Mapping[str, Any], checks: Set[str], where: str, is_checked: bool) -> None:
    """Raises: ContractError for a key or a value that the language does not have, or another number of checks."""
    if entry.get("action") not in (None, HOLD_UNIT):
        raise ContractError(f"{where}: action {entry['action']!r} is unknown; {HOLD_UNIT} is one.")
    if wrong := (entry.keys() - _OPTIONAL - checks) ^ _REQUIRED:
        raise ContractError(f"{where}: keys {sorted(wrong)} are missing or unknown. Mend the rule.")
    if len(checks) != is_checked:
        raise ContractError(f"{where}: it says {sorted(checks)}; expected {'one check' if is_checked else 'none'}.")
    if entry["severity"] not in get_args(Severity):
        raise ContractError(f"{where}: severity {entry['severity']!r} is none of {', '.join(get_args(Severity))}.")
    if entry["severity"] == "trial" and "action" in entry:
        raise ContractError(f"{where}: a rule on trial returns nothing. Leave out action until it is a rule.")
    if "release" in entry and (entry["release"] != TWO_PERSONS or entry["severity"] != "critical" or "action" in entry):
        raise ContractError(
            f"{where}: release is {TWO_PERSONS}, of a critical rule without action. Mend or leave it out."
        )
    if "since" in entry and not is_checked:
        raise ContractError(f"{where}: what is read is read before its period is known. Leave out since.")
    try:
        days(str(entry.get("since", "2000")))
    except ValueError as exc:
        raise ContractError(f"{where}: since {exc}.") from exc


def _one_line(statement: str | None) -> str | None:
    return re.sub(r"\s+", " ", statement).strip() if statement else None


def _own(kind: str, entry: Mapping[str, Any], where: str, value_columns: Mapping[str, str]) -> Expectation:
    field = entry.get("column", "")
    keywords = {"column": value_columns.get(field, field), **entry[kind]}
    column = keywords.pop("column")
    if not keywords.keys() <= OWN[kind].keywords:
        raise ContractError(f"{where}: {kind} takes {sorted(OWN[kind].keywords)}, not {sorted(keywords)}.")
    return Expectation(
        kind, column, tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in sorted(keywords.items()))
    )


@dataclass(frozen=True)
class _Own:
    """A type of expectation that we use: its keywords, and the predicate that fails in the same rows."""

    dimension: str
    keywords: frozenset[str]
    predicate: Callable[[str, Mapping[str, Any]], str]


def _literal(value: str | float) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _in(column: str, keywords: Mapping[str, Any]) -> str:
    return f"{column} in ({', '.join(map(_literal, keywords['value_set']))})"


def _between(column: str, keywords: Mapping[str, Any]) -> str:
    ends = (("min_value", ">="), ("max_value", "<="))
    return " and ".join(f"{column} {sign} {_literal(keywords[end])}" for end, sign in ends if end in keywords)


_SET, _ENDS, _REGEX = frozenset({"value_set"}), frozenset({"min_value", "max_value"}), frozenset({"regex"})
# Column expectations of one column alone: Great Expectations counts them all in one pass over the table. Those of
# lengths and those over two columns take a pass each, so such a check is a predicate.
OWN: Mapping[str, _Own] = {
    "expect_column_values_to_not_be_null": _Own("completeness", frozenset(), lambda c, _: f"{c} is not null"),
    "expect_column_values_to_be_null": _Own("conformity", frozenset(), lambda c, _: f"{c} is null"),
    "expect_column_values_to_be_in_set": _Own("conformity", _SET, _in),
    "expect_column_values_to_not_be_in_set": _Own("conformity", _SET, lambda c, k: f"not {_in(c, k)}"),
    "expect_column_values_to_be_between": _Own("accuracy", _ENDS, _between),
    "expect_column_values_to_match_regex": _Own("conformity", _REGEX, lambda c, k: f"{c} ~ {_literal(k['regex'])}"),
    "expect_column_values_to_not_match_regex": _Own(
        "conformity", _REGEX, lambda c, k: f"{c} !~ {_literal(k['regex'])}"
    ),
}


def predicate_of(own: Expectation) -> str:
    """The predicate that is false in the rows that the expectation counts; null passes both."""
    return OWN[own.type].predicate(own.column, dict(own.keywords))
