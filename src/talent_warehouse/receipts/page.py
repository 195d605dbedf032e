"""The receipt as a page: one file, no script, no outside address, readable on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from talent_warehouse.receipts import understood
from talent_warehouse.receipts.receipt import UNREAD_ZH, Problem, Receipt, left_out, severity_zh
from talent_warehouse.receipts.text import OWED

SCREENFUL = 8  # kinds of problem before the rest is folded away: a row of the table takes two lines
_FOLDED = 3  # kinds from which folding saves anything


@cache
def _style() -> str:
    return Path(__file__).with_name("receipt.css").read_text(encoding="utf-8")


def html(receipt: Receipt, workbook: str | None) -> str:
    """The whole page; `workbook` is the name of the returned workbook beside it, where there is one."""
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>回执 {escape(receipt.submission_id)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_style()}</style></head><body>{_head(receipt)}{_verdict(receipt, workbook)}{_problems(receipt)}"
        f"{_reading(receipt)}{_owed(receipt)}</body></html>\n"
    )


def _head(receipt: Receipt) -> str:
    facts = (
        ("报表", receipt.title),
        ("报告期", receipt.period_told),
        ("部分", receipt.part if receipt.part != "-" else "不分部分"),
        ("次数", f"第{receipt.n}次报送"),
        ("文件", receipt.file_name),
        ("收到", f"{receipt.received_at:%Y-%m-%d %H:%M}"),
        ("回执编号", receipt.submission_id),
    )
    shown = "".join(f"<div><dt>{name}<dd>{escape(value)}</div>" for name, value in facts)
    return f"<h1>{escape(receipt.unit)}报送回执</h1><dl>{shown}</dl>"


def _verdict(receipt: Receipt, workbook: str | None) -> str:
    word, _, rest = receipt.verdict().partition("：" if receipt.state == "returned" else "，")
    changed = f"<p>{escape(receipt.changed.told())}</p>" if receipt.changed else ""
    reason = f"<p>退回原因：{escape(receipt.reason)}</p>" if receipt.reason else ""
    reason += f"<p>{escape(receipt.again)}</p>" if receipt.again else ""
    link = (
        f'<p>打开 <a href="{escape(workbook)}">{escape(workbook)}</a>：本单位的原表，有问题的单元格已标出颜色，'
        "鼠标停在上面可看到原因；改正后可直接报送。</p>"
        if workbook
        else ""
    )
    return f'<section class="{receipt.state}"><h2>{escape(word)}</h2><p>{escape(rest)}</p>{changed}{reason}{link}</section>'


def _problems(receipt: Receipt) -> str:
    if not receipt.problems:
        return "<h2>问题</h2><p>没有发现问题。</p>"
    shown = SCREENFUL if len(receipt.problems) >= SCREENFUL + _FOLDED else len(receipt.problems)
    first, rest = receipt.problems[:shown], receipt.problems[shown:]
    folded = (
        f"<details><summary>其余{len(rest)}类问题（以上改完再看；打印前请展开）</summary>{_table(receipt, rest)}</details>"
        if rest
        else ""
    )
    return f"<h2>问题：{receipt.places}处，分为{len(receipt.problems)}类，先做的排在前面</h2>{_table(receipt, first)}{folded}"


def _table(receipt: Receipt, problems: Sequence[Problem]) -> str:
    body = "".join(_row(receipt, problem) for problem in problems)
    return f'<table class="problems"><tr><th>级别<th>工作表<th>位置<th>栏目<th>问题和办法<th class=number>处数</tr>{body}</table>'


def _row(receipt: Receipt, problem: Problem) -> str:
    cells = (
        f"<b>{severity_zh(problem)}</b>",
        escape(understood.place(problem.sheet or "")),
        escape(_places(receipt, problem)),
        escape(receipt.label(problem)),
        escape(problem.message),
    )
    return f'<tr class="{problem.severity}">{"".join(f"<td>{c}" for c in cells)}<td class=number>{problem.places}</tr>'


def _places(receipt: Receipt, problem: Problem) -> str:
    """E3、E5…, or rows where the column is not known."""
    if not problem.rows:
        return "整张表" if problem.sheet else "整份文件"
    letter = receipt.column(problem)
    listed = [f"{letter}{row}" if letter else f"第{row}行" for row in problem.rows]
    return "、".join(listed) + ("…" if problem.places > len(problem.rows) else "")


def _reading(receipt: Receipt) -> str:
    if receipt.told is None:
        return ""
    if receipt.understood:
        told = "".join(f"<li>{escape(line.strip())}" for line in receipt.understood)
        return f"<h2>读取了什么：{receipt.rows_told}</h2><ul>{told}</ul>"
    read = "".join(
        f"<tr><td>{escape(s.name)}<td class=number>{s.header_row}<td>{left_out(s.above) or '—'}<td class=number>{'—' if receipt.is_unread else s.rows}<td>{escape(left_out(s.left_out)) or '—'}</tr>"
        for s in receipt.told.sheets
    )
    unread = "".join(
        f"<tr><td>{escape(name)}<td class=number>—<td>—<td class=number>0<td>{escape(UNREAD_ZH.get(why, why))}</tr>"
        for name, why in receipt.told.unread
    )
    head = "<tr><th>工作表<th class=number>表头行<th>表头上方<th class=number>读取行数<th>没有当作数据的</tr>"
    return f"<h2>读取了什么：{receipt.rows_told}</h2><table>{head}{read}{unread}</table>"


def _owed(receipt: Receipt) -> str:
    listed = "".join(f"<li>{escape(one.told())}" for one in receipt.owed)
    return f"<h2>{OWED}</h2><ul>{listed}</ul>" if listed else ""
