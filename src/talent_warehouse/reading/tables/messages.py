"""What the filer is told of a header and of totals: findings with the place and the mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Row, Sheet
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables.headers import Header, normalise, units_said
from talent_warehouse.reading.tables.lines import each_text, uncounted
from talent_warehouse.reading.tables.rows import Excluded
from talent_warehouse.reading.tables.totals import Total

_NUMBERS = frozenset({"序号", "编号", "行号", "序", "no", "no."})
_ROWS = 8  # rows that a message lists
_KIND = {"total": "合计行", "note": "说明行", "signature": "签章行", "example": "示例行"}
# What a table or a stretch of one is called that is kept beside the one that is meant.
# No money that is carried over, no growth, nothing that is kept in store or was laid waste.
_APART = re.compile(
    r"作废|(?<![储后])备份|废弃(?:表|数据|稿)?$|草稿|旧表|(?<![比较])(?:去年|上年)(?!度?末?(?:结转|结余|结存))"
)
_LEFT = re.compile(
    r"(?:减少|调出|调离|转出|流出|离职|辞职|辞退|解聘|离退休?|死亡|去世|注销)(?:的?(?:人员|人才|人数))?(?:名单|名册|台账|表|情况|明细)*$"
)
_BACK = re.compile(
    r"(?:本[月年期])?(?:冲销|红冲|冲红|红字|退回)的?(?:资金|款项|凭证|项目)?(?:明细|台账|表|情况|清单|登记)*"
)  # of money that was taken back
_NO_CAPTION = re.compile(r"[:,。;、]|^(?:注|备注|说明|以上|本表|其中)|[不未无非含除与同]")
_UNIT = 4  # characters of a unit of money
_LABELS, _LABEL = 5, 20  # labels of a header that a message quotes, and characters of each
_SHOWN = 40  # characters of a label in a message


def of_header(sheet: Sheet, header: Header) -> Iterator[Issue]:
    """Columns that are missing, stand twice, are not the form's, or state another unit than the line above."""
    held = [t for t in header.heading.labels if t]
    labels = "、".join(t[:_LABEL] for t in held[:_LABELS]) + ("等" if len(held) > _LABELS else "")
    elsewhere = {header.form.field(field).header for field, _ in header.dated if field not in header.columns}
    for label in (label for label in header.missing if label not in elsewhere):
        near = next((t for _, t, n in header.unknown if n == label), None)
        yield issue("RD-missing_column", sheet=sheet.name, label=label, row=header.row, labels=labels, near=near)
    for label, *columns in header.duplicates:
        letters = "、".join(f"{column_letter(c + 1)}列" for c in sorted(columns))
        yield issue("RD-repeated_column", sheet=sheet.name, label=label, letters=letters)
    yield from _of_times(sheet, header)
    struck = {
        c - 1 for (row, c), whole in sheet.facts().struck.items() if whole and header.row <= row <= header.heading.last
    }
    for field, column in header.columns.items():
        if column in struck:
            label = header.heading.labels[column][:_SHOWN]
            yield issue(
                "RD-struck_label", sheet=sheet.name, column=field, label=label, letter=column_letter(column + 1)
            )
    for column, label, near in header.unknown:
        if column in {c for field, c in header.dated if _is_told(header, field)}:
            continue
        if near in header.missing or normalise(label) in _NUMBERS:
            continue
        yield issue(
            "RD-unknown_column", sheet=sheet.name, label=label[:_SHOWN], letter=column_letter(column + 1),
            form=header.form.title, name=header.form.name, near=near,
        )  # fmt: skip
    yield from of_units(sheet, header)


def _is_told(header: Header, field: str) -> bool:
    """Whether a field is read from none but a column that says of which time it is."""
    return field not in header.columns or (field, header.columns[field]) in header.dated


def _of_times(sheet: Sheet, header: Header) -> Iterator[Issue]:
    """Figures of another time beside that of the filing's period, or in its place."""
    for field in dict.fromkeys(field for field, _ in header.dated if _is_told(header, field)):
        read, label, call = header.columns.get(field), header.form.field(field).header, _named(header)
        unread = [c for name, c in header.dated if name == field and any(c == column for column, *_ in header.unknown)]
        others = "、".join(map(call, unread))
        if read is None:
            yield issue("RD-other_time", sheet=sheet.name, column=field, label=label, others=others)
        elif others:
            own = call(read)
            yield issue("RD-figure_of_period", sheet=sheet.name, column=field, label=label, others=others, own=own)


def _named(header: Header) -> Callable[[int], str]:
    """How a column is called: “累计参加人次”（K列）."""
    return lambda column: f"“{header.heading.labels[column][:_SHOWN]}”（{column_letter(column + 1)}列）"


def of_units(sheet: Sheet, header: Header) -> Iterator[Issue]:
    """Labels that state another multiple of the unit than the line above the table."""
    for field, unit in header.units.items():
        if header.line and is_multiple(unit, header.line):
            column = header.columns[field]
            yield issue(
                "RD-two_stated_units", sheet=sheet.name, column=field, line=header.line, unit=unit, other=None,
                label=header.heading.labels[column][:_SHOWN], letter=column_letter(column + 1),
            )  # fmt: skip


def of_lines(sheet: Sheet, header: Header, above: Iterable[Row]) -> Iterator[Issue]:
    """Lines above a table that state two multiples of a unit; the last is taken."""
    if header.line in header.units.values():
        said = (unit for row in above for unit in units_said(each_text(row)) if len(unit) <= _UNIT)
        other = next((unit for unit in said if is_multiple(unit, header.line or unit)), None)
        if other:
            yield issue(
                "RD-two_stated_units",
                sheet=sheet.name,
                line=header.line,
                label=None,
                letter=None,
                unit=None,
                other=other,
            )


def units_of(line: Excluded) -> list[str]:
    """The units of money or the like that a line among the rows states."""
    return [unit for unit in units_said(each_text(line.row)) if len(unit) <= _UNIT]


def of_units_below(sheet: str, header: Header, lines: Iterable[Excluded], last: int) -> Iterator[Issue]:
    """Lines above the last row that state another multiple of the unit than what the amounts below them were read in."""
    for line in (one for one in lines if one.row_no < last):
        for unit in units_of(line):
            if other := next((own for own in header.units.values() if is_multiple(unit, own)), None):
                yield issue(
                    "RD-unit_below", sheet=sheet, row_no=None, column=None, row=line.row_no, unit=unit, stated=other
                )  # fmt: skip


def is_multiple(unit: str, stated: str) -> bool:
    """Whether a unit is another multiple of what is counted, as 元 is of 万元."""
    bare = unit.replace("人民币", "")
    return bare not in ("", stated) and bare[-1] == stated[-1]


def left_out(sheet: str, line: Excluded) -> Issue:
    """A row that is no data by its first words, although most of its fields are filled in."""
    return issue(
        "RD-left_out_row", sheet=sheet, row_no=line.row_no, row=line.row_no, kind=_KIND[line.why], why=line.why
    )


def second_form(sheet: Sheet, header: Header) -> Issue:
    """A table of another form than the filer named, which was not read."""
    return issue("RD-second_form", sheet=sheet.name, row=header.row, form=header.form.title, name=header.form.name)


def groups(sheet: str, rows: Sequence[int]) -> Iterator[Issue]:
    """Rows of one text above others: lines of groups, that are no data."""
    if rows:
        yield issue("RD-group_rows", sheet=sheet, row_no=rows[0], rows=_listed(rows), count=len(rows))


def struck(sheet: str, rows: Sequence[int]) -> Iterator[Issue]:
    """Rows that somebody struck through, and left where they stood."""
    if rows:
        yield issue("RD-struck_row", sheet=sheet, row_no=rows[0], rows=_listed(rows), count=len(rows))


def concealed(sheet: str, rows: Sequence[int]) -> Iterator[Issue]:
    """Rows that look empty because no format of theirs shows what they hold."""
    if rows:
        yield issue("RD-concealed_row", sheet=sheet, row_no=rows[0], rows=_listed(rows), count=len(rows))


def _listed(rows: Sequence[int]) -> str:
    return "、".join(map(str, rows[:_ROWS])) + ("等" if len(rows) > _ROWS else "")


def set_apart(form: Form, sheet: str, name: str, row_no: int | None = None, *, is_alone: bool = False) -> Issue | None:
    """A table beside others, or a stretch of one, whose name says that it is not to be counted; alone one of those who
    left.
    """
    text = uncounted(name)
    is_back = form.has_parties and _BACK.fullmatch(text)
    if ((_APART.search(text) or is_back) and not is_alone) or (form.person and _LEFT.search(text)):
        return issue("RD-set_apart", sheet=sheet, row_no=None, name=name[:_SHOWN], row=row_no, beside=not is_alone)
    return None


def is_caption(text: str) -> bool:
    """Whether a text may be the caption of what stands below it, and no remark."""
    bare = uncounted(text)
    return len(bare) <= _LABEL and not _NO_CAPTION.search(bare)


def wrong_totals(sheet: str, totals: Iterable[Total], form: Form) -> Iterator[Issue]:
    """Stated totals that the rows do not come to."""
    return (wrong_total(sheet, one, form.field(one.field).header) for one in totals if not one.agrees)


def wrong_total(sheet: str, total: Total, label: str) -> Issue:
    """A stated total that the rows above do not come to."""
    place = f"{column_letter(total.column)}{total.row_no}"
    stated, computed = (f"{n.normalize():f}" for n in (total.stated, total.computed))
    return issue(
        "RD-wrong_total", sheet=sheet, row_no=total.row_no, column=total.field, value_shown=stated,
        place=place, label=label, stated=stated, computed=computed,
    )  # fmt: skip
