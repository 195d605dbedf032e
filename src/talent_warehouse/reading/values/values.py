"""Cells → values: a cell is interpreted here, once; what does not read whole is text without a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from talent_warehouse import characters, identity, privacy
from talent_warehouse.contracts import Field, Form, Kind
from talent_warehouse.reading.files.documents import Cell, Shown, as_text, stored
from talent_warehouse.reading.values.quantities import chinese_number, read_quantity

Lookups: TypeAlias = Mapping[str, Mapping[str, str]]  # list → normalised text → code
Multipliers: TypeAlias = Mapping[str, int]  # normalised unit text → power of ten to the base unit
Columns: TypeAlias = dict[str, object]  # column of raw.<form> → value

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "空", "无", "暂无", "不详", "未填", "○"})
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's dates
EPOCH_1904 = date(1904, 1, 1)
_COUNTED = frozenset({"个", "家", "户", "所", "人"})  # what a count without a unit of its own may be of
_NO_COUNTS = frozenset(
    {"%", "元", "倍", "个百分点", "亩", "公顷", "岁", "人/万人"}
)  # what a column of counts never says
_TOO_LARGE = Decimal(10) ** 18  # numeric(24, 6) holds no more; nothing that an office counts comes near
_SPECIAL = re.compile(r'[",\r\n]')
_SERIAL = (20_000, 80_000)  # 1954 … 2119: an Excel serial only where the contract wants a date


class Said(NamedTuple):
    """What a cell says: the values of its field's columns, in the contract's order, and the same as csv."""

    values: tuple[object, ...]
    csv: str


@dataclass(frozen=True)
class Context:
    """What the reading of a row may lean on besides the row."""

    form: Form
    unit_code: str
    period_year: int | None
    lookups: Lookups
    multipliers: Multipliers
    key: identity.Key
    units: Mapping[str, str] = default(default_factory=dict)  # field → the unit that its sheet states for it
    epoch: date = EPOCH  # another in workbooks that count from 1904
    people: privacy.People = default(default_factory=privacy.People)  # filled while reading
    has_types: bool = True  # a workbook tells texts from numbers, a csv does not


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """The form in which texts are looked up: one width, no spaces, lower case."""
    return re.sub(r"\s+", "", characters.plain(text)).casefold()


def as_csv(values: Iterable[object]) -> str:
    """Values as COPY reads them: null is nothing between two commas."""
    return ",".join(["" if v is None else _quoted(str(v)) for v in values])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def said(*values: object) -> Said:
    """Values with their csv."""
    return Said(values, as_csv(values))


def field_columns(field: Field, cells: Mapping[str, Cell], context: Context) -> Columns:
    """The columns of one field of one row, in the contract's order. A quantity may have its unit in another cell."""
    cell = cells.get(field.name)
    if field.kind == "person_name":
        name = identity.clean_name(cell)
        return {field.name: identity.name_mask(name) if name else None}
    if field.kind in ("date", "month"):
        cell = stored(cell)
    text = as_text(cell)
    codes = context.lookups.get(field.lookup, {}) if field.lookup else {}
    if text is not None and normalise(text) in NOTHING and normalise(text) not in codes:
        text = None
    columns: Columns = {field.name: text}
    if field.kind == "code":
        columns[f"{field.name}__v"] = codes.get(normalise(text)) if text else None
    elif field.kind == "unit":
        found = normalise(text) if text else ""
        columns[f"{field.name}__v"], columns[f"{field.name}__mult"] = codes.get(found), context.multipliers.get(found)
    elif field.kind == "quantity":
        columns.update(_quantity_columns(field.name, field.unit_field, text, cells, context))
    elif field.kind != "text":
        columns[f"{field.name}__v"] = _SCALARS[field.kind](cell, text, context) if text else None
    if text and not _reads(field, columns):
        if field.may_name and normalise(text) not in context.lookups.get("reporting_unit", {}):
            text, named = privacy.party(text, context.key)
            context.people.names.extend(named)
        columns[field.name] = kept = privacy.scrub(text) if field.kind == "text" else privacy.whole(text)
        context.people.texts[field.name].add(kept)
    return columns


def _reads(field: Field, columns: Columns) -> bool:
    """Whether a cell says what its field wants; of a text nobody can tell."""
    suffix = "__status" if field.kind == "quantity" else "__v"
    return field.kind != "text" and columns[field.name + suffix] is not None


def id_type(cell: Cell, context: Context) -> str | None:
    """The code of the document that a number is of."""
    stated = as_text(cell)
    return context.lookups.get("id_type", {}).get(normalise(stated)) if stated else None


def person_columns(name_cell: Cell, number: identity.Number, birth: object, context: Context) -> tuple[object, ...]:
    """The values of PERSON_COLUMNS. Strong: the hash of the number. Weak, without a number: of unit, name and birth;
    one inside one unit only.
    """
    key, name = context.key, identity.clean_name(name_cell)
    hashed, basis = number.hash, "strong" if number.hash else None
    if hashed is None and number.mask is None and name and birth:
        hashed, basis = key.digest("weak", context.unit_code, name, str(birth)), "weak"
    name_hash = key.digest("name", name) if name else None
    return hashed, basis, key.id if hashed else None, name_hash, number.birth_month, number.sex


def _integer(cell: Cell, text: str, context: Context) -> int | None:
    """A whole number that was stated exactly: neither 近300 nor 12.5. 3家 and 3人 are 3, a sum of money is none."""
    units = context.lookups.get("unit", {})
    read = read_quantity(text, units)
    if read is None or read.value is None or read.qualifier != "=":
        return None
    if read.unit and units[read.unit] not in _COUNTED:
        return None
    value = read.value * Decimal(10) ** read.mult
    return int(value) if value == int(value) and abs(value) < 2**31 else None


def _year(cell: Cell, text: str, context: Context) -> int | None:
    hit = re.fullmatch(r"((?:19|20)[0-9]{2})年?", _flat(re.sub(r"年度\s*$", "年", text)))
    return int(hit[1]) if hit else None


# A day with a time is that day; in another zone only midnight is.
_TIME = r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?Z|(?:[ T]|(?<=日))(?:上午|下午)?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?: ?[AP]M)?)?"
_DAY = re.compile(rf"([0-9]{{4}})[-./年]([0-9]{{1,2}})[-./月]([0-9]{{1,2}})日?{_TIME}", re.IGNORECASE)
_DAY_TOGETHER = re.compile(rf"((?:19|20)[0-9]{{2}})([0-9]{{2}})([0-9]{{2}}){_TIME}", re.IGNORECASE)
_MONTH = re.compile(r"([0-9]{4})(?:[-./年])([0-9]{1,2})月?")
_MONTH_TOGETHER = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])")
_LOST_ZERO = re.compile(r"[0-9]{4}\.1")  # 2016.10 as a number is 2016.1
_YEAR_AND_MONTH = range(20_000, 21_000)  # 20205 is May 2020 without its point, and no day of 1955
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?)?"
)
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MONTH_ALONE = re.compile(r"([0-9]{1,2})月(?:份)?")


@lru_cache(maxsize=65536)
def _flat(text: str) -> str:
    """Without spaces around its marks. A line that is broken is put together only behind 年 or 月."""
    flat = re.sub(r"[^\S\r\n]*([-./年月日])[^\S\r\n]*", r"\1", characters.plain(text).strip())
    flat = re.sub(r"(?<=\d)号$", "日", flat)
    if flat.endswith(("月", "日")):
        flat = re.sub(r"(?<=[年月])[\r\n]+(?=\S)", "", flat)
    if hit := _CHINESE.fullmatch(flat):  # 二〇二三年五月
        parts = (hit[1].translate(_DIGITS), *(chinese_number(n) for n in hit.groups()[1:] if n))
        return "".join(f"{n}{mark}" for n, mark in zip(parts, "年月日", strict=False))
    return flat


def _date(cell: Cell, text: str, context: Context) -> date | None:
    """A day, never guessed from a month."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float | int) and not isinstance(cell, bool) and _is_serial(cell):
        return context.epoch + timedelta(days=int(cell))
    flat = _flat(text)
    if len(flat) == 5 and flat.isascii() and flat.isdecimal() and _is_serial(int(flat)):  # exported to csv unformatted
        return EPOCH + timedelta(days=int(flat))
    hit = _DAY.fullmatch(flat) or _DAY_TOGETHER.fullmatch(flat)
    return _make_date(*map(int, hit.groups())) if hit else None


def _month(cell: Cell, text: str, context: Context) -> date | None:
    """The first day of a month. A number 2023.1 may be October, so it is not read, nor is any 2023.1 of a file without
    types of cells, where it may have been a number; 2023.10 is.
    """
    day = None if isinstance(cell, float) and cell < _SERIAL[0] else _date(cell, text, context)
    if day:
        return day.replace(day=1)
    flat = _flat(text)
    if _LOST_ZERO.fullmatch(flat) and (isinstance(cell, float) or not context.has_types):
        return None
    if hit := _MONTH.fullmatch(flat) or _MONTH_TOGETHER.fullmatch(flat):
        return _make_date(int(hit[1]), int(hit[2]), 1)
    if (hit := _MONTH_ALONE.fullmatch(flat)) and context.period_year:
        return _make_date(context.period_year, int(hit[1]), 1)
    return None


def _is_serial(number: float) -> bool:
    return _SERIAL[0] <= number <= _SERIAL[1] and int(number) not in _YEAR_AND_MONTH


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


def _quantity_columns(
    name: str, unit_field: str | None, text: str | None, cells: Mapping[str, Cell], context: Context
) -> Columns:
    """The value model of a cell in its base unit; a status alone where the cell states nothing."""
    suffixes = ("__v", "__low", "__high", "__qualifier", "__status", "__mult", "__decimals", "__mask")
    columns: Columns = {name + suffix: None for suffix in suffixes}
    if text is None:
        return columns | {f"{name}__status": "O"}
    units = context.lookups.get("unit", {})
    stated = (as_text(cells.get(unit_field)) if unit_field else None) or context.units.get(name)
    if text[0] in "¥￥" and stated and units.get(normalise(stated)) == "元":  # says that it is money, not how much
        text = text[1:]
    read = read_quantity(text, units)
    if read is None:
        return columns
    if read.unit and not unit_field and not stated and units.get(normalise(read.unit)) in _NO_COUNTS:
        return columns  # a share, or money, in a column of counts
    if stated and unit_field and normalise(stated) not in units:
        return columns | {f"{name}__status": "U"}  # a number of what nobody knows; the unit's own finding says so
    mult = context.multipliers.get(normalise(stated), 0) if stated else 0
    if read.unit and stated:
        if units.get(normalise(read.unit)) != units.get(normalise(stated)):
            return columns  # 12人 in a column of 万元
        # 12.5万元 in a column of 万元: said twice, meant once; 123元 there is 123: the cell's own unit wins
        mult = context.multipliers.get(normalise(read.unit), 0)
    elif isinstance(cell := cells.get(name), Shown) and cell.shift and cell.shift == -mult:
        mult = 0  # 123456 shown as 12.3 in a column of 万元: the stored digits are the amount itself
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
