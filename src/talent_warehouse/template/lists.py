"""The hidden sheet 字典: a column for each list that a field is chosen from, and the names by which drop-downs find them.

A list in groups stands there a second time, group by group: with a group chosen in the cell above the table, its
drop-down offers the members of that group, and all of the list where none is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from talent_warehouse.contracts import Form
from talent_warehouse.template.codes import Codes, Hints

DICTIONARY = "字典"


@dataclass(frozen=True)
class Named:
    """The defined names of one list: all of it, and where it has groups the groups, and group beside member."""

    every: str
    groups: str | None = None
    group_of: str | None = None
    first: str | None = None

    def source(self, chosen: str | None) -> str:
        """What a drop-down offers; `chosen` is the cell in which a group may be chosen."""
        if not (chosen and self.group_of):
            return f"={self.every}"
        place = f"MATCH({chosen},{self.group_of},0)-1,0,COUNTIF({self.group_of},{chosen}),1"
        return f'=IF({chosen}="",{self.every},OFFSET({self.first},{place}))'


def write(book: Any, dictionary: Any, form: Form, codes: Codes, hints: Hints) -> dict[str, Named]:
    """Fill the sheet with what the form's fields are chosen from; the names of each list."""
    dictionary.hide()
    dictionary.protect()
    named: dict[str, Named] = {}
    column = 0
    for name in dict.fromkeys(f.lookup for f in form.fields if f.lookup and codes.get(f.lookup)):
        columns: dict[str, Sequence[str]] = {"list": codes[name]}
        if groups := hints.groups.get(name):
            members = [(group, text) for group, texts in groups.items() for text in texts]
            columns |= {"groups": list(groups), "group_of": [g for g, _ in members], "member": [t for _, t in members]}
        for kind, texts in columns.items():
            _column(book, dictionary, column, f"{kind}_{name}", texts)
            column += 1
        named[name] = _named(name, columns)
    return named


def _column(book: Any, dictionary: Any, column: int, name: str, texts: Sequence[str]) -> None:
    dictionary.write_string(0, column, name)  # the list's code, so that the row is no form's header
    dictionary.write_column(1, column, texts)
    letter = xl_col_to_name(column, col_abs=True)
    book.define_name(name, f"='{DICTIONARY}'!{letter}$2:{letter}${len(texts) + 1}")


def _named(name: str, columns: Mapping[str, Sequence[str]]) -> Named:
    if "groups" not in columns:
        return Named(f"list_{name}")
    return Named(f"list_{name}", f"groups_{name}", f"group_of_{name}", f"INDEX(member_{name},1)")
