"""The `talent` command: in this process, which spares a second of imports, or in one of its own, as a person calls it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from talent_warehouse.cli.main import main

# what a finding has in JSON
FINDING_KEYS = {
    "submission_id", "unit", "form", "period", "part", "sha256", "file", "sheet", "row", "column", "rule", "severity",
    "source", "key", "value_shown", "message_zh", "message_en",
}  # fmt: skip
Done = subprocess.CompletedProcess[str]


def talent(*arguments: str, status: int = 0) -> Done:
    """The command's own entry point, with its exit status and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["talent", *arguments])
        try:
            main()
            code = 0
        except SystemExit as exc:
            code = exc.code if isinstance(exc.code, int) else int(exc.code is not None)
    assert code == status, err.getvalue()
    return Done(["talent", *arguments], code, out.getvalue(), err.getvalue())


def talent_process(*arguments: str, status: int = 0) -> Done:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "talent_warehouse", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    return done


def as_json(*arguments: str, status: int = 0) -> Any:
    """The one JSON document on stdout."""
    return json.loads(talent(*arguments, "--json", status=status).stdout)
