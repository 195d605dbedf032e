"""The receipt as plain text: for a terminal, a mail, an old machine."""

from __future__ import annotations

from collections.abc import Iterator

from talent_warehouse.receipts.receipt import UNREAD_ZH, Problem, Receipt, left_out, severity_zh, where

OWED = "截至今日，本单位还应报送："
SCREENFUL = 15  # kinds of problem shown before the rest: with what stands above, what fits on a clerk's screen


def plain(receipt: Receipt, workbook: str | None) -> str:
    """The whole receipt; `workbook` is the name of the returned workbook, where there is one."""
    return "\n".join(_lines(receipt, workbook)) + "\n"


def _lines(receipt: Receipt, workbook: str | None) -> Iterator[str]:
    yield f"回执 {receipt.submission_id}"
    yield f"单位：{receipt.unit}"
    yield f"报表：{receipt.title}　报告期：{receipt.period_told}　部分：{receipt.part}　第{receipt.n}次报送"
    yield f"文件：{receipt.file_name}　收到：{receipt.received_at:%Y-%m-%d %H:%M}"
    yield f"结果：{receipt.verdict()}"
    if receipt.changed:
        yield f"变化：{receipt.changed.told()}"
    if receipt.reason:
        yield f"退回原因：{receipt.reason}"
    if receipt.again:
        yield receipt.again
    yield ""
    yield from _reading(receipt)
    yield ""
    yield from _problems(receipt, workbook)
    if receipt.owed:
        yield ""
        yield OWED
        yield from (f"　{one.told()}" for one in receipt.owed)


def _problems(receipt: Receipt, workbook: str | None) -> Iterator[str]:
    if not receipt.problems:
        yield "没有发现问题。"
        return
    yield f"问题共{receipt.places}处，分为{len(receipt.problems)}类，先做的排在前面："
    yield from (_problem(receipt, p) for p in receipt.problems[:SCREENFUL])
    if len(receipt.problems) > SCREENFUL:
        yield f"—— 以上改完，再看其余{len(receipt.problems) - SCREENFUL}类 ——"
        yield from (_problem(receipt, p) for p in receipt.problems[SCREENFUL:])
    if workbook:
        yield ""
        yield f"退回件：{workbook}（原表已标出有问题的单元格，可在其中改正后直接报送）"


def _reading(receipt: Receipt) -> Iterator[str]:
    yield receipt.rows_told
    yield from receipt.understood
    for sheet in receipt.told.sheets if receipt.told else ():
        out = f"；未读取：{left_out(sheet.left_out)}" if sheet.left_out else ""
        top = f"（上方：{left_out(sheet.above)}）" if sheet.above else ""
        read = "" if receipt.is_unread else f"，读取{sheet.rows}行{out}"
        yield f"　工作表“{sheet.name}”：表头在第{sheet.header_row}行{top}{read}"
    for name, why in receipt.told.unread if receipt.told else ():
        yield f"　工作表“{name}”：{UNREAD_ZH.get(why, why)}"


def _problem(receipt: Receipt, problem: Problem) -> str:
    label = f"　{receipt.label(problem)}" if problem.field else ""
    return f"[{severity_zh(problem)}] {where(receipt, problem)}{label}：{problem.message}"
