"""Cells → values: a cell is interpreted here, once; what does not read whole is text without a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeAlias

from talent_warehouse.contracts import Form, Kind
from talent_warehouse.reading import identity
from talent_warehouse.reading.documents import Cell

Lookups: TypeAlias = Mapping[str, Mapping[str, str]]  # list → normalised text → code
Multipliers: TypeAlias = Mapping[str, int]  # normalised unit text → power of ten to the base unit
Columns: TypeAlias = dict[str, object]  # column of raw.<form> → value

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "空", "无", "暂无", "不详", "未填", "○"})
_EPOCH = date(1899, 12, 30)
_TOO_LARGE = Decimal(10) ** 18  # numeric(24, 6) holds no more; nothing that an office counts comes near
_SERIAL = (20_000, 80_000)  # 1954 … 2119: an Excel serial only where the contract wants a date


@dataclass(frozen=True)
class Context:
    """What the reading of a row may lean on besides the row."""

    form: Form
    unit_code: str
    period_year: int | None
    lookups: Lookups
    multipliers: Multipliers
    key: identity.Key


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """The form in which texts are looked up: NFKC, no spaces, lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def as_text(cell: Cell) -> str | None:
    """The text of a cell as it stood; null where it is blank. Dates as ISO, whole floats without a point."""
    if cell is None:
        return None
    if isinstance(cell, str):  # nearly every cell
        return (cell.replace("\0", "") if "\0" in cell else cell).strip() or None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def row_values(cells: Mapping[str, Cell], context: Context) -> Columns:
    """Every column that raw.<form> keeps of one row, in the contract's order.

    Personal fields leave as masks and hashes; the text of other fields stays, null where nothing is stated.
    """
    result: Columns = {}
    number = _person_number(cells, context)
    for field in context.form.fields:
        cell = cells.get(field.name)
        if field.kind == "person_name":
            name = identity.clean_name(cell)
            result[field.name] = identity.name_mask(name) if name else None
            continue
        if field.kind == "identity_number":
            result[field.name], result[f"{field.name}__fault"] = number.mask, number.fault
            continue
        text = as_text(cell)
        codes = context.lookups.get(field.lookup, {}) if field.lookup else {}
        if text is not None and normalise(text) in NOTHING and normalise(text) not in codes:
            text = None
        result[field.name] = identity.scrub(text) if text else None
        if field.kind == "code":
            result[f"{field.name}__v"] = codes.get(normalise(text)) if text else None
        elif field.kind == "unit":
            found = normalise(text) if text else ""
            result[f"{field.name}__v"], result[f"{field.name}__mult"] = codes.get(found), context.multipliers.get(found)
        elif field.kind == "quantity":
            result.update(_quantity_columns(field.name, field.unit_field, text, cells, context))
        elif field.kind != "text":
            result[f"{field.name}__v"] = _SCALARS[field.kind](cell, text, context) if text else None
    if context.form.person:
        result.update(_person_columns(cells, number, result, context))
    return result


def _person_number(cells: Mapping[str, Cell], context: Context) -> identity.Number:
    person = context.form.person
    if person is None:
        return identity.NO_NUMBER
    stated = as_text(cells.get(person.id_type))
    id_type = context.lookups.get("id_type", {}).get(normalise(stated)) if stated else None
    return identity.read_number(cells.get(person.id_number), id_type, context.key)


def _person_columns(cells: Mapping[str, Cell], number: identity.Number, row: Columns, context: Context) -> Columns:
    """Strong: the hash of the number. Weak, without a number: of unit, name and birth; one inside one unit only."""
    person, key = context.form.person, context.key
    assert person is not None
    name = identity.clean_name(cells.get(person.name))
    birth = row.get(f"{person.birth}__v")
    hashed, basis = number.hash, "strong" if number.hash else None
    if hashed is None and number.mask is None and name and birth:
        hashed, basis = key.digest("weak", context.unit_code, name, str(birth)), "weak"
    return {
        "person_key": hashed,
        "person_basis": basis,
        "key_id": key.id if hashed else None,
        "name_hash": key.digest("name", name) if name else None,
        "id_birth_month": number.birth_month,
        "id_sex": number.sex,
    }


def _integer(cell: Cell, text: str, context: Context) -> int | None:
    """A whole number that was stated exactly: neither 近300 nor 12.5."""
    read = read_quantity(text, {})
    if read is None or read.value is None or read.qualifier != "=":
        return None
    value = read.value * Decimal(10) ** read.mult
    return int(value) if value == int(value) and abs(value) < 2**31 else None


def _year(cell: Cell, text: str, context: Context) -> int | None:
    hit = re.fullmatch(r"((?:19|20)\d{2})(?:年度?)?", unicodedata.normalize("NFKC", text).strip())
    return int(hit[1]) if hit else None


_DAY = re.compile(r"(\d{4})(?:[-./年])(\d{1,2})(?:[-./月])(\d{1,2})日?(?: 00:00:00)?")
_DAY_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:[-./年])(\d{1,2})月?")
_MONTH_TOGETHER = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_MONTH_ALONE = re.compile(r"(\d{1,2})月(?:份)?")


@lru_cache(maxsize=65536)
def _flat(text: str) -> str:
    return re.sub(r"\s*([-./年月日])\s*", r"\1", unicodedata.normalize("NFKC", text)).strip()


def _date(cell: Cell, text: str, context: Context) -> date | None:
    """A day, never guessed from a month."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float | int) and not isinstance(cell, bool) and _SERIAL[0] <= cell <= _SERIAL[1]:
        return _EPOCH + timedelta(days=int(cell))
    flat = _flat(text)
    hit = _DAY.fullmatch(flat) or _DAY_TOGETHER.fullmatch(flat)
    return _make_date(*map(int, hit.groups())) if hit else None


def _month(cell: Cell, text: str, context: Context) -> date | None:
    """The first day of a month. A number 2023.1 may be October, so it is not read; text 2023.10 is."""
    day = None if isinstance(cell, float) and cell < _SERIAL[0] else _date(cell, text, context)
    if day:
        return day.replace(day=1)
    if isinstance(cell, float) and not cell.is_integer() and text.endswith(".1"):
        return None
    flat = _flat(text)
    if hit := _MONTH.fullmatch(flat) or _MONTH_TOGETHER.fullmatch(flat):
        return _make_date(int(hit[1]), int(hit[2]), 1)
    if (hit := _MONTH_ALONE.fullmatch(flat)) and context.period_year:
        return _make_date(context.period_year, int(hit[1]), 1)
    return None


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


_SCALARS: dict[Kind, Callable[[Cell, str, Context], object]] = {
    "integer": _integer,
    "year": _year,
    "date": _date,
    "month": _month,
}


@dataclass(frozen=True)
class Quantity:
    """A quantity as filed, in the unit as written: value × 10**mult; bounds closed, None where none is known."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: str | None
    status: str
    mult: int
    decimals: int | None
    mask: str | None
    unit: str | None  # the unit that the cell itself names


_PENDING = re.compile(r"\((?:正在|待)?公示中?\)")
_BEFORE = {"近": "<", "约": "~", "大约": "~", "不足": "<", "不到": "<", "少于": "<", "超过": ">", "超": ">", "突破": ">",
           "逾": ">", "大于": ">", "多于": ">", "至少": ">=", "不少于": ">=", "<": "<", ">": ">", "≥": ">=", ">=": ">=", "≈": "~"}  # fmt: skip
_AFTER = {"以上": ">=", "及以上": ">=", "左右": "~", "以下": "<"}
_PARTS = re.compile(
    r"(?P<before>大约|不足|不到|少于|超过|突破|大于|多于|至少|不少于|>=|[近约超逾<>≥≈])?"
    r"(?P<digits>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+|(?<=近)(?=[百千万亿])|[x×*]+(?:\.[x×*]+)?|)"
    r"(?P<more>余|多)?(?P<scale>百万|千万|[百千万亿](?![a-z]))?(?P<more2>余|多)?"
    r"(?P<unit>[^\d,.\s]*?)(?P<after>以上|及以上|左右|以下)?"
)
_SCALE = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def chinese_number(text: str) -> int | None:
    """二十 → 20, 两百 → 200, 三千五百 → 3500, 十 → 10; None for what is ambiguous (一百二) or no number."""
    total, digit = 0, None
    for letter in text:
        if letter in _DIGIT:
            if digit not in (None, 0):
                return None
            digit = _DIGIT[letter]
        else:
            total += (1 if digit is None else digit) * {"十": 10, "百": 100, "千": 1000}[letter]
            digit = None
    if digit and len(text) > 1 and text[-2] in "百千":
        return None  # 一百二 may be 102 or 120
    return total + (digit or 0)


def _quantity_columns(
    name: str, unit_field: str | None, text: str | None, cells: Mapping[str, Cell], context: Context
) -> Columns:
    """The value model of a cell in its base unit; a status alone where the cell states nothing."""
    suffixes = ("__v", "__low", "__high", "__qualifier", "__status", "__mult", "__decimals", "__mask")
    columns: Columns = {name + suffix: None for suffix in suffixes}
    if text is None:
        return columns | {f"{name}__status": "O"}
    units = context.lookups.get("unit", {})
    read = read_quantity(text, units)
    if read is None:
        return columns
    stated = as_text(cells.get(unit_field)) if unit_field else None
    mult = context.multipliers.get(normalise(stated), 0) if stated else 0
    if read.unit and stated:
        if units.get(normalise(read.unit)) != units.get(normalise(stated)):
            return columns  # 12人 in a column of 万元
        if context.multipliers.get(normalise(read.unit), 0) or read.mult:
            mult = context.multipliers.get(
                normalise(read.unit), 0
            )  # 12.5万元 in a column of 万元: said twice, meant once
    elif read.mult and mult:
        return columns  # 12.5万 in a column of 万元: once or twice?
    scale = Decimal(10) ** (read.mult + mult)
    if read.value is not None and abs(read.value * scale) >= _TOO_LARGE:
        return columns
    return {
        f"{name}__v": _times(read.value, scale),
        f"{name}__low": _times(read.low, scale),
        f"{name}__high": _times(read.high, scale),
        f"{name}__qualifier": read.qualifier,
        f"{name}__status": read.status,
        f"{name}__mult": read.mult + mult,
        f"{name}__decimals": read.decimals,
        f"{name}__mask": read.mask,
    }


def _times(value: Decimal | None, scale: Decimal) -> Decimal | None:
    return None if value is None else value * scale


@lru_cache(maxsize=65536)
def _read_cached(text: str) -> tuple[re.Match[str], bool] | None:
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    bare = _PENDING.sub("", flat)
    hit = _PARTS.fullmatch(bare)
    return (hit, bare != flat) if hit else None


def read_quantity(text: str, units: Mapping[str, str]) -> Quantity | None:
    """Read 1,234 · 12.5万 · 近百 · 二十余 · 500余万元 · 100以上 · 不足10 · xx · 几乎为零 · 全部; None if it is none of them.

    `units` are the unit names that may follow the number.
    """
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    if flat in ("几乎为零", "几乎为0"):
        return Quantity(Decimal(0), Decimal(0), None, "~", "U", 0, 0, None, None)
    if flat in ("全部", "全额"):
        return Quantity(None, None, None, None, "I", 0, None, None, None)
    found = _read_cached(text)
    if found is None:
        return None
    hit, is_pending = found
    unit = hit["unit"] or None
    if unit is not None and unit not in units:
        return None
    digits, scale = hit["digits"], _SCALE.get(hit["scale"] or "", 0)
    more = bool(hit["more"] or hit["more2"])
    qualifier = _qualifier(hit["before"], more, hit["after"])
    if qualifier is None:
        return None
    if digits and digits[0] in "x×*":
        shown = None if qualifier == "=" else qualifier
        return Quantity(None, None, None, shown, "Q", scale, None, digits, unit)
    value = _value(digits, bool(hit["scale"]) and hit["before"] == "近")
    if value is None:
        return None
    low, high = _bounds(value, qualifier, more)
    status = "P" if is_pending else "A"
    return Quantity(value, low, high, qualifier, status, scale, len(digits.partition(".")[2]), None, unit)


def _qualifier(before: str | None, more: bool, after: str | None) -> str | None:
    """One sign for the words around a number; None if they contradict one another."""
    signs = {s for s in (_BEFORE.get(before or ""), ">=" if more else None, _AFTER.get(after or "")) if s}
    return signs.pop() if len(signs) == 1 else "=" if not signs else None


def _value(digits: str, is_bare_scale: bool) -> Decimal | None:
    if not digits:
        return Decimal(1) if is_bare_scale else None  # 近百 is about one hundred
    if digits[0] in "零〇一二两三四五六七八九十百千":
        number = chinese_number(digits)
        return None if number is None else Decimal(number)
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None


def _bounds(value: Decimal, qualifier: str, more: bool) -> tuple[Decimal | None, Decimal | None]:
    """Closed bounds, so that the printed figure stays inside: 二十余 is 20 … 30, 近300 is … 300."""
    if qualifier == "=":
        return value, value
    if more:
        zeros = len(str(int(value))) - len(str(int(value)).rstrip("0")) if value == int(value) and value else 0
        return value, value + Decimal(10) ** zeros
    if qualifier in (">", ">="):
        return value, None
    if qualifier == "<":
        return (Decimal(0) if value >= 0 else None), value
    return None, None
