"""The last screen of `make demo` and of `talent summary`."""

from __future__ import annotations

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
        table = Table(title="mart.mart_region_programme_year", header_style="bold")
        for name in whole["mart_rows"][0]:
            table.add_column(name.replace("_", " "))
        for row in whole["mart_rows"]:
            table.add_row(
                *(
                    "" if v is None else f"{v:,}" if name.endswith(("yuan", "headcount")) else str(v)
                    for name, v in row.items()
                )
            )
        out.print(table)
    out.print("Where to go next:")
    out.print(f"  validation reports   {whole['data_docs']}/index.html", soft_wrap=True, highlight=False)
    out.print("  the marts in SQL     .venv/bin/talent db shell", highlight=False)
    out.print("  or with any client   $(.venv/bin/talent db url --role analyst)", highlight=False)
    out.print("  everything else      .venv/bin/talent --help", highlight=False)
    out.print("  stop the database    .venv/bin/talent db stop", highlight=False)
