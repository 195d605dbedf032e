"""零报送: when a filing without a row is a statement, not a mistake, and what its unit is told.

Three acts say that there is nothing to report: the line 零报送：是 (or 本月零报送 alone) above the header of any file (`talent
submit --nil` files such a document), rows that say 无 and nothing else, and a template filed back as it was handed out.
Any other file without a row comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Sheet
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.read import Recognised
from talent_warehouse.reading.tables.body import Account

Nil: TypeAlias = Literal["ticked", "said", "untouched"]

TICK = "零报送：是"
_ELSEWHERE = frozenset({"RD-unread_sheet", "RD-hidden_sheet"})  # the rows may stand on a sheet that was not read


def of(found: Recognised, counts: Mapping[Sheet, Account]) -> Nil | None:
    """How a form without a row says that there is none; None where it has rows, or does not say so."""
    if any(count.landed for count in counts.values()):
        return None
    if found.ticked:
        return "ticked"
    is_written = any(
        count.left_out["total"] > count.empty_totals or count.left_out["group"] for count in counts.values()
    )
    if is_written or any(one.rule_id in _ELSEWHERE for one in found.issues):
        return None
    if any(count.left_out["nil"] for count in counts.values()):
        return "said"
    return "untouched" if found.is_template else None


def issues(found: Recognised, counts: Mapping[Sheet, Account]) -> Iterator[Issue]:
    """Sheets that say both 零报送 and rows; a filing without a row that is taken for one."""
    for sheet, count in counts.items():
        if sheet in found.ticked and count.landed:
            yield issue("RD-nil_contradicted", sheet=sheet.name, rows=count.landed)
    how = of(found, counts)
    if how == "untouched":
        yield issue("RD-untouched")
    if how == "said":
        yield issue("RD-said_nil")


def document(form: Form, unit_code: str, period: str, part: str | None) -> str:
    """The text that `talent submit --nil` files: what a person would write, so that it is read like any file."""
    top = [form.title, f"报送单位：{unit_code}", f"报告期：{period}", *([f"分表：{part}"] if part else []), TICK]
    return "\n".join([*top, ",".join(f.header for f in form.fields), ""])
