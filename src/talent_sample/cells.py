"""How a clerk writes it: each file has a hand of its own for headers, dates, blanks, numbers and code texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from talent_sample.grids import Cell
from talent_warehouse.contracts import Field, Form

_MONTHS = ("iso", "dot", "zh", "compact", "day", "cell")
_DATES = ("iso", "dot", "zh", "compact", "cell")
_BLANKS = ("", "", "", "无", "—", "/")
# Fields in which a blank may be written as 无 or —; elsewhere 无 is an answer of its own.
_MAY_SAY_NOTHING = frozenset({
    "degree", "title_series", "title_date", "entry_date", "entry_mode", "remark", "id_number",
    "period_start", "edition", "life_stage", "qualifier", "as_of_date", "source_quote",
})  # fmt: skip
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
# Header labels and code texts that could be taken for something else by a person; a clerk would not choose them.
_AVOIDED = frozenset({"单位", "说明", "备注说明", "其他说明", "数据", "范围", "系列", "无", "N", "Y"})
_POST = re.compile("师|员$|教授|助教|研究")  # names of posts: one of them would not fit everybody on the level


@dataclass(frozen=True)
class Hand:
    """The habits of one file."""

    is_workbook: bool
    labels: Mapping[str, str]
    order: tuple[str, ...]
    months: str
    dates: str
    blank: str
    texts: Mapping[tuple[str, str], str]  # list, name → how this clerk writes it
    numbers: str  # plain, thousands, wide


def choose(form: Form, synonyms: Mapping[str, Mapping[str, tuple[str, ...]]], is_workbook: bool, rng: Random) -> Hand:
    """Habits at random; the first column stays first, as it does on paper."""
    names = [f.name for f in form.fields]
    order = names if rng.random() < 0.4 else [names[0], *rng.sample(names[1:], len(names) - 1)]
    chance = rng.choice((0.0, 0.0, 0.3, 0.7))
    labels = {f.name: _label(f, chance, rng) for f in form.fields}
    texts: dict[tuple[str, str], str] = {}
    if rng.random() < 0.35:
        for f in form.fields:
            for name, others in synonyms.get(f.lookup or "", {}).items():
                usable = [
                    t for t in others if t not in _AVOIDED and not (f.lookup == "title_level" and _POST.search(t))
                ]
                if usable and rng.random() < 0.4 and f.lookup not in ("scope", "obs_status", "measure"):
                    texts[f.lookup or "", name] = rng.choice(usable)
    usable_months = _MONTHS if is_workbook else _MONTHS[:-1]
    usable_dates = _DATES if is_workbook else _DATES[:-1]
    return Hand(
        is_workbook, labels, tuple(order), rng.choice(usable_months), rng.choice(usable_dates), rng.choice(_BLANKS), texts,
        rng.choice(("plain", "plain", "thousands", "wide")),
    )  # fmt: skip


def _label(field: Field, chance: float, rng: Random) -> str:
    usable = [s for s in field.synonyms if s not in _AVOIDED]
    return rng.choice(usable) if usable and rng.random() < chance else field.header


def write(value: str | None, field: Field, hand: Hand, rng: Random, is_literal: bool = False) -> Cell:
    """One cell; a literal one stands exactly as it is given."""
    if is_literal:
        is_lost = field.kind == "identity_number" and hand.is_workbook and value is not None and "E+" in value
        return float(value) if is_lost and value else value
    if value is None:
        return hand.blank or None if field.name in _MAY_SAY_NOTHING else None
    if field.kind == "month":
        return _month(value, hand.months if rng.random() < 0.93 else "iso")
    if field.kind == "date":
        return _date(value, hand.dates)
    if field.kind in ("year", "integer"):
        return int(value) if hand.is_workbook else value
    if field.kind == "quantity":
        return _quantity(value, hand)
    if field.kind == "identity_number":
        return _number(value, hand, rng)
    if field.kind == "person_name":
        return f"{value[0]}　{value[1]}" if len(value) == 2 and hand.numbers == "wide" else value
    return hand.texts.get((field.lookup or "", value), value)


def _month(value: str, how: str) -> Cell:
    year, month = int(value[:4]), int(value[5:7])
    if how == "cell":
        return date(year, month, 1)
    return {
        "dot": f"{year}.{month:02}" if month == 1 else f"{year}.{month}", "zh": f"{year}年{month}月", "compact": f"{year}{month:02}", "day": f"{year}{month:02}01",
    }.get(how, value)  # fmt: skip


def _date(value: str, how: str) -> Cell:
    day = date.fromisoformat(value)
    if how == "cell":
        return day
    return {
        "dot": f"{day.year}.{day.month}.{day.day}", "zh": f"{day.year}年{day.month}月{day.day}日", "compact": f"{day:%Y%m%d}",
    }.get(how, value)  # fmt: skip


def _quantity(value: str, hand: Hand) -> Cell:
    """A plain number as a number in a workbook, or with thousands or full-width digits; other texts as they stand."""
    try:
        number = float(value)
    except ValueError:
        return value
    if hand.numbers == "thousands" and number.is_integer() and number >= 1000:
        return f"{int(number):,}"
    if hand.numbers == "wide" and number < 1000:
        return value.translate(_WIDE)
    if hand.is_workbook:
        return int(number) if number.is_integer() and "." not in value else number
    return value


def _number(value: str, hand: Hand, rng: Random) -> str:
    """An identity number as text, now and then with a small x, full-width digits or an apostrophe."""
    luck = rng.random()
    if luck < 0.01:
        return value.translate(_WIDE)
    if luck < 0.02:
        return f"'{value}"
    if luck < 0.03 and not hand.is_workbook:
        return f'="{value}"'
    return value.lower() if luck > 0.6 else value
