"""Receipts 回执: what a unit is told about each submission, in its own words, in outbox/<unit>/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from talent_warehouse import contracts, settings
from talent_warehouse.database import Connection
from talent_warehouse.gate.docs import SEVERITY_ZH

_SCREENFUL = 25  # kinds of problem shown before the count of the rest: what fits on a clerk's screen


def write_new(connection: Connection) -> int:
    """Write a receipt for every settled submission that has none; how many.

    A receipt is written before it is noted, so that a crash writes it again, never loses it.
    """
    rows = connection.execute(
        "select submission.submission_id, submission.unit_code, unit.name, submission.form, submission.period,"
        " submission.part, submission.n, arrival.file_name, submission.state, submission.reason, submission.rows_landed,"
        " submission.received_at at time zone %s, (select count(*) from audit.quarantined_row as q"
        " where q.submission_id = submission.submission_id)"
        " from audit.submission as submission inner join audit.arrival as arrival using (arrival_id)"
        " inner join reference.reporting_unit as unit on unit.unit_code = submission.unit_code"
        " where submission.answered_at is null and submission.state in ('accepted', 'returned') order by 1",
        (settings.TIMEZONE,),
    ).fetchall()
    for row in rows:
        findings = connection.execute(_KINDS, (row[0],)).fetchall()
        _write(settings.places().outbox / row[1], row, findings)
        connection.execute("update audit.submission set answered_at = now() where submission_id = %s", (row[0],))
    return len(rows)


_KINDS = """
select
    severity, sheet, "column", (array_agg(message_zh order by row_no))[1] as message, count(*) as places,
    (array_agg(row_no order by row_no))[:12] as row_numbers
from audit.finding where submission_id = %s
group by severity, rule_id, sheet, "column"
order by array_position(array['critical', 'warning', 'info'], severity), min(row_no) nulls first, rule_id
"""


def _write(folder: Path, row: tuple[Any, ...], findings: list[tuple[Any, ...]]) -> None:
    (submission_id, _, unit, form, period, part, n, file_name, state, reason, landed, received, quarantined) = row
    known = contracts.forms().get(form)
    headers = known.headers if known else {}
    lines = [
        f"回执 {submission_id}",
        f"单位：{unit}",
        f"报表：{known.title if known else '未识别'}　报告期：{'未写明' if period == '_U' else period}　部分：{part}　第{n}次报送",
        f"文件：{file_name}　收到：{received:%Y-%m-%d %H:%M}",
        f"结果：{'已接收' if state == 'accepted' else '退回'}　读取{landed}行，其中{quarantined}行因必须改正的问题暂不计入",
        *([f"退回原因：{reason}"] if reason else []),
        "",
        f"问题共{sum(f[4] for f in findings)}处，分为{len(findings)}类" + ("，先列最要紧的：" if findings else "。"),
    ]
    for severity, sheet, column, message, places, numbers in findings[:_SCREENFUL]:
        where = "整份文件" if numbers[0] is None else f"{sheet}　第{'、'.join(map(str, numbers))}行"
        more = f"等{places}处" if places > len(numbers) else ""
        label = f"　{headers.get(column, column)}" if column else ""
        lines.append(f"[{SEVERITY_ZH[severity]}] {where}{more}{label}：{message}")
    if len(findings) > _SCREENFUL:
        lines.append(f"……另有{len(findings) - _SCREENFUL}类，改正以上后重新报送时再列出。")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{submission_id}.part"
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    partial.replace(folder / f"{submission_id}-回执.txt")
