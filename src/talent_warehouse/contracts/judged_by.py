"""What a filing is judged by, as digests: the rules of its form that cover its period, and what else decides.

Words are no part of it: a message that is put better changes no judgement. Nor is the version of a contract; a rule's
own is, so that a rule whose check looks the same, but asks lists that changed, is made another by a new version.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from talent_warehouse.contracts.model import Form
from talent_warehouse.contracts.rules import Rule

FORM = "*"  # what is no rule's: when too much of a filing is wrong, and by what its rows are told apart


@dataclass(frozen=True)
class RuleSet:
    """The digest of each rule by its id, and of all."""

    rules: dict[str, str]
    digest: str


def rule_set(form: Form, period: str) -> RuleSet:
    """What a filing of a period is judged by."""
    rules = {rule.id: _digest(_check(rule)) for rule in form.rules if rule.covers(period)}
    rules[FORM] = _digest([form.max_quarantined_share, form.business_key])
    return RuleSet(rules, _digest([form.name, rules]))


def _check(rule: Rule) -> list[object]:
    version = rule.version if rule.has_version else None
    return [rule.severity, rule.column, rule.since, version, rule.predicate, rule.query]


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
