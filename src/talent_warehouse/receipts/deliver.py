"""Answers in outbox/<unit>/: for each settled submission a receipt 回执, as text and as a page, and where something is
to be mended the unit's own workbook with marks 退回件.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.database import Connection
from talent_warehouse.reading.readers import Readers
from talent_warehouse.receipts import page, text
from talent_warehouse.receipts.receipt import Receipt, unanswered
from talent_warehouse.receipts.returned import marks, workbook
from talent_warehouse.receipts.returned.workbook import Marking


def write_new(connection: Connection) -> int:
    """Answer every settled submission that has no answer yet; how many.

    An answer is written before it is noted, so that a crash writes it again, never loses it.
    """
    found = unanswered(connection)
    with Readers(workbook.NO_READER) as readers:
        for (one, job), answer in readers.read(_to_mark(connection, found)):
            _write(connection, one, workbook.put(readers, one, job, answer))
    return len(found)


def _to_mark(connection: Connection, found: Sequence[Receipt]) -> Iterator[tuple[tuple[Receipt, Marking], Marking]]:
    """The submissions that come back with a workbook; the others are answered as they are met."""
    for one in found:
        folder = folder_of(one.unit_code)
        job = workbook.marking(folder, one, marks.load(connection, one)) if one.problems else None
        if job:
            yield (one, job), job
        else:
            _write(connection, one, None)


def folder_of(unit_code: str) -> Path:
    """A unit's folder, made where it is missing. It is its own: open to the group that an operator gives it, which its
    files inherit, and to nobody else.
    """
    folder = settings.places().outbox / unit_code
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o2750)
    elif (mode := stat.S_IMODE(folder.stat().st_mode)) & 0o007:
        folder.chmod(mode & ~0o007)
    return folder


def _write(connection: Connection, receipt: Receipt, name: str | None) -> None:
    folder = folder_of(receipt.unit_code)
    for former in folder.glob(f"{receipt.submission_id}-退回件*"):  # of an answer before this one
        if former.name != name:
            former.unlink()
    put(folder / f"{receipt.submission_id}-回执.txt", text.plain(receipt, name))
    put(folder / f"{receipt.submission_id}-回执.html", page.html(receipt, name))
    connection.execute(
        "update audit.submission set answered_at = now() where submission_id = %s", (receipt.submission_id,)
    )
    connection.execute(
        "update audit.reread set told_at = now() where submission_id = %s and told_at is null", (receipt.submission_id,)
    )


def put(path: Path, content: str) -> None:
    """Whole or not at all: a reader never sees half a receipt."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(content, encoding="utf-8")
    partial.chmod(0o640)
    partial.replace(path)
