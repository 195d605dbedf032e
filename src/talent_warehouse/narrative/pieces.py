"""A document as its reader hands it on: pieces of text with their places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["text", "heading", "cell", "box", "note"]


@dataclass(frozen=True)
class Mark:
    """A stretch of a piece that a writer of ours has marked with a fact: its name, first character, length."""

    name: str
    at: int
    length: int


@dataclass(frozen=True)
class Piece:
    """A paragraph: where it stands (p12, p17@r2c1, note3), what it is, its outline level, its text."""

    place: str
    kind: Kind
    level: int | None
    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def digest(self) -> str:
        """What the ledger keeps of the text: 16 hex of its SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]
