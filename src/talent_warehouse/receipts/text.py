"""The receipt as plain text: for a terminal, a mail, an old machine."""

from __future__ import annotations

from collections.abc import Iterator

from talent_warehouse.receipts.receipt import UNREAD_ZH, Answer, Kind, left_out, severity_zh, where

SCREENFUL = 15  # kinds of problem shown before the rest: with what stands above, what fits on a clerk's screen


def receipt(answer: Answer, workbook: str | None) -> str:
    """The whole receipt; `workbook` is the name of the returned workbook, where there is one."""
    return "\n".join(_lines(answer, workbook)) + "\n"


def _lines(answer: Answer, workbook: str | None) -> Iterator[str]:
    yield f"回执 {answer.submission_id}"
    yield f"单位：{answer.unit}"
    yield f"报表：{answer.title}　报告期：{answer.period_zh}　部分：{answer.part}　第{answer.n}次报送"
    yield f"文件：{answer.file_name}　收到：{answer.received_at:%Y-%m-%d %H:%M}"
    yield f"结果：{answer.verdict()}"
    if answer.reason:
        yield f"退回原因：{answer.reason}"
    yield ""
    yield from _reading(answer)
    yield ""
    if not answer.kinds:
        yield "没有发现问题。"
        return
    yield f"问题共{answer.places}处，分为{len(answer.kinds)}类，先做的排在前面："
    yield from (_problem(answer, k) for k in answer.kinds[:SCREENFUL])
    if len(answer.kinds) > SCREENFUL:
        yield f"—— 以上改完，再看其余{len(answer.kinds) - SCREENFUL}类 ——"
        yield from (_problem(answer, k) for k in answer.kinds[SCREENFUL:])
    if workbook:
        yield ""
        yield f"退回件：{workbook}（原表已标出有问题的单元格，可在其中改正后直接报送）"


def _reading(answer: Answer) -> Iterator[str]:
    quarantined = f"，其中{answer.rows_quarantined}行因必须改正的问题暂不计入" if answer.rows_quarantined else ""
    yield f"读取{answer.rows_landed}行{quarantined}"
    for sheet in answer.told.sheets if answer.told else ():
        out = f"；未读取：{left_out(sheet.left_out)}" if sheet.left_out else ""
        yield f"　工作表“{sheet.name}”：表头在第{sheet.header_row}行，读取{sheet.rows}行{out}"
    for name, why in answer.told.unread if answer.told else ():
        yield f"　工作表“{name}”：{UNREAD_ZH.get(why, why)}"


def _problem(answer: Answer, kind: Kind) -> str:
    label = f"　{answer.label(kind)}" if kind.field else ""
    return f"[{severity_zh(kind)}] {where(answer, kind)}{label}：{kind.message}"
