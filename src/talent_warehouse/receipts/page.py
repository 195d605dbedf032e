"""The receipt as a page: one file, no script, no outside address, readable on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from talent_warehouse.receipts.receipt import UNREAD_ZH, Answer, Kind, left_out, severity_zh

SCREENFUL = 8  # kinds of problem before the rest is folded away: a row of the table takes two lines
_FOLDED = 3  # kinds from which folding saves anything


@cache
def _style() -> str:
    return Path(__file__).with_name("receipt.css").read_text(encoding="utf-8")


def receipt(answer: Answer, workbook: str | None) -> str:
    """The whole page; `workbook` is the name of the returned workbook beside it, where there is one."""
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>回执 {escape(answer.submission_id)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_style()}</style></head><body>{_head(answer)}{_verdict(answer, workbook)}{_problems(answer)}"
        f"{_reading(answer)}</body></html>\n"
    )


def _head(answer: Answer) -> str:
    facts = (
        ("报表", answer.title),
        ("报告期", answer.period_zh),
        ("部分", answer.part if answer.part != "-" else "不分部分"),
        ("次数", f"第{answer.n}次报送"),
        ("文件", answer.file_name),
        ("收到", f"{answer.received_at:%Y-%m-%d %H:%M}"),
        ("回执编号", answer.submission_id),
    )
    shown = "".join(f"<div><dt>{name}<dd>{escape(value)}</div>" for name, value in facts)
    return f"<h1>{escape(answer.unit)}报送回执</h1><dl>{shown}</dl>"


def _verdict(answer: Answer, workbook: str | None) -> str:
    word, _, rest = answer.verdict().partition("：" if answer.state == "returned" else "，")
    reason = f"<p>退回原因：{escape(answer.reason)}</p>" if answer.reason else ""
    link = (
        f'<p>打开 <a href="{escape(workbook)}">{escape(workbook)}</a>：本单位的原表，有问题的单元格已标出颜色，'
        "鼠标停在上面可看到原因；改正后可直接报送。</p>"
        if workbook
        else ""
    )
    return f'<section class="{answer.state}"><h2>{escape(word)}</h2><p>{escape(rest)}</p>{reason}{link}</section>'


def _problems(answer: Answer) -> str:
    if not answer.kinds:
        return "<h2>问题</h2><p>没有发现问题。</p>"
    shown = SCREENFUL if len(answer.kinds) >= SCREENFUL + _FOLDED else len(answer.kinds)
    first, rest = answer.kinds[:shown], answer.kinds[shown:]
    folded = (
        f"<details><summary>其余{len(rest)}类问题（以上改完再看；打印前请展开）</summary>{_table(answer, rest)}</details>"
        if rest
        else ""
    )
    return f"<h2>问题：{answer.places}处，分为{len(answer.kinds)}类，先做的排在前面</h2>{_table(answer, first)}{folded}"


def _table(answer: Answer, kinds: Sequence[Kind]) -> str:
    body = "".join(_row(answer, kind) for kind in kinds)
    return f'<table class="problems"><tr><th>级别<th>工作表<th>位置<th>栏目<th>问题和办法<th class=number>处数</tr>{body}</table>'


def _row(answer: Answer, kind: Kind) -> str:
    cells = (
        f"<b>{severity_zh(kind)}</b>",
        escape(kind.sheet or ""),
        escape(_places(answer, kind)),
        escape(answer.label(kind)),
        escape(kind.message),
    )
    return f'<tr class="{kind.severity}">{"".join(f"<td>{c}" for c in cells)}<td class=number>{kind.places}</tr>'


def _places(answer: Answer, kind: Kind) -> str:
    """E3、E5…, or rows where the column is not known."""
    if not kind.rows:
        return "整张表" if kind.sheet else "整份文件"
    letter = answer.column(kind)
    listed = [f"{letter}{row}" if letter else f"第{row}行" for row in kind.rows]
    return "、".join(listed) + ("…" if kind.places > len(kind.rows) else "")


def _reading(answer: Answer) -> str:
    if answer.told is None:
        return ""
    quarantined = f"，其中{answer.rows_quarantined}行暂不计入" if answer.rows_quarantined else ""
    read = "".join(
        f"<tr><td>{escape(s.name)}<td class=number>{s.header_row}<td class=number>{s.rows}<td>{escape(left_out(s.left_out)) or '—'}</tr>"
        for s in answer.told.sheets
    )
    unread = "".join(
        f"<tr><td>{escape(name)}<td class=number>—<td class=number>0<td>{escape(UNREAD_ZH.get(why, why))}</tr>"
        for name, why in answer.told.unread
    )
    head = "<tr><th>工作表<th class=number>表头行<th class=number>读取行数<th>没有当作数据的</tr>"
    return f"<h2>读取了什么：共{answer.rows_landed}行{quarantined}</h2><table>{head}{read}{unread}</table>"
