"""The last screen of `make demo` and of `talent summary`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table


def print_summary(out: Console, whole: dict[str, Any]) -> None:
    """Counts, ten rows of the mart, and where to go next."""
    found = "  ".join(f"{name} {count}" for name, count in whole["findings"].items()) or "none"
    out.print(f"documents {whole['documents']}   submissions accepted {whole['accepted']}, returned {whole['returned']},"
              f" in force {whole['in_force']}", highlight=False)  # fmt: skip
    out.print(
        f"rows landed {whole['rows_landed']}, quarantined {whole['rows_quarantined']}   findings: {found}",
        highlight=False,
    )
    if whole["publication"] is None:
        out.print("nothing is published yet")
    else:
        out.print(f"publication {whole['publication']} of {whole['published_at']:%Y-%m-%d %H:%M}", highlight=False)
    if whole["mart_rows"]:
        out.print(_table(whole["mart_rows"]))
    out.print("Where to go next:")
    out.print(f"  the desk's pages     {whole['desk']}", soft_wrap=True, highlight=False)
    out.print(f"  validation reports   {whole['data_docs']}/index.html", soft_wrap=True, highlight=False)
    out.print("  the marts in SQL     .venv/bin/talent db shell", highlight=False)
    out.print("  or with any client   $(.venv/bin/talent db url --role analyst)", highlight=False)
    out.print("  everything else      .venv/bin/talent --help", highlight=False)
    out.print("  stop the database    .venv/bin/talent db stop", highlight=False)


def _table(rows: list[dict[str, Any]]) -> Table:
    """Ten rows of the mart, narrow enough for a terminal of eighty columns; beside each number how whole it is."""
    table = Table(
        title="mart.mart_region_programme_year", header_style="bold", box=None, pad_edge=False, collapse_padding=True,
        caption="people: participants 项目参与人数; filed: units that owe them 其应报单位; whole: 前数是否完整",
    )  # fmt: skip
    for name in ("region", "programme", "year"):
        table.add_column(name, no_wrap=True)
    for name in ("people", "filed", "whole", "awarded yuan", "whole"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row["region_name"][:6],
            row["programme_code"],
            str(row["year"]),
            _quantity(row, "participants"),
            f"{row['units_in_force']}/{row['units_expected']}",
            "yes" if row["is_complete"] else "no",
            _quantity(row, "awarded_yuan"),
            "yes" if row["awarded_yuan_is_complete"] else "no",
        )
    return table


def _quantity(row: Mapping[str, Any], name: str) -> str:
    """The number, what bounds it, and its status where it is not simply so (L: not all filed, O: not stated, Q: masked)."""
    value, low, high = (row[name + end] for end in ("", "_low", "_high"))
    status = "" if row[f"{name}_status"] == "A" else f" {row[f'{name}_status']}"
    if value is None:
        return (f"{low or 0:,.0f}–{high:,.0f}{status}" if high is not None else status).strip()
    if low == high:
        return f"{value:,.0f}{status}"
    return f"{'≥' if value == low and high is None else '≈'} {value:,.0f}{status}"
