"""Answers in outbox/<unit>/: for each settled submission a receipt 回执, as text and as a page."""

from __future__ import annotations

from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.answers import answer as answers
from talent_warehouse.answers import page, text
from talent_warehouse.answers.answer import Answer
from talent_warehouse.database import Connection


def write_new(connection: Connection) -> int:
    """Answer every settled submission that has no answer yet; how many.

    An answer is written before it is noted, so that a crash writes it again, never loses it.
    """
    found = answers.unanswered(connection)
    for one in found:
        _write(settings.places().outbox / one.unit_code, one)
        connection.execute(
            "update audit.submission set answered_at = now() where submission_id = %s", (one.submission_id,)
        )
    return len(found)


def _write(folder: Path, answer: Answer) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / f"{answer.submission_id}-回执.txt", text.receipt(answer, None))
    _put(folder / f"{answer.submission_id}-回执.html", page.receipt(answer, None))


def _put(path: Path, content: str) -> None:
    """Whole or not at all: a reader never sees half a receipt."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(content, encoding="utf-8")
    partial.replace(path)
