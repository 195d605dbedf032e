"""The sheets of a workbook that are no data: covers, notes, dictionaries, empty ones, and a table of something else."""

from __future__ import annotations

from talent_sample.filings import NOTICE
from talent_sample.grids import Cell, Grid
from talent_sample.shapes import Beside
from talent_warehouse.contracts import Form

UNREAD = "工作量统计"


def grid(name: Beside, form: Form, unit: str, period: str) -> Grid:
    """The sheet of that name."""
    if name == "隐藏字典":
        return Grid("字典2", _dictionary(form), is_hidden=True)
    cover: list[list[Cell]] = [
        [form.title], [], [f"报送单位：{unit}"], [f"报告期：{period}"], ["填表人：（略）"], [NOTICE],
    ]  # fmt: skip
    notes: list[list[Cell]] = [[f"{n}．{note}"] for n, note in enumerate((f"{NOTICE}。", *form.notes[:4]), 1)]
    counted: list[list[Cell]] = [[n, f"示例{n}科", 3 * n, 12 + n, 20 - n] for n in range(1, 6)]
    rows: dict[Beside, list[list[Cell]]] = {
        "封面": cover,
        "填报说明": notes,
        "字典": _dictionary(form),
        "空表": [],
        "工作量统计": [["序号", "科室", "接待次数", "整理材料份数", "值班天数"], *counted],
    }
    return Grid(name, rows[name])


def _dictionary(form: Form) -> list[list[Cell]]:
    coded: list[list[Cell]] = [[f.header, f.example or ""] for f in form.fields if f.lookup]
    return [["列名", "示例"], *coded]
