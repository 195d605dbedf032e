"""What the filer is told of a header and of totals: findings with the place and the mend."""

from __future__ import annotations

from collections.abc import Iterator

from talent_warehouse.reading.documents import Sheet
from talent_warehouse.reading.facts import column_letter
from talent_warehouse.reading.headers import Header, normalise
from talent_warehouse.reading.issues import Issue
from talent_warehouse.reading.totals import Total

_NUMBERS = frozenset({"序号", "编号", "行号", "序", "no", "no."})
_SHOWN = 40  # characters of a label in a message


def of_header(sheet: Sheet, header: Header) -> Iterator[Issue]:
    """Columns that are missing, stand twice, or are not the form's."""
    for label in header.missing:
        near = next((t for _, t, n in header.unknown if n == label), None)
        hint_zh, hint_en = (
            (f"第{header.row}行的“{near}”是否即此列？", f" Is {near!r} that column?") if near else ("", "")
        )
        yield Issue(
            "missing_column",
            "critical",
            f"缺少必填列“{label}”；{hint_zh}请补上该列后重新报送。",
            f"The required column {label!r} is missing.{hint_en} Add it and file again.",
            sheet=sheet.name,
        )
    for label in header.duplicates:
        yield Issue(
            "repeated_column",
            "critical",
            f"列“{label}”出现了两次，无法判断以哪一列为准；请只保留一列后重新报送。",
            f"The column {label!r} stands twice. Keep one and file again.",
            sheet=sheet.name,
        )
    for column, label, near in header.unknown:
        if near in header.missing or normalise(label) in _NUMBERS:
            continue
        yield Issue(
            "unknown_column",
            "info",
            f"列“{label[:_SHOWN]}”（{column_letter(column + 1)}列）不在{header.form.title}中，未读取。"
            + (f"是否为“{near}”？" if near else ""),
            f"The column {label[:_SHOWN]!r} ({column_letter(column + 1)}) is not in {header.form.name} and was not read.",
            sheet=sheet.name,
        )


def wrong_total(sheet: str, total: Total, label: str) -> Issue:
    """A stated total that the rows above do not come to."""
    place = f"{column_letter(total.column)}{total.row_no}"
    stated, computed = (f"{n.normalize():f}" for n in (total.stated, total.computed))
    return Issue(
        "wrong_total",
        "warning",
        f"{place}填写的“{label}”合计为{stated}，以上各行相加为{computed}；请核对各行和合计。",
        f"{place} states a total of {stated}; the rows above come to {computed}. Check the rows and the total.",
        sheet=sheet,
        row_no=total.row_no,
        column=total.field,
        value_shown=stated,
    )
