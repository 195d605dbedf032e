"""Sheet → blocks: tables below or beside each other are each a sheet of its own, every cell in the place where it stood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Row, Sheet
from talent_warehouse.reading.files.facts import Facts, Merge, column_letter
from talent_warehouse.reading.tables import lines, stated, whole
from talent_warehouse.reading.tables.headers import Header, find_header, match, names_of, normalise, stated_unit
from talent_warehouse.reading.tables.headings import MAX_DEPTH, MAX_SCAN
from talent_warehouse.reading.tables.layouts import Layout, layout
from talent_warehouse.reading.tables.lines import texts_of
from talent_warehouse.reading.tables.segments import BLOCK, Headings

_GAP, _LOOKED_AT = 2, 120  # empty columns that end a table, and rows below its header in which they are empty
_FEET = ("total", "signature")  # lines below a table
_OTHERS = 3  # labels of no field from which those of another form are looked for


@dataclass(frozen=True)
class _Block:
    """A table with its header: from a row (from 1) and a column (from 0) on, up to others, which are its end."""

    header: Header
    first: int = 1
    last: int | None = None
    left: int = 0
    right: int | None = None
    is_lone: bool = False  # the lines above are its own in all columns: what stands beside it is no form's

    def cut(self, row: Row) -> Row:
        """Its cells of a row, where they stood."""
        return row if not self.left and self.right is None else [*[None] * self.left, *row[self.left : self.right]]

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Every row of the sheet down to its last, those above it empty."""
        if self.first == 1 and self.last is None and not self.left and self.right is None:
            yield from sheet.rows()
            return
        for number, row in enumerate(islice(sheet.rows(), self.last), 1):
            is_above = self.is_lone and number < self.header.row
            yield [] if number < self.first else row if is_above else self.cut(row)

    def has(self, merge: Merge) -> bool:
        """Whether a merged cell begins in its columns."""
        return self.left < merge.left <= (self.right or merge.left)

    def of(self, sheet: Sheet, name: str) -> Sheet:
        """It as a sheet."""

        def facts() -> Facts:
            known = sheet.facts()
            return replace(known, merges=[m for m in known.merges if self.has(m)])

        return replace(
            sheet, name=name, rows=lambda: self.rows(sheet), facts=facts, first=self.first, part_of=sheet.tab
        )  # fmt: skip


class Cut(NamedTuple):
    """The blocks of a sheet with their headers, and the lines above them that hold for all, by their numbers; what
    stands beside them under labels of its own and is no form's.
    """

    blocks: list[tuple[Sheet, Header]]
    wide: dict[int, Row]
    beside: list[Sheet]


class Cutter:
    """Cuts sheets by the forms that are looked for, and the units of amounts that are known."""

    def __init__(self, forms: Sequence[Form], units: frozenset[str]) -> None:
        self._forms, self._units = forms, units
        self._names = [(form, names_of(form)) for form in forms]

    def first_header(self, rows: Sequence[Row], merges: Sequence[Merge], forms: Sequence[Form]) -> Header | None:
        """The header that begins a sheet, or the best of any form; of tables above each other that of the first."""
        found = find_header(rows[: MAX_SCAN + MAX_DEPTH], forms, merges, self._units)
        while found and found.is_accepted:
            earlier = find_header(rows[: found.row - 1], forms, merges, self._units)
            if earlier is None or not earlier.is_accepted:
                break
            found = earlier
        return found

    def cut(self, sheet: Sheet, header: Header, rows: Sequence[Row]) -> Cut:
        """The blocks of a sheet in order; itself where it is one. `rows` are its first.

        Lines above all blocks hold for each, but for those that stand beside each other. The first block of a form has the sheet's name; a further one says in its name where it begins, since a name
        and the number of a row say which row is meant.
        """
        strips = self._strips(sheet, rows) or [_Block(header)]
        below = [one for strip in strips for one in self._down(sheet, strip)]
        halves = [half for one in below for half in self._halves(sheet, one)]
        apart = [self._apart(sheet, one) for one in halves]
        found = [one for one, _ in apart]
        beside = [other.of(sheet, sheet.name + place) for _, others in apart for other, place in others]
        if len(found) == 1 and not beside:
            return Cut([(sheet, header)], {}, [])
        seen = set[str]()
        blocks = []
        for one in found:
            form = one.header.form.name
            blocks.append((one.of(sheet, sheet.name + (_place(one) if form in seen else "")), one.header))
            seen.add(form)
        if len(found) == 1:
            return Cut(blocks, {}, beside)
        edge = min((one.left for one in found if one.left), default=None)
        above = enumerate(rows[: min(one.header.row for one in found) - 1], 1)
        return Cut(blocks, {n: row for n, row in above if edge is None or not texts_of(row[edge:])}, beside)

    def _strips(self, sheet: Sheet, rows: Sequence[Row]) -> list[_Block]:
        """Tables beside each other that begin in different rows, with empty columns between them."""
        used = {c for row in rows for c, cell in enumerate(row) if cell not in (None, "")}
        begins = sorted(c for c in used if c - 1 not in used)
        if len(begins) < 2:
            return []
        ends = [*begins[1:], None]
        lefts = [a for a, b in zip(begins, ends, strict=True) if (h := self._in(sheet, rows, a, b)) and h.is_accepted]
        if len(lefts) < 2:
            return []
        bounds = pairwise([0, *lefts[1:], None])
        found = [(a or 0, b, self._in(sheet, rows, a or 0, b)) for a, b in bounds]
        strips = [_Block(header, left=a, right=b) for a, b, header in found if header]
        top = min(one.header.row for one in strips) - 1
        if top + 1 == max(one.header.row for one in strips):
            return []
        return [self._with_unit(sheet, one, rows[:top]) for one in strips]

    def _in(self, sheet: Sheet, rows: Sequence[Row], left: int, right: int | None) -> Header | None:
        merges = [m for m in sheet.facts().merges if left < m.left <= (right or m.left)]
        return self.first_header([[*[None] * left, *row[left:right]] for row in rows], merges, self._forms)

    def _with_unit(self, sheet: Sheet, one: _Block, wide: Sequence[Row]) -> _Block:
        """A block whose header has the unit of amounts that its own lines state, or those above it and others."""
        own = islice(one.rows(sheet), one.header.row - 1)
        line = self._unit(own) or self._unit(wide)
        made = match(one.header.heading, one.header.form, names_of(one.header.form), self._units, line)
        return replace(
            one, header=replace(one.header, units=made.units, missing=made.missing, score=made.score, line=line)
        )

    def _unit(self, rows: Iterable[Row]) -> str | None:
        line: str | None = None
        for row in rows:
            line = stated_unit(texts_of(row), self._units) or line
        return line

    def _down(self, sheet: Sheet, strip: _Block) -> Iterator[_Block]:
        """Tables below each other: of another form, or of the same for another period or part."""
        area = strip.of(sheet, sheet.name)
        one, said = strip, _said(list(islice(area.rows(), strip.header.row - 1)), strip.header.form)
        for header, above in self._headings(area, strip.header):
            own = above[len(above) - _lead(above, layout(one.header), header.form) :]
            new = _said(own, header.form)
            if header.form is one.header.form and all(n in (None, o) for n, o in zip(new, said, strict=True)):
                continue
            first = header.row - len(own)
            yield replace(one, last=first - 1)
            one, said = replace(strip, header=header, first=first), new
        yield one

    def _headings(self, area: Sheet, header: Header) -> Iterator[tuple[Header, list[Row]]]:
        """Each further heading of any form, with the rows that stand above it."""
        found = Headings(area, header, self._units, self._forms)
        number = header.heading.last + 1
        rows = islice(area.rows(), header.heading.last, None)
        held: list[Row] = []
        above: list[Row] = []
        while held or number == header.heading.last + 1:
            held += islice(rows, max(BLOCK + MAX_DEPTH - len(held), 0))
            begin = 0  # of the rows since the last heading
            for index in found.candidates(held[: BLOCK + MAX_DEPTH - 1]):
                if begin <= index < BLOCK:
                    over = [*above, *held[begin:index]][-MAX_SCAN:]
                    if other := found.at(held, index, number + index, over):
                        yield other, over
                        above, begin = [], index + other.heading.depth
            above = [*above, *held[begin:BLOCK]][-MAX_SCAN:]
            del held[:BLOCK]
            number += BLOCK

    def _halves(self, sheet: Sheet, one: _Block) -> list[_Block]:
        """Tables beside each other under headings in the same rows."""
        paths = one.header.heading.paths
        labelled = [c for c, path in enumerate(paths) if path and one.left <= c]
        begins = [c for c in labelled[1:] if not paths[c - 1] or paths[c] == paths[labelled[0]]]
        if len(one.header.unknown) >= _OTHERS or one.header.duplicates:  # there may be two without a gap
            begins = sorted({*begins, *self._other_labels(one, labelled)})
        found: list[tuple[tuple[float, int], _Block, _Block]] = []
        for column in begins:
            a, b = self._of(replace(one, right=column)), self._of(replace(one, left=column))
            if a and b and a.header.is_accepted and b.header.is_accepted:
                read = len(a.header.columns) + len(b.header.columns)
                found.append(((a.header.score + b.header.score - len(a.header.duplicates), read), a, b))
        if not found:
            return [one]
        _, first, rest = max(found, key=itemgetter(0))
        wide = list(islice(one.rows(sheet), one.header.row - 1))
        return [self._with_unit(sheet, first, wide), *self._halves(sheet, self._with_unit(sheet, rest, wide))]

    def _other_labels(self, one: _Block, labelled: Sequence[int]) -> Iterator[int]:
        """Columns whose label no form knows that knows the one before, and the first that says a label again."""
        seen, known, is_again = set[str](), set[int](), False
        for column in labelled:
            label = normalise("".join(one.header.heading.paths[column]))
            forms = {n for n, (_, names) in enumerate(self._names) if label in names}
            if (forms and known and forms.isdisjoint(known)) or (label in seen and not is_again):
                yield column
            known, is_again = forms or known, is_again or label in seen
            seen.add(label)

    def _apart(self, sheet: Sheet, one: _Block) -> tuple[_Block, list[tuple[_Block, str]]]:
        """A block without the tables of no form that two empty columns set apart from it; these with their places.

        A merged title or label over these columns holds the sides together, and so do required fields on both, or labels
        of nothing but fields that the one side lacks. A column alone is no table, unless it repeats one.
        """
        heading, end = one.header.heading, one.right or len(one.header.heading.paths)
        used = {c for c, path in enumerate(heading.paths) if path and one.left <= c < end}
        for row in islice(one.rows(sheet), heading.last, heading.last + _LOOKED_AT):
            used |= {c for c, cell in enumerate(row[:end]) if cell not in (None, "")}
        merges = [m for m in sheet.facts().merges if m.top <= heading.last]
        begins = [
            b for a, b in pairwise(sorted(used))
            if b - a > _GAP and not any(m.left - 1 <= a and b <= m.right - 1 for m in merges)
        ]  # fmt: skip
        begins = [b for b, c in pairwise([*begins, None]) if b is not None and any(heading.paths[b:c])]
        bounds = pairwise([one.left, *begins, one.right])
        sides = [replace(one, left=a or 0, right=b) for a, b in bounds]
        sides = [side for side in sides if any(heading.paths[side.left : side.right])]
        best = max(filter(None, map(self._of, sides)), key=lambda side: side.header.score, default=None)
        if len(sides) < 2 or best is None or not set(best.header.missing) <= set(one.header.missing):
            return one, []
        others = [side for side in sides if side.left != best.left]
        known = set(one.header.columns.values())
        twice = {c for _, *columns in one.header.duplicates for c in columns}
        labelled = [
            {c for c, path in enumerate(heading.paths[: side.right]) if path and c >= side.left} for side in others
        ]
        if all(its <= known or (len(its) == 1 and its.isdisjoint(twice)) for its in labelled):
            return one, []
        main = self._with_unit(sheet, replace(best, is_lone=True), [])
        return main, [(side, _columns([c for c in used if side.left <= c < (side.right or end)])) for side in others]

    def _of(self, block: _Block) -> _Block | None:
        """A block under the best header of any form that its columns have."""
        heading, right = block.header.heading, block.right or len(block.header.heading.paths)
        paths = tuple(path if block.left <= c < right else () for c, path in enumerate(heading.paths))
        every = (match(replace(heading, paths=paths), form, names, self._units) for form, names in self._names)
        best = max(every, key=lambda h: (h.score, len(h.columns)), default=None)
        return replace(block, header=best) if best else None


def _place(one: _Block) -> str:
    """Where a block begins, as a person finds it: （L–U列）, （第12行起）."""
    letters = _columns(one.header.columns.values()).strip("（）") if one.left else ""
    return f"（{letters}{f'第{one.first}行起' if one.first > 1 else ''}）"


def _columns(columns: Collection[int]) -> str:
    """（L–U列）."""
    ends = dict.fromkeys(column_letter(c + 1) for c in (min(columns), max(columns)))
    return f"（{'–'.join(ends)}列）"


def _said(above: Sequence[Row], form: Form) -> tuple[str | None, str | None]:
    """What lines state of period and part; of a period that cannot be read, what is said of it."""
    when = stated.period("", above, above, "", form.period_grain)
    unread = when.why.message_zh if when.why and when.why.rule_id != "RD-no_period" else None
    return when.period or unread, stated.labelled(above).get("part")


def _lead(above: Sequence[Row], plan: Layout, form: Form) -> int:
    """How many of the rows above a heading are its own; `plan` is that of the table before them.

    Its own are the lines directly above it, and over an empty row those that state a period or the like. A line that
    follows the table before without an empty row, and has one below, is that table's unless it states something.
    """
    own = speaking = 0
    has_gap, is_torn = False, False
    for up, row in enumerate(reversed(above), 1):
        texts = texts_of(row)
        if not texts:
            has_gap, is_torn = own > 0, is_torn or not own
            continue
        speaks = bool(stated.labelled([row])) or _said([row], form) != (None, None)
        is_foot = lines.said(texts[0][:40]) in _FEET
        if whole.is_half_stated(row, plan) or (is_foot and not speaks) or (has_gap and (is_foot or not speaks)):
            return own if has_gap or not is_torn else speaking
        own, speaking = up, up if speaks else speaking
    return own if has_gap or not is_torn else speaking
