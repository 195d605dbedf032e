"""The last screen of a night: each number with what bounds it, and beside it whether it is whole."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from talent_warehouse.cli.summary import print_summary

ROW: dict[str, Any] = {
    "region_name": "五华区", "rollup": "total", "programme_code": "_T", "year": 2021, "participants": 12,
    "participants_low": 12, "participants_high": 12, "participants_status": "A", "units_in_force": 5, "units_expected": 5,
    "is_complete": True, "awarded_yuan": 4800200, "awarded_yuan_low": 4800200, "awarded_yuan_high": None,
    "awarded_yuan_status": "O", "awarded_yuan_is_complete": False,
}  # fmt: skip
WHOLE: dict[str, Any] = {
    "documents": 1, "accepted": 1, "returned": 0, "in_force": 1, "rows_landed": 1, "rows_quarantined": 0, "findings": {},
    "publication": None, "data_docs": "docs", "desk": "desk/index.html",
}  # fmt: skip


def _line(**fields: object) -> list[str]:
    console = Console(width=80)
    with console.capture() as captured:
        print_summary(console, {**WHOLE, "mart_rows": [ROW | fields]})
    (line,) = (line for line in captured.get().splitlines() if line.startswith("五华区"))
    return line.split(maxsplit=3)[3].split()


def test_a_row_says_of_each_number_whether_it_is_whole() -> None:
    assert _line() == ["12", "5/5", "yes", "≥", "4,800,200", "O", "no"]
    assert _line(awarded_yuan_high=4800200, awarded_yuan_status="A", awarded_yuan_is_complete=True)[3:] == [
        "4,800,200", "yes",
    ]  # fmt: skip


def test_a_number_shows_what_is_known_of_it() -> None:
    assert _line(participants_low=8, participants_high=15, participants_status="I")[:3] == ["≈", "12", "I"]
    assert _line(participants=None, participants_low=8, participants_high=15, participants_status="U")[:2] == [
        "8–15",
        "U",
    ]
    assert _line(participants=None, participants_low=None, participants_high=None, participants_status="Q")[0] == "Q"
    assert _line(participants_status="P")[:2] == ["12", "P"]
