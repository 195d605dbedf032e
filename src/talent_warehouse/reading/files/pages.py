"""pdf with text, and plain text → pieces. Lines that stand on most pages are headers and footers; a scan has no text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.narrative.pieces import Piece
from talent_warehouse.reading.files import kinds, texts
from talent_warehouse.reading.issues import UnreadableError, refuse

_MOST, _FEW_PAGES = 0.6, 3
_PAGE_NUMBER = re.compile(r"[-—\s]*(?:第?\s*\d{1,4}\s*页?)(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—\s]*")
_ENDS = "。！？：；"
_HEADING = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.、．])")


def read_pdf(data: bytes) -> tuple[Piece, ...]:
    """The paragraphs of a pdf that has text: lines are put together up to one that ends a sentence short.

    Raises: UnreadableError for a password, a scan, damage, or more text than a report has.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > settings.MAX_PAGES:
            raise refuse("RD-letters", limit=settings.MAX_LETTERS)
        pages = [_page(page) for page in document]
    except UnreadableError:
        raise
    except pypdfium2.PdfiumError as exc:
        raise (kinds.encrypted() if "password" in str(exc).lower() else kinds.broken()) from exc
    if not any(pages):
        raise refuse("RD-scan")
    if sum(len(line) for page in pages for line in page) > settings.MAX_LETTERS:
        raise refuse("RD-letters", limit=settings.MAX_LETTERS)
    return of_lines([line for page in without_headers(pages) for line in page])


def _page(page: object) -> list[str]:
    words = page.get_textpage()  # type: ignore[attr-defined]
    text = str(words.get_text_bounded())
    words.close()
    return [line.strip() for line in text.replace("\ufffe", "").splitlines() if line.strip()]


def without_headers(pages: list[list[str]]) -> list[list[str]]:
    """The lines of pages without page numbers, and without those that stand on most of them."""
    often = Counter(line for page in pages for line in dict.fromkeys(page))
    common = {line for line, count in often.items() if len(pages) >= _FEW_PAGES and count >= _MOST * len(pages)}
    return [[line for line in page if line not in common and not _PAGE_NUMBER.fullmatch(line)] for page in pages]


def of_lines(lines: list[str]) -> tuple[Piece, ...]:
    """Paragraphs of lines that a page has broken: a line that is much shorter than the others ends one."""
    width = max(map(len, lines), default=0)
    found, current = list[str](), ""
    for line in lines:
        if current and _HEADING.match(line):
            found, current = [*found, current], ""
        current += line
        if len(line) < 0.75 * width and (line[-1] in _ENDS or not current.endswith("，")):
            found, current = [*found, current], ""
    return tuple(Piece(f"p{n}", "text", None, text) for n, text in enumerate([*found, current], 1) if text)


def read_text(path: Path) -> tuple[Piece, ...]:
    """The lines of a plain text. Raises: UnreadableError where no encoding fits."""
    encoding = texts.examine(path).encoding
    text = path.read_text(encoding=encoding)
    if len(text) > settings.MAX_LETTERS:
        raise refuse("RD-letters", limit=settings.MAX_LETTERS)
    lines = enumerate(text.splitlines(), 1)
    return tuple(Piece(f"p{n}", "text", None, line.strip()) for n, line in lines if line.strip())
