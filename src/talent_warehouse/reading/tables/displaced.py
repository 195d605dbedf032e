"""Rows that name nobody where the name belongs → whom they name in another column: they slipped, or two were swapped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from talent_warehouse import identity, names
from talent_warehouse.contracts import Person
from talent_warehouse.reading.files.documents import Cell
from talent_warehouse.reading.tables.plain import Column
from talent_warehouse.reading.values.memo import Memo
from talent_warehouse.reading.values.values import Context, normalise

_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{5,17}[\dXx]")
_ANY_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[A-Za-z]+(?: [A-Za-z]+)+")


class Displaced:
    """What looks like a name or a number in the rows of a form that name nobody in their own place."""

    def __init__(self, person: Person, context: Context) -> None:
        self._person, self._context = person, context
        self._fields = [
            f for f in context.form.fields if f.kind in ("text", "code", "identity_number", "month", "date")
        ]
        self._codes = frozenset(f.name for f in context.form.fields if f.kind == "code")
        coded = [context.lookups.get(f.lookup or "", {}) for f in context.form.fields]
        self._words = frozenset(word for one in coded for word in one)
        self._is_name = Memo(self._names_one)
        self._named = Memo(self._names_in)  # a place or an employer is looked at once

    def see(self, named: Sequence[Cell], cells: Mapping[str, Column]) -> None:
        """Add to the people of the filing whom its displaced rows name."""
        is_plain, words = names.PLAIN_NAME.fullmatch, self._words  # a row costs a look, and few more
        rows = [
            n for n, cell in enumerate(named)
            if not (type(cell) is str and is_plain(cell) and cell not in words) and not self._is_name[cell]
        ]  # fmt: skip
        columns = [(field, column) for field in self._fields if (column := cells.get(field.name))] if rows else []
        for n in rows:
            texts = {field.name: cell.strip() for field, column in columns if isinstance(cell := column[n], str)}
            slipped = self._slipped(texts)
            for name, text in texts.items():
                self._see(name, text, name == slipped)

    def _names_one(self, cell: Cell) -> bool:
        """Whether a cell under the name's label may name somebody."""
        if not isinstance(cell, str):
            return False
        text = normalise(cell)
        return (
            len(text) >= 2 and not any(map(str.isdecimal, text)) and text not in self._words and not names.is_kind(text)
        )

    def _slipped(self, texts: Mapping[str, str]) -> str | None:
        """The field in which the name stands, where the number of a resident stands so far from its own."""
        person, order = self._person, [f.name for f in self._context.form.fields]
        at = next((n for n, text in texts.items() if identity.plain_birth(text.upper())), person.id_number)
        place = order.index(person.name) + order.index(at) - order.index(person.id_number)
        return order[place] if at != person.id_number and 0 <= place < len(order) else None

    def _names_in(self, cell: Cell) -> tuple[str, ...] | None:
        """Whom a cell seems to name; None for a word of a list."""
        text = str(cell)
        if normalise(text) in self._words:
            return None
        if names.looks_like_one(text):
            return (text,)
        found = tuple(names.said_in(text))
        return found if any(map(names.looks_like_one, found)) else ()

    def _see(self, name: str, text: str, is_one: bool) -> None:
        people, found = self._context.people, self._named[text]
        if found is None:
            return
        if is_one and _ANY_NAME.fullmatch(text):
            people.names.append(text)
        elif found:
            people.names.extend(found)
        elif name in self._codes and _NUMBER.fullmatch(text):
            people.numbers.append(text)
