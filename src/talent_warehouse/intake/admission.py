"""What the ledger says of a filing: whose it is, which slot it fills, and what it does to the rows that are in use there."""

from __future__ import annotations

from talent_warehouse.database import Connection
from talent_warehouse.intake.submissions import UNKNOWN, WHOLE, Arrival, Slot
from talent_warehouse.reading.filings import Filing
from talent_warehouse.reading.issues import Issue


def issues(connection: Connection, arrival: Arrival, filing: Filing, slot: Slot) -> list[Issue]:
    """Is the filing this unit's to file? Checked against the folder that it came in."""
    found = []

    def critical(code: str, zh: str, en: str) -> None:
        found.append(Issue(code, "critical", zh, en))

    if slot.unit_code == UNKNOWN:
        critical(
            "unknown_unit",
            "收件文件夹不是已登记的报送单位；请放入本单位的文件夹后重新报送。",
            "The folder that the file came in is no reporting unit. Put it into the unit's own folder.",
        )
    elif filing.unit_code and filing.unit_code != slot.unit_code:
        critical(
            "other_unit",
            f"表中写明的报送单位是{filing.unit_code}，而文件放在{slot.unit_code}的文件夹；请核对后重新报送。",
            f"The file says it is filed by {filing.unit_code}, but came in the folder of {slot.unit_code}.",
        )
    if slot.period == UNKNOWN:
        critical(
            "no_period",
            "没有写明报告期；请在表头上方写“报告期：2021”这样的一行，或使用下发的模板。",
            "No reporting period is stated. Write a line such as 报告期：2021 above the header, or use the template.",
        )
    if filing.period and arrival.stated_period and filing.period != arrival.stated_period:
        critical(
            "other_period",
            f"表中写明的报告期是{filing.period}，报送时注明的是{arrival.stated_period}；请核对后重新报送。",
            f"The file says period {filing.period}, the filer said {arrival.stated_period}.",
        )
    owes = connection.execute(
        "select 1 from reference.reporting_unit as unit where unit.unit_code = %s and (unit.kind in ('source_document', '_U')"
        " or exists (select from reference.obligation as o where o.form = %s and o.unit_kind = unit.kind"
        " and o.unit_level = unit.level))",
        (slot.unit_code, slot.form),
    ).fetchone()
    if not owes:
        found.append(
            Issue(
                "not_owed",
                "warning",
                f"本单位没有报送{filing.form.title}的任务；已接收，请确认是否报错了报表。",
                f"{slot.unit_code} owes no {slot.form}; it was taken all the same. Is it the right form?",
            )
        )
    return [*found, *_beside(connection, slot)]


def _beside(connection: Connection, slot: Slot) -> list[Issue]:
    """A part beside the whole: both are in use, and what stands in both may count twice."""
    other = connection.execute(
        "select distinct part from audit.submission where (unit_code, form, period) = (%s, %s, %s)"
        " and (part = %s) <> (%s = %s) and state <> 'returned' and withdrawn_at is null order by part",
        (slot.unit_code, slot.form, slot.period, WHOLE, slot.part, WHOLE),
    ).fetchall()
    if not other or slot.period == UNKNOWN:
        return []
    there = "不分表的整份报送" if slot.part != WHOLE else f"分表报送（{'、'.join(p for (p,) in other)}）"
    return [
        Issue(
            "whole_and_part",
            "warning",
            f"本期已有{there}有效，与本次报送合并计算；同样的内容两边都有的，会重复计数，请联系管理员撤回其中之一。",
            f"{', '.join(p for (p,) in other)} of this period is filed beside {slot.part}; both count. "
            "Have one withdrawn if they hold the same.",
        )
    ]


def of_nothing(connection: Connection, slot: Slot, submission_id: str, is_nil: bool) -> list[Issue]:
    """What is said of a filing without a row: it comes back, unless it is a nil return; then, what it puts an end to."""
    if not is_nil:
        return [
            Issue(
                "no_rows",
                "critical",
                "表头下面没有数据行；请填写后重新报送。本期确实没有数据的，请在表头上方写“零报送：是”后重新报送。",
                "There is no row of data below the header. Fill the form in, or write 零报送：是 above the header, and file again.",
            )
        ]
    (rows,) = connection.execute(
        "select coalesce((select rows_landed from audit.submission"
        " where (unit_code, form, period, part) = (%s, %s, %s, %s) and state <> 'returned' and withdrawn_at is null"
        " and submission_id <> %s order by n desc limit 1), 0)",
        (slot.unit_code, slot.form, slot.period, slot.part, submission_id),
    ).fetchone() or (0,)
    if rows == 0:
        return []
    return [
        Issue(
            "nil_replaces",
            "warning",
            f"上一次报送的{rows}行数据自本次零报送起不再计入统计；如不是这个意思，请联系管理员撤回本次报送。",
            f"The {rows} rows of the filing before count no more. If that is not meant, have this filing withdrawn.",
        )
    ]
