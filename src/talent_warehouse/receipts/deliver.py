"""Answers in outbox/<unit>/: for each settled submission a receipt 回执, as text and as a page, and where something is
to be mended the unit's own workbook with marks 退回件.
"""

from __future__ import annotations

from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.database import Connection
from talent_warehouse.receipts import page, text
from talent_warehouse.receipts.receipt import Receipt, unanswered
from talent_warehouse.receipts.returned import marks, workbook


def write_new(connection: Connection) -> int:
    """Answer every settled submission that has no answer yet; how many.

    An answer is written before it is noted, so that a crash writes it again, never loses it.
    """
    found = unanswered(connection)
    for one in found:
        _write(connection, settings.places().outbox / one.unit_code, one)
        connection.execute(
            "update audit.submission set answered_at = now() where submission_id = %s", (one.submission_id,)
        )
        connection.execute(
            "update audit.reread set told_at = now() where submission_id = %s and told_at is null", (one.submission_id,)
        )
    return len(found)


def _write(connection: Connection, folder: Path, receipt: Receipt) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = workbook.write(folder, receipt, marks.load(connection, receipt))
    for former in folder.glob(f"{receipt.submission_id}-退回件*"):  # of an answer before this one
        if former.name != name:
            former.unlink()
    _put(folder / f"{receipt.submission_id}-回执.txt", text.plain(receipt, name))
    _put(folder / f"{receipt.submission_id}-回执.html", page.html(receipt, name))


def _put(path: Path, content: str) -> None:
    """Whole or not at all: a reader never sees half a receipt."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(content, encoding="utf-8")
    partial.replace(path)
