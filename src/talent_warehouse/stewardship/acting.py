"""Who acts, and what is kept of what somebody writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from talent_warehouse import database, privacy
from talent_warehouse.database import Connection
from talent_warehouse.errors import TalentError
from talent_warehouse.intake.explained import SHORTEST


class RefusedError(TalentError):
    """An act that may not be: no reason, the same person twice, nothing there that it could be about."""


@contextmanager
def acting(by: str, role: str = "steward") -> Iterator[Connection]:
    """A connection in one transaction, whose rows bear somebody's name.

    Raises: RefusedError for nobody.
    """
    if not by.strip():
        raise RefusedError("Nobody acts. Say who with --by. 请写明办理人。")
    with database.connect(role, "talent desk") as connection, connection.transaction():
        connection.execute("select set_config('talent.actor', %s, true)", (by.strip(),))
        yield connection


def said(text: str, what: str = "reason") -> str:
    """A text as it is kept: without persons, like any text of a filing.

    Raises: RefusedError if it is too short to say anything.
    """
    kept = privacy.Masker(privacy.People(lines=[text]), ()).text(" ".join(text.split()))
    if len(kept) < SHORTEST:
        raise RefusedError(
            f"The {what} {kept!r} has {len(kept)} characters; {SHORTEST} or more say something. 请写明理由，不少于{SHORTEST}个字。"
        )
    return kept


@contextmanager
def refusing(constraint: str, message: str) -> Iterator[None]:
    """Raises: RefusedError with a message where a constraint of the ledger refuses a row."""
    try:
        yield
    except psycopg.errors.IntegrityError as exc:
        if exc.diag.constraint_name != constraint:
            raise
        raise RefusedError(message) from exc
