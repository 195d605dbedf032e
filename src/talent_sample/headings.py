"""Header rows: labels as they are typed, in one row or with a label over some of them."""

from __future__ import annotations

from random import Random

from talent_sample.grids import Cell, Merge
from talent_sample.shapes import Labels

_OVER = ("基本情况", "主要内容", "有关情况")


def label(text: str, number: int, field: str, how: Labels, unit: str | None) -> str:
    """A label with what clerks put around it; the amount's has the unit where no column has."""
    if unit and field == "amount":
        return f"{text}（{unit}）"
    return {
        "stars": f"*{text}",
        "spaces": f"{text[0]} {text[1:]}",
        "breaks": f"{text[:2]}\n{text[2:]}",
        "numbers": f"{number}、{text}",
        "brackets": f"{text}（必填）",
    }.get(how, text)


def rows(
    labels: list[str], first: int, has_two: bool, is_workbook: bool, rng: Random
) -> tuple[list[list[Cell]], list[Merge]]:
    """The header's rows from row `first` on, with what is merged in them: a label over three of the others, or one row."""
    if not has_two or len(labels) < 6:
        return [[*labels]], []
    start = rng.randrange(2, len(labels) - 3)
    group = range(start, start + 3)
    upper: list[Cell] = [None if c in group else text for c, text in enumerate(labels)]
    lower: list[Cell] = [text if c in group else None for c, text in enumerate(labels)]
    upper[start] = rng.choice(_OVER)
    if not is_workbook:
        return [upper, lower], []
    over = Merge(first, start + 1, first, start + 3)
    down = [Merge(first, c + 1, first + 1, c + 1) for c in range(len(labels)) if c not in group]
    return [upper, lower], [over, *down]
