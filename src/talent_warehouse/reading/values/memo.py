"""What was said of a cell before: a column of codes or dates says the same few things in every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any, Generic, TypeVar

from talent_warehouse.reading.files.documents import Cell, Shown

T = TypeVar("T")
_REMEMBERED = 20_000  # cells of a column whose meaning is kept
_NUMBERS = frozenset({bool, int, float})


class Memo(dict[Any, T]):
    """A function of one thing with what it said of so many. Things that are equal must say the same."""

    def __init__(self, say: Callable[[Any], T], is_short: Callable[[T], bool] = lambda said: True) -> None:
        self._say, self._is_short = say, is_short

    def __missing__(self, thing: Any) -> T:
        said = self._say(thing)
        if len(self) < _REMEMBERED and self._is_short(said):
            self[thing] = said
        return said


class Cells(Generic[T]):
    """A function of cells that stand beside each other in a row, asked once for those that are the same.

    1, 1.0 and True are equal and not the same, nor are 12% as text and a number that is shown so: where a column holds
    several of these, its cells are told apart by their types too.
    """

    def __init__(self, say: Callable[..., T], is_short: Callable[[T], bool] = lambda said: True) -> None:
        self._say, self._is_short = say, is_short
        self._memos: dict[object, Memo[T]] = {}

    def of(self, *columns: Sequence[Cell]) -> Iterator[T]:
        """What is said of each row."""
        kinds = tuple(_NUMBERS.intersection(types) if Shown not in types else None for types in map(_types, columns))
        if any(kind is None or len(kind) > 1 for kind in kinds):
            typed = self._memo(None, lambda key: self._say(*(cell[1] for cell in key)))
            return map(typed.__getitem__, zip(*(map(_typed, column) for column in columns), strict=True))
        if len(columns) == 1:
            return map(self._memo(kinds, self._say).__getitem__, columns[0])
        return map(self._memo(kinds, lambda key: self._say(*key)).__getitem__, zip(*columns, strict=True))

    def always(self, size: int) -> Iterator[T]:
        """What is said of rows without the column."""
        return repeat(self._say(None), size)

    def _memo(self, kinds: object, say: Callable[[Any], T]) -> Memo[T]:
        return self._memos.setdefault(kinds, Memo(say, self._is_short))


def _types(column: Sequence[Cell]) -> set[type]:
    return set(map(type, column))


def _typed(cell: Cell) -> tuple[object, ...]:
    return (Shown, cell, cell.number, cell.shift) if isinstance(cell, Shown) else (type(cell), cell)
