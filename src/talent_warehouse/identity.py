"""Who a row speaks of: identity numbers and names become keyed hashes and masks at the door.

A clear number or name goes no further than this module; only the archive holds the document as filed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from operator import mul
from pathlib import Path
from typing import NamedTuple

from talent_warehouse import characters, settings
from talent_warehouse.errors import ConfigurationError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECK = "10X98765432"
_HASHED_BLOCK = 64  # bytes that SHA-256 takes in at a time
_PLAIN = re.compile(r"[0-9]{17}[0-9X]")
_BESIDE = re.compile(r"[\s'‘’`\-]+")  # what stands in and around a number
# The two digits of a province that an area code begins with; 9 begins the card of a foreigner, and a province follows.
_PROVINCES = frozenset(
    str(ten + one)
    for ten, last in ((10, 5), (20, 3), (30, 7), (40, 6), (50, 4), (60, 5), (70, 1), (80, 3))
    for one in range(0 if ten == 50 else 1, last + 1)
)
_WHOLE = frozenset({"71", "81", "82", "83"})  # areas without parts: 810000 stands in numbers
# The last digits of a permit count how often it was made anew: H12345678 and H1234567802 are one person.
_RENEWED = {
    "hk_macao_permit": re.compile(r"([HM]\d{8})\(?\d{2}\)?", re.ASCII),
    "taiwan_permit": re.compile(r"(\d{8})(?:\(?\d{2}\)?)?(?:\([A-Z]\))?", re.ASCII),
}
_EXPONENT = re.compile(r"^\d(?:\.\d+)?E\+?1[4-9]$")
_BETWEEN = re.compile(r"\s+")
_DOTS = re.compile("[•‧∙⋅・･●᛫⸱]")  # in names of other peoples: one dot, however it was typed
_LOST_FROM = 1e15  # Excel keeps 15 digits: a longer number kept as a number has lost its tail


@dataclass(frozen=True)
class Key:
    """The secret that hashes are keyed with; `id` stands beside every hash so that keys can be told apart."""

    secret: bytes = field(repr=False)  # no traceback, log or message shows it

    @cached_property
    def id(self) -> str:
        return hashlib.sha256(b"key id" + self.secret).hexdigest()[:8]

    def pads(self, purpose: str) -> tuple[bytes, bytes]:
        """What HMAC-SHA256 puts before a text and before that hash, under a key made of this one for a purpose: with them
        the database makes keyed hashes and has not the key.
        """
        own = hmac.digest(self.secret, purpose.encode(), "sha256").ljust(_HASHED_BLOCK, b"\0")
        return bytes(b ^ 0x36 for b in own), bytes(b ^ 0x5C for b in own)

    def digest(self, *parts: str) -> str:
        """32 hex characters of HMAC-SHA256 over the parts."""
        return hmac.digest(self.secret, "\x1f".join(parts).encode(), "sha256").hex()[:32]


def has_key() -> bool:
    """Whether a key is at hand, in the environment or as a file."""
    return bool(os.environ.get("TALENT_IDENTITY_KEY")) or settings.places().identity_key.exists()


def load_key() -> Key:
    """The key of TALENT_IDENTITY_KEY (64 hex digits), else of the key file, made once with mode 0600.

    Raises: ConfigurationError if the key is malformed; a new key would split every person in two.
    """
    if text := os.environ.get("TALENT_IDENTITY_KEY"):
        return _parse(text, "TALENT_IDENTITY_KEY")
    path = settings.places().identity_key
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _parse(path.read_text(encoding="ascii"), str(path))
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    return _parse(path.read_text(encoding="ascii"), str(path))


def next_key(file: Path | None) -> Key:
    """The key to rotate to: of a file, else of TALENT_NEW_IDENTITY_KEY, else the one that load_key gives.

    Raises: ConfigurationError if it is malformed.
    """
    if file:
        return _parse(file.read_text(encoding="ascii"), file)
    text = os.environ.get("TALENT_NEW_IDENTITY_KEY")
    return _parse(text, "TALENT_NEW_IDENTITY_KEY") if text else load_key()


def put_in_place(key: Key) -> bool:
    """Let the key file hold this key; False, and nothing done, where TALENT_IDENTITY_KEY goes before it."""
    if os.environ.get("TALENT_IDENTITY_KEY"):
        return False
    path = settings.places().identity_key
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key.secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return True


def _parse(text: str, where: str | Path) -> Key:
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError as exc:
        raise ConfigurationError(
            f"The identity key in {where} is not hexadecimal. Restore it from its backup."
        ) from exc
    if len(secret) < 32:
        raise ConfigurationError(f"The identity key in {where} has {len(secret)} bytes; 32 are needed. Restore it.")
    return Key(secret)


class Number(NamedTuple):
    """An identity number as far as it may be known: its hash is None where a fault makes it nobody's."""

    mask: str | None
    fault: str | None
    hash: str | None
    birth_month: date | None
    sex: str | None


NO_NUMBER = Number(None, None, None, None, None)


def read_number(cell: object, id_type: str | None, key: Key) -> Number:
    """Normalise an identity number (15 → 18 digits, full-width, x → X) and hash it with its type."""
    if cell is None or cell == "":
        return NO_NUMBER
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if cell >= _LOST_FROM:
            return Number(number_mask(f"{cell:.0f}"), "lost_digits", None, None, None)
        cell = f"{cell:.0f}"
    text = str(cell)
    if not _PLAIN.fullmatch(text):  # nearly every number is typed as it should be
        text = _BESIDE.sub("", characters.plain(text)).upper()
    if text in ("", "/", "无", "—", "N/A", "NA", "不详", "暂无"):
        return NO_NUMBER
    if _EXPONENT.match(text):
        return Number(number_mask(text), "lost_digits", None, None, None)
    if (id_type or "resident_id") not in ("resident_id", "residence_permit") and not _is_resident(text, id_type):
        if (renewed := _RENEWED.get(id_type or "")) and (hit := renewed.fullmatch(text)):
            return Number(number_mask(text), None, key.digest("number", id_type or "", hit[1]), None, None)
        fault = None if re.fullmatch(r"[A-Z0-9]{5,20}", text) else "format"
        return Number(
            number_mask(text), fault, None if fault else key.digest("number", id_type or "", text), None, None
        )
    return _resident(text, id_type or "resident_id", key)


def _is_resident(text: str, id_type: str | None) -> bool:
    """A number of 18 digits says whose it is, whatever its document is called; so does a foreigner's card of 2023."""
    return plain_birth(text) is not None or (id_type == "foreign_permit" and len(text) == 18 and text[0] == "9")


def _resident(text: str, id_type: str, key: Key) -> Number:
    if len(text) == 15 and text.isdecimal():
        text = _to_18(text)
    birth = _birth(text)
    sex = ("male" if int(text[16]) % 2 else "female") if _PLAIN.fullmatch(text) else None
    fault = None
    if len(text) != 18:
        fault = "length"
    elif sex is None:
        fault = "characters"
    elif birth is None:
        fault = "birth"
    elif not is_area(text[:6]):
        fault = "area"
    elif check_digit(text[:17]) != text[17]:
        fault = "lost_digits" if text.endswith("000") else "checksum"  # a number of 15 digits, written out
    # A residence permit, or a foreigner's card, is a resident number in all but name: one person, one key.
    hashed = None if fault else key.digest("number", "resident_id", text)
    return Number(
        number_mask(text), fault, hashed, birth.replace(day=1) if birth and not fault else None, None if fault else sex
    )


class Hashes:
    """The digests of plain numbers and names, and the check of a number, for whole columns of them.

    As Key.digest and read_number say them, in a third of the time: the key is taken in once (RFC 2104), and what the parts
    of a number add to its check digit is remembered.
    """

    def __init__(self, key: Key) -> None:
        secret = hashlib.sha256(key.secret).digest() if len(key.secret) > _HASHED_BLOCK else key.secret
        block = secret.ljust(_HASHED_BLOCK, b"\0")
        inner = hashlib.sha256(bytes(b ^ 0x36 for b in block))
        self._outer = hashlib.sha256(bytes(b ^ 0x5C for b in block))
        self._of_number, self._of_name = inner.copy(), inner
        self._of_number.update(b"number\x1fresident_id\x1f")
        self._of_name.update(b"name\x1f")

    def number(self, text: str) -> str:
        """As digest("number", "resident_id", text)."""
        inner, outer = self._of_number.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:32]

    def name(self, text: str) -> str:
        """As digest("name", text)."""
        inner, outer = self._of_name.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:32]


def plain_birth(text: str) -> date | None:
    """The month of birth of a resident number that is plainly one: 18 characters, an area, a day, the check digit."""
    if not _PLAIN.fullmatch(text):
        return None
    (area, is_one), (day, month) = _area(text[:6]), _day(text[6:14])
    return month if is_one and _CHECK[(area + day + _sum(text[14:17], 14)) % 11] == text[17] else None


@lru_cache(maxsize=65536)
def _area(code: str) -> tuple[int, bool]:
    """What an area adds to the sum of the check digit, and whether it may be one."""
    return _sum(code, 0), is_area(code)


@lru_cache(maxsize=65536)
def _day(day: str) -> tuple[int, date | None]:
    """What a day of birth adds to that sum, and its month where there is such a day."""
    return _sum(day, 6), _month(day)


@lru_cache(maxsize=65536)
def is_area(code: str) -> bool:
    """Whether an area may have had this code: its province is one, and it is no whole province."""
    province = code[1:3] if code[0] == "9" else code[:2]
    return province in _PROVINCES and (code[0] == "9" or code[2:] != "0000" or province in _WHOLE)


@lru_cache(maxsize=65536)
def _sum(digits: str, place: int) -> int:
    return sum(map(mul, map(int, digits), _WEIGHTS[place:]))


def _month(day: str) -> date | None:
    birth = _birth("000000" + day)
    return birth.replace(day=1) if birth else None


def check_digit(first17: str) -> str:
    """The 18th character that GB 11643-1999 asks for."""
    return _CHECK[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def _to_18(text: str) -> str:
    body = text[:6] + "19" + text[6:]
    return body + check_digit(body)


def _birth(text: str) -> date | None:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def number_mask(text: str) -> str:
    """The first three characters and the length: enough to find the cell, too little to find the person.

    What is written with other than digits and Latin letters is no number and masked as a name.
    """
    return text[:3] + "*" * max(len(text) - 3, 1) if text.isascii() else name_mask(text)


def name_mask(name: str) -> str:
    """张* 张** 欧阳** : the family name's first character and the length."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def clean_name(cell: object) -> str | None:
    """A name without spaces and width variants, so that 张 伟 and 张伟 are one; None if nothing is stated."""
    name = _BETWEEN.sub("", characters.plain(str(cell or "")))
    return _DOTS.sub("·", name) if name not in ("", "/", "-", "—", "无") else None
