"""The `talent` command. With --json one JSON document goes to stdout; all else goes to stderr.

Exit codes: 0 done · 1 the night or a check found something wrong · 2 a mistake in the call or the installation.
"""

from __future__ import annotations

import logging
import sys
import warnings

import psycopg
from rich.markup import escape

from talent_warehouse.cli import desk, figures, filing, forms, lists, narratives, nightly, operate, users  # noqa: F401 (each adds its commands)
from talent_warehouse.cli.app import app
from talent_warehouse.cli.screens import err
from talent_warehouse.errors import TalentError
from talent_warehouse.night import NightError

# What was begun is whole or not there: files are archived before they are read, and a step is one transaction.
AGAIN = (
    "Nothing that was filed is lost. Mend that (a full disk, the rights of a folder, the server) and run this again."
)


def main() -> None:
    """Entry point: errors that are meant for people are printed without a traceback."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )
    try:
        app()
    except NightError as exc:
        err.print(f"[red]{exc}[/]", highlight=False)
        sys.exit(1)
    except TalentError as exc:
        err.print(f"[red]{exc}[/]", highlight=False)
        sys.exit(2)
    except psycopg.OperationalError as exc:
        err.print(f"[red]The database broke off: {escape(str(exc).strip())}. {AGAIN}[/]", highlight=False)
        sys.exit(2)
    except OSError as exc:
        where = f"{exc.filename}: " if exc.filename else ""
        err.print(f"[red]{escape(f'{where}{exc.strerror or exc}')}. {AGAIN}[/]", highlight=False)
        sys.exit(2)
