"""Sheets of a form → the filings that they are: one, or several where they state different parts or periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talent_warehouse.contracts import Form
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables import stated
from talent_warehouse.reading.tables import survey as surveys


@dataclass(frozen=True)
class Group:
    """The sheets of one filing; those of the same form that are others, and in what these differ."""

    form: Form
    sheets: list[surveys.Surveyed]
    others: list[surveys.Surveyed]
    mixed: frozenset[str]
    named: dict[str, stated.Stated | None]  # what the names of all of these say of a period
    is_vague: bool  # they say nothing of what the others differ in


def grouped(form: Form, sheets: list[surveys.Surveyed], file_name: str) -> Iterator[Group]:
    """The sheets of a form, apart where they state different parts or periods."""
    tops = [(surveys.own_rows(one), [*one.wide.values()]) for one in sheets]
    grain = form.period_grain
    lines = [
        stated.period("", own, own, "", grain).period or stated.period("", wide, wide, "", grain).period
        for own, wide in tops
    ]
    rows = [row for own, wide in tops for row in (*own, *wide)]
    every = stated.years(rows, grain) or {line[:4] for line in lines if line}
    named = {
        one.sheet.tab: stated.of_sheet(one.sheet.tab, stated.years(surveys.top_rows(one), grain) or every, file_name, grain)
        for one in sheets
    }  # fmt: skip
    own_words: dict[str, list[str | None]] = {
        "part": [(stated.labelled(wide) | stated.labelled(own)).get("part") for own, wide in tops],
        "period": [
            line or (name.period if (name := named[one.sheet.tab]) else None)
            for one, line in zip(sheets, lines, strict=True)
        ],
    }
    mixed = frozenset(name for name, values in own_words.items() if len({*values} - {None}) > 1)
    keys = [tuple(own_words[name][n] for name in sorted(mixed)) for n in range(len(sheets))]
    for key in dict.fromkeys(keys):
        own = [one for one, its in zip(sheets, keys, strict=True) if its == key]
        yield Group(form, own, [one for one in sheets if one not in own], mixed, named, None in key)


def unlike_its_name(group: Group, when: stated.Stated) -> Issue | None:
    """The finding where sheets are named after periods and one states another than its name."""
    names = {tab: found.period for tab, found in group.named.items() if found}
    if when.period is None or len({*names.values()} - {None}) < 2:
        return None
    unlike = (one.sheet.tab for one in group.sheets if names.get(one.sheet.tab) not in (None, when.period))
    return next((issue("RD-two_periods", one=when.words, other=name) for name in unlike), None)


def other_names(group: Group, when: stated.Stated) -> Iterator[Issue]:
    """The finding where a sheet is named after another time than was taken: what stands above the table is surer."""
    for tab in dict.fromkeys(one.sheet.tab for one in group.sheets):
        if when.period and tab != when.words and stated.names_another(tab, when.period, group.form.period_grain):
            yield issue("RD-other_tab", sheet=tab, words=when.words, period=when.period)
