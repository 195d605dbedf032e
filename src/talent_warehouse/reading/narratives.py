"""A summary 总结 or review 综述 → its pieces and claims, as rows of the contract `narrative`. No sentence leaves the reader:
of a piece place, kind, length and hash, of a claim the words around its number, without names and numbers of persons.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from talent_warehouse import identity, names, privacy, settings
from talent_warehouse.contracts import Form
from talent_warehouse.narrative.claims import Claim, claims
from talent_warehouse.narrative.lexicon import Lexicon
from talent_warehouse.narrative.pieces import Piece
from talent_warehouse.narrative.scan import plain
from talent_warehouse.reading.files import facts_written, kinds, pages, word, word97
from talent_warehouse.reading.issues import UnreadableError, issue, refuse
from talent_warehouse.reading.tables.columns import Columns
from talent_warehouse.reading.values.quantities import read_quantity
from talent_warehouse.reading.values.values import Context, Lookups, Multipliers, as_csv, normalise

Format: TypeAlias = Literal["docx", "doc", "pdf", "txt"]
Opened: TypeAlias = tuple[Format, tuple[Piece, ...], dict[str, facts_written.Fact]]
NAME = "narrative"
_TOP, _SHORT = 12, 60  # pieces that may be titles, and their letters
_YEAR = re.compile(r"(20\d\d)年?度?")
_IS_OF = re.compile(r"(20\d\d)年?度?[^，。；\d]{0,16}(?:总结|综述|报告|情况|述职|回顾)")
_SENTENCES = 3  # full stops that make a text of what has no table


@dataclass(frozen=True)
class Texts:
    """What reading a text needs besides the file: its contract, the lexicon, kinds of units."""

    form: Form | None = None
    lexicon: Lexicon = field(default_factory=Lexicon)
    unit_kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What the ledger keeps of a piece: no letter of it."""

    place: str
    kind: str
    level: int | None
    length: int
    digest: str


@dataclass(frozen=True)
class Read:
    """A text as it was read. `rows` is a csv like that of tables, each line beginning with `mark`."""

    format: Format
    period: str | None
    words: str | None
    pieces: tuple[Told, ...] = ()
    rows: Path | None = None
    mark: str = ""
    landed: int = 0


def opened(path: Path, is_stated: bool) -> Opened | None:
    """The pieces of a text document, and the facts that a writer of ours left in it; None for what may be a table.

    `is_stated`: whether the filer said that it is a text. Raises: UnreadableError for one that cannot be read.
    """
    size = path.stat().st_size
    if not 0 < size <= settings.MAX_FILE_BYTES:
        return None
    with path.open("rb") as file:
        head = file.read(8192)
    kind = kinds.text_kind(head, path)
    if kind == "docx":
        data = path.read_bytes()
        return "docx", word.read(data), facts_written.of(data)
    if kind == "doc":
        return "doc", word97.read(path.read_bytes()), {}
    if kind == "pdf":
        return "pdf", pages.read_pdf(path.read_bytes()), {}
    return ("txt", pages.read_text(path), {}) if is_stated else None


def sentences(path: Path) -> tuple[Piece, ...] | None:
    """The lines of a plain text that has sentences, where no table was found in it."""
    try:
        found = pages.read_text(path)
    except (UnreadableError, UnicodeError):
        return None
    return found if sum(piece.text.count("。") for piece in found) >= _SENTENCES else None


def period(pieces: Sequence[Piece], file_name: str) -> tuple[str | None, str | None]:
    """The year that a title says it is about, else the file's name; and the words that say so."""
    titles = [plain(piece.text) for piece in pieces[:_TOP] if len(piece.text) <= _SHORT]
    for pattern in (_IS_OF, _YEAR):
        for text in (*titles, plain(file_name)):
            if hit := pattern.search(text):
                return hit[1], hit[0]
    return None, None


def read(
    file: Opened, texts: Texts, unit_code: str,
    file_name: str, stated_period: str | None, lookups: Lookups, multipliers: Multipliers, key: identity.Key, folder: Path,
) -> Read:  # fmt: skip
    """Find the claims of a text and write them as rows. Raises: UnreadableError for a text without a word or a year."""
    format_, pieces, facts = file
    if not pieces:
        raise UnreadableError(issue("RD-no_cells"))
    said, words = period(pieces, file_name)
    if (year := stated_period or said) is None:
        raise refuse("RD-no_period", lines=None, example="2021年")
    assert texts.form
    default = "own_bureau" if texts.unit_kinds.get(unit_code) == "bureau" else "region"
    found = claims(pieces, texts.lexicon, unit_code, int(year[:4]), default)
    context = Context(texts.form, unit_code, int(year[:4]), lookups, multipliers, key)
    mark = secrets.token_hex(8)
    path = folder / f"{mark}.csv"
    _write(path, mark, found, context, texts.lexicon, facts)
    told = tuple(Told(p.place, p.kind, p.level, len(p.text), p.digest) for p in pieces)
    return Read(format_, said, words, told, path, mark, len(found))


def _write(
    path: Path, mark: str, found: Iterable[Claim], context: Context, lexicon: Lexicon,
    facts: Mapping[str, facts_written.Fact],
) -> None:  # fmt: skip
    rows = [(claim, _cells(claim, context, lexicon, facts)) for claim in found]
    cells = {f.name: [row[f.name] for _, row in rows] for f in context.form.fields}
    columns = Columns(context).of(cells, len(rows)) if rows else []
    with path.open("w", encoding="utf-8", newline="") as file:
        for (claim, _), values in zip(rows, zip(*columns, strict=True), strict=True):
            place = as_csv((mark, claim.place, claim.at + 1))
            file.write(",".join((place, *values)) + "\r\n")


def _cells(
    claim: Claim, context: Context, lexicon: Lexicon, facts: Mapping[str, facts_written.Fact]
) -> dict[str, str | None]:
    """A claim as the cells of a row, as if somebody had filled them in."""
    unit, inferred = _unit(claim, lexicon)
    number = _number(claim, unit, context)
    is_unread = number is None and claim.state in ("bound", "waiting")
    fact = facts.get(claim.mark or "")
    is_same = fact is not None and fact.printed == claim.written
    state = "bound" if is_same else "waiting" if is_unread else claim.state
    return {
        "signature": claim.signature,
        "nth": str(claim.nth),
        "state": state,
        "phrase": masked(claim.phrase),
        "measure": (fact.measure if fact and is_same else claim.measure) or None,
        "programme": (fact.programme if fact and is_same else claim.programme) or None,
        "year": str(fact.year if fact and is_same else claim.year),
        "since": str(claim.since) if claim.since else None,
        "scope": claim.scope if claim.scope != "other_body" else None,
        "stage": claim.stage,
        "value": number,
        "unit": unit if number else None,
        "written": claim.written if claim.state not in ("vague", "named") else None,
        "basis": claim.basis + ("; unit inferred" if inferred else "") + ("; unread" if is_unread else ""),
        "fact": claim.mark,
        "fact_text": fact.printed if fact else None,
    }


def _unit(claim: Claim, lexicon: Lexicon) -> tuple[str | None, bool]:
    """The catalogue's unit of a claim; where none is written (到位40万) that of its measure, which is said."""
    if claim.unit:
        found = lexicon.by_text.get(claim.unit)
        return (claim.unit if found and found.code else None), False
    own = lexicon.units_of.get(claim.measure)
    return own, own is not None


def _number(claim: Claim, unit: str | None, context: Context) -> str | None:
    """The number as the grammar of cells reads it; None for what it does not read, or of a unit that nobody knows."""
    units = context.lookups.get("unit", {})
    if unit is None or normalise(unit) not in units or claim.state in ("vague", "named"):
        return None
    return claim.number if read_quantity(claim.number, units) is not None else None


def masked(phrase: str) -> str:
    """The words around a number without people: names before a title, and numbers that look like somebody's."""
    return privacy.scrub(names.without_titled(phrase))
