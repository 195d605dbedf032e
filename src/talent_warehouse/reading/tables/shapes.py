"""Sheets of no form whose shape is one all the same: a table on its side, values of a field as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from talent_warehouse.contracts import Field, Form
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables.headers import find_header, normalise
from talent_warehouse.reading.tables.survey import Surveyed
from talent_warehouse.reading.values.values import Lookups

_ROWS, _COLUMNS = 120, 8  # where the labels of a table on its side are looked for
_LEAST, _SHARE = 2, 0.5  # labels that are values of one field, at least, and of all labels
_SHOWN = 3
_NOT_ASKED = ("region", "yes_no")  # regions as columns are a table of anything


def of(found: Sequence[Surveyed], forms: Sequence[Form], lookups: Lookups) -> Issue | None:
    """What a workbook without a form looks like, if it does; the first sheet that does is named."""
    units = frozenset(lookups.get("unit", ()))
    for one in found:
        if not one.sheet.is_hidden and (said := _on_its_side(one, forms, units) or _across(one, forms, lookups)):
            return said
    return None


def _on_its_side(one: Surveyed, forms: Sequence[Form], units: frozenset[str]) -> Issue | None:
    columns = islice(zip_longest(*islice(one.sheet.rows(), _ROWS)), _COLUMNS)
    header = find_header([list(column) for column in columns], forms, (), units)
    if header is None or not header.is_accepted:
        return None
    return issue(
        "RD-transposed", sheet=one.sheet.name, form=header.form.title, name=header.form.name,
        letter=column_letter(header.heading.last),
    )  # fmt: skip


def _across(one: Surveyed, forms: Sequence[Form], lookups: Lookups) -> Issue | None:
    paths = [path for path in one.heading.paths if path] if one.heading else []
    best: tuple[int, Form, Field, list[str]] | None = None
    for form, field in _fields(forms):
        codes = lookups.get(field.lookup or "", {})
        labels = [next((p for p in path if normalise(p) in codes), None) for path in paths]
        known = list(dict.fromkeys(label for label in labels if label))
        if len(known) >= max(_LEAST, _SHARE * len(paths)) and (best is None or len(known) > best[0]):
            best = (len(known), form, field, known)
    if best is None:
        return None
    _, form, field, known = best
    return issue(
        "RD-across", sheet=one.sheet.name, form=form.title, name=form.name, field=field.header,
        labels="、".join(known[:_SHOWN]) + ("等" if len(known) > _SHOWN else ""),
    )  # fmt: skip


def _fields(forms: Sequence[Form]) -> Iterator[tuple[Form, Field]]:
    for form in forms:
        yield from ((form, f) for f in form.fields if f.kind == "code" and f.lookup not in _NOT_ASKED)
