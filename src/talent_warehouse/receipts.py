"""Receipts 回执: what a unit is told about each submission, in its own words, in outbox/<unit>/."""

from __future__ import annotations

from pathlib import Path

from talent_warehouse import contracts, settings
from talent_warehouse.database import Connection

_SEVERITY = {"critical": "必须改正", "warning": "请核实", "info": "提示"}
_SCREENFUL = 25  # findings shown before the counts of the rest: what fits on a clerk's screen


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
        findings = connection.execute(
            'select severity, sheet, row_no, "column", message_zh from audit.finding where submission_id = %s'
            " order by array_position(array['critical', 'warning', 'info'], severity), row_no nulls first, finding_id limit %s",
            (row[0], _SCREENFUL),
        ).fetchall()
        (total,) = connection.execute(
            "select count(*) from audit.finding where submission_id = %s", (row[0],)
        ).fetchone() or (0,)
        _write(settings.places().outbox / row[1], row, findings, total)
        connection.execute("update audit.submission set answered_at = now() where submission_id = %s", (row[0],))
    return len(rows)


def _write(folder: Path, row: tuple[object, ...], findings: list[tuple[object, ...]], total: int) -> None:
    (submission_id, _, unit, form, period, part, n, file_name, state, reason, landed, received, quarantined) = row
    known = contracts.forms().get(str(form))
    lines = [
        f"回执 {submission_id}",
        f"单位：{unit}",
        f"报表：{known.title if known else '未识别'}　报告期：{period if period != '_U' else '未写明'}　部分：{part}　第{n}次报送",
        f"文件：{file_name}　收到：{received:%Y-%m-%d %H:%M}",
        f"结果：{'已接收' if state == 'accepted' else '退回'}　读取{landed}行，其中{quarantined}行因必须改正的问题暂不计入",
    ]
    if reason:
        lines.append(f"退回原因：{reason}")
    lines += ["", f"问题共{total}条" + (f"，列出前{_SCREENFUL}条：" if total > _SCREENFUL else "：" if total else "。")]
    for severity, sheet, row_no, column, message in findings:
        header = next((f.header for f in known.fields if f.name == column), column) if known else column
        place = "　".join(str(p) for p in (sheet, f"第{row_no}行" if row_no else None, header) if p)
        lines.append(f"[{_SEVERITY[str(severity)]}] {place or '整份文件'}　{message}")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{submission_id}.part"
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    partial.replace(folder / f"{submission_id}-回执.txt")
