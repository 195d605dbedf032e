"""The example row of a template: the contract's, moved to where and when the unit files, so that it would be accepted."""

from __future__ import annotations

import re

from talent_warehouse.contracts import Field, Form
from talent_warehouse.template.codes import Codes

_YEAR, _MONTH = 2021, 5  # when the examples of contracts are set


def of(form: Form, codes: Codes, period: str | None) -> dict[str, str]:
    """Texts by field; empty where the contract has no example, as for what only a real person has.

    A region elsewhere gives way to the unit's own, which is the first of its list.
    """
    return {
        f.name: _moved(f, form.period_grain, period) if f.lookup is None else _chosen(f, codes) for f in form.fields
    }


def _chosen(field: Field, codes: Codes) -> str:
    listed, example = codes.get(field.lookup or "", ()), field.example or ""
    return listed[0] if example and listed and example not in listed else example


def _moved(field: Field, grain: str, period: str | None) -> str:
    """A time of the contract's year as far from it in the period's; what lies before, such as a birth, stays."""
    example = field.example or ""
    hit = re.match(r"(\d{4})(?:-(\d\d))?", example)
    if hit is None or period is None or field.kind not in ("year", "month", "date") or int(hit[1]) < _YEAR:
        return example
    year = int(hit[1]) - _YEAR + int(period[:4])
    if hit[2] is None:
        return str(year)
    month = int(hit[2])
    if grain != "year":  # 2021-Q2, 2021-05
        first = int(period[6:]) * 3 - 2 if grain == "quarter" else int(period[5:])
        later = month - _MONTH + first - 1
        year, month = year + later // 12, later % 12 + 1
    return f"{year}-{month:02}{example[hit.end() :]}"
