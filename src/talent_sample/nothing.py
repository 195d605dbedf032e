"""Nil returns 零报送: said in a line or by an untouched template, said after rows, said over rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from talent_sample import plan, whole
from talent_sample.files import XLSX, Format
from talent_sample.filings import FileFind, Filing
from talent_sample.plan import Plan
from talent_sample.shapes import PLAIN
from talent_sample.whole import Slots

_FORMATS = (XLSX, Format("text", "csv", "gb18030"), Format("ods", "ods"))
_REPLACED_AFTER = 20  # days


def add_all(plan_: Plan, slots: Slots) -> None:
    """Everything of this module into the plan."""
    for some in (_ticked, _untouched, _replacing, _contradicted):
        plan_.filings += some(plan_, slots)


def _empty(plan_: Plan, slots: Slots, form: str) -> Filing:
    """A filing without a row, in a slot of its own."""
    unit, period = slots.take(form)
    return Filing(unit.code, form, period, [], whole.received(plan_, unit, period))


def _ticked(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Months in which nothing happened, and a register of nobody; nothing is found in them."""
    for form in ("service_log", "funding_ledger"):
        for kind in _FORMATS:
            yield replace(_empty(plan_, slots, form), is_nil=True, format=kind)
    yield replace(_empty(plan_, slots, "talent_register"), is_nil=True)


def _untouched(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Templates filed back as they were handed out."""
    for form in ("service_log", "talent_register"):
        filing = _empty(plan_, slots, form)
        yield replace(filing, is_untouched=True, shape=PLAIN, file_finds=[FileFind("RD-untouched")])


def _replacing(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """A log, and later the word that nothing happened in its month."""
    log = whole.known(plan_, slots, "service_log")
    yield log
    nil = plan.again(log, 2, _REPLACED_AFTER, [])
    yield replace(nil, is_nil=True, file_finds=[FileFind("RD-nil_replaces")])


def _contradicted(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Rows below the line that there are none."""
    for form, least in (("service_log", 12), ("funding_ledger", 6)):
        filing = whole.known(plan_, slots, form, least)
        yield replace(filing, is_nil=True, shape=PLAIN, file_finds=[FileFind("RD-nil_contradicted", has_sheet=True)])
