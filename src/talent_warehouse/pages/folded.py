"""Rows brought into the shape of a page: problems alike folded into one line, slots into the cells of the matrix."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from talent_warehouse.pages import words
from talent_warehouse.pages.asked import Row

_PLACES = 6  # of one kind that are named
_NUMBERS = 3  # of findings that are named, for the command line


@dataclass
class Kind:
    """Problems alike of a unit: one rule, one form and period."""

    rule_id: str
    severity: str
    form: str
    period: str
    message: str
    is_explainable: bool
    places: int = 0
    explained: int = 0
    at: list[str] = field(default_factory=list)
    findings: list[int] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The first places."""
        return "、".join(self.at[:_PLACES]) + ("…" if len(self.at) > _PLACES else "")

    @property
    def numbers(self) -> str:
        """The first findings that may still be explained."""
        return "、".join(map(str, self.findings[:_NUMBERS])) + ("…" if len(self.findings) > _NUMBERS else "")


def kinds(findings: Iterable[Row]) -> list[Kind]:
    """The problems of a unit, in their order."""
    found: dict[tuple[str, str, str], Kind] = {}
    for one in findings:
        key = one.rule_id, one.form, one.period
        kind = found.setdefault(key, Kind(*key[:1], one.severity, *key[1:], one.message_zh, one.is_explainable))
        kind.places += 1
        kind.explained += one.is_explained
        if one.row_no is not None:
            kind.at.append(f"{one.sheet} 第{one.row_no}行" if not kind.at else f"第{one.row_no}行")
        if one.is_explainable and not one.is_explained:
            kind.findings.append(one.finding_id)
    return [*found.values()]


@dataclass
class OfUnit:
    """What a rule finds with one unit."""

    message: str
    places: int = 0
    explained: int = 0


@dataclass
class OfRule:
    """What a rule finds, unit by unit."""

    rule_id: str
    severity: str
    text: str
    reason: str
    places: int = 0
    explained: int = 0
    units: dict[str, OfUnit] = field(default_factory=dict)


def by_rule(findings: Iterable[Row], known: Mapping[str, tuple[str, str, str]]) -> list[OfRule]:
    """Every rule that finds something, the worst and most frequent first."""
    found: dict[str, OfRule] = {}
    for one in findings:
        _, text, reason = known.get(one.rule_id, (one.severity, one.message_zh, ""))
        rule = found.setdefault(one.rule_id, OfRule(one.rule_id, one.severity, text, reason))
        unit = rule.units.setdefault(one.unit_code, OfUnit(one.message_zh))
        for counted in (rule, unit):
            counted.places += 1
            counted.explained += one.is_explained
    order = ("critical", "warning", "info")
    return sorted(found.values(), key=lambda r: (order.index(r.severity), -r.places, r.rule_id))


@dataclass
class Course:
    """How a rule's problems went in a run."""

    rule_id: str
    severity: str
    text: str
    counts: Counter[str] = field(default_factory=Counter)

    def __getattr__(self, name: str) -> int:
        if name in ("new", "moved", "persisting", "cured"):
            return self.counts[name]
        raise AttributeError(name)


def courses(rows: Iterable[Row], known: Mapping[str, tuple[str, str, str]]) -> list[Course]:
    """The rules of a run, worst first, then what is new."""
    found: dict[tuple[str, str], Course] = {}
    for one in rows:
        text = known.get(one.rule_id, ("", one.rule_id, ""))[1]
        course = found.setdefault((one.rule_id, one.severity), Course(one.rule_id, one.severity, text))
        course.counts[one.course] += one.places
    order = ("critical", "warning", "info")
    return sorted(
        found.values(), key=lambda c: (order.index(c.severity), -c.counts["new"] - c.counts["moved"], c.rule_id)
    )


@dataclass(frozen=True)
class Cell:
    """The slots of a unit, a form and a year: the worst state, and how it is shown."""

    state: str
    mark: str
    words: str


def cells(slots: Iterable[Row]) -> dict[tuple[str, str, str], Cell]:
    """The cells of the matrix by unit, form and year."""
    found: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for slot in slots:
        if slot.form != "_U" and slot.period[:4].isdecimal():
            found[slot.unit_code, slot.form, slot.period[:4]].append(slot)
    return {key: _cell(many) for key, many in found.items()}


def _cell(slots: Sequence[Row]) -> Cell:
    state = min((s.state for s in slots), key=words.WORST.index)
    mark, word = words.MARKS[state]
    if len(slots) == 1:
        return Cell(state, mark, word)
    held = sum(s.state in ("accepted", "nil") for s in slots)
    return Cell(state, f"{held}/{len(slots)}", f"{len(slots)}份中{held}份在案，{word}")


def columns(cells: Collection[tuple[str, str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
    """The columns of the matrix, form and year, and how many each form has; what most units file comes first."""
    count = Counter(form for _, form, _ in cells)
    found = sorted({(form, year) for _, form, year in cells}, key=lambda c: (-count[c[0]], c))
    return found, [(form, len(list(many))) for form, many in groupby(found, key=lambda c: c[0])]


@dataclass(frozen=True)
class Late:
    """What a unit has not filed though it was due."""

    unit_code: str
    what: str
    days: int
    reminded: str


def late(slots: Iterable[Row], reminders: Iterable[Row], today: Row) -> list[Late]:
    """Units with overdue slots, longest first."""
    last: dict[str, str] = {}
    for one in reminders:  # newest first
        said = f"{one.reminded_at:%Y-%m-%d} 第{one.step}级，{words.CHANNELS[one.channel]}"
        last.setdefault(one.unit_code, said + (f"：{one.outcome}" if one.outcome else ""))
    by_unit: defaultdict[str, list[Row]] = defaultdict(list)
    for slot in slots:
        if slot.state == "late":
            by_unit[slot.unit_code].append(slot)
    found = [
        Late(
            code, "；".join(_periods(form, many) for form, many in groupby(own, key=lambda s: s.form)),
            max((today.day - s.due_date).days for s in own), last.get(code, "还没有催过"),
        )
        for code, own in by_unit.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.days, one.unit_code))


def _periods(form: str, slots: Iterable[Row]) -> str:
    return f"{words.form(form)} " + "、".join(words.period(s.period) for s in sorted(slots, key=lambda s: s.period))
