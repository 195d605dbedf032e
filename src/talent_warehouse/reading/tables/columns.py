"""Columns → values → csv: many rows of a form, a column at a time; each cell that differs is interpreted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from talent_warehouse import identity
from talent_warehouse.contracts import Field, Person
from talent_warehouse.reading.files.documents import Cell, stored
from talent_warehouse.reading.tables.displaced import Displaced
from talent_warehouse.reading.tables.plain import Column, joined
from talent_warehouse.reading.values.memo import Cells
from talent_warehouse.reading.values.values import Context, Said, as_csv, field_columns, id_type, person_columns, said

_NO_NAME = ("-", "无")  # plain texts that name nobody
_RESIDENT = frozenset({None, "resident_id", "residence_permit"})
_LONGEST = 200  # characters of a meaning that is kept
_CSV = itemgetter(1)  # of what a cell said


class Columns:
    """The csv of every field of many rows. Personal fields leave as masks and hashes."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._fields = {field.name: self._field(field) for field in context.form.fields}
        person = context.form.person
        self._persons = _Persons(person, context) if person else None

    def _field(self, field: Field) -> Cells[Said]:
        names, context = _names(field), self._context

        def say(*cells: Cell) -> Said:
            return said(*field_columns(field, dict(zip(names, cells, strict=False)), context).values())

        return Cells(say, lambda one: len(one.csv) <= _LONGEST)

    def of(self, cells: Mapping[str, Column], size: int) -> list[Iterable[str]]:
        """The csv of each field in the contract's order, row by row; the person's at the end."""
        if self._persons is None:
            return [map(_CSV, self._said(field, cells, size)) for field in self._context.form.fields]
        birth = self._persons.birth
        births = list(self._said(birth, cells, size))
        masks, keys = self._persons.of(cells, births, size)
        found: list[Iterable[str]] = []
        for field in self._context.form.fields:
            column = cells.get(field.name)
            if field.kind == "identity_number":
                found.append(masks)
            elif field.name == birth.name:
                found.append(map(_CSV, births))
            elif field.kind == "person_name" and column and are_names(column):
                found.append(map(identity.name_mask, column))  # type: ignore[arg-type]
            else:
                found.append(map(_CSV, self._said(field, cells, size)))
        return [*found, keys]

    def _said(self, field: Field, cells: Mapping[str, Column], size: int) -> Iterator[Said]:
        columns = [cells.get(name) for name in _names(field)]
        if not any(columns):
            return self._fields[field.name].always(size)
        return self._fields[field.name].of(*(column or [None] * size for column in columns))


def _names(field: Field) -> tuple[str, ...]:
    """The field itself, and the one that holds its unit."""
    return (field.name, field.unit_field) if field.unit_field else (field.name,)


def are_names(column: Column) -> bool:
    """Whether a column holds nothing but names that are typed as they should be."""
    return joined(column) is not None and not any(name in column for name in _NO_NAME)


class _Persons:
    """Who the rows speak of: the mask of the number, and the values of PERSON_COLUMNS, as csv."""

    def __init__(self, person: Person, context: Context) -> None:
        self._person, self._context = person, context
        self.birth = context.form.field(person.birth)
        self._hashes = identity.Hashes(context.key)
        self._types = Cells(lambda cell: id_type(cell, context))
        self._names = Cells(self._name)
        self._displaced = Displaced(person, context)

    def _name(self, cell: Cell) -> str:
        name = identity.clean_name(cell)
        return self._hashes.name(name) if name else ""

    def of(self, cells: Mapping[str, Column], births: Sequence[Said], size: int) -> tuple[list[str], list[str]]:
        """A row whose number is typed as it should be takes the short way, every other the careful one."""
        person, context = self._person, self._context
        names, types, numbers = (
            cells.get(field) or [None] * size for field in (person.name, person.id_type, person.id_number)
        )
        hashed = map(self._hashes.name, names) if are_names(names) else self._names.of(names)  # type: ignore[arg-type]
        seen = context.people
        seen.names.append("\n".join(map(str, names)))
        self._displaced.see(names, cells)
        masks: list[str] = []
        keys: list[str] = []
        digest, own = self._hashes.number, context.key.id
        rows = zip(names, hashed, self._types.of(types), numbers, births, strict=True)
        for name, name_hash, kind, number, birth in rows:
            if type(number) is str and kind in _RESIDENT and (month := identity.plain_birth(number)):
                sex = "male" if number[16] in "13579" else "female"
                masks.append(number[:3] + "***************,")
                keys.append(f"{digest(number)},strong,{own},{name_hash},{month},{sex}")
                continue
            seen.numbers.append(str(number))
            read = identity.read_number(stored(number), kind, context.key)
            masks.append(as_csv((read.mask, read.fault)))
            keys.append(as_csv(person_columns(name, read, birth.values[1], context)))
        return masks, keys
