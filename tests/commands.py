"""The `talent` command in a process of its own, as a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

# what a finding has in JSON
FINDING_KEYS = {
    "submission_id", "unit", "form", "period", "part", "sha256", "file", "sheet", "row", "column", "rule", "severity",
    "source", "key", "value_shown", "message_zh", "message_en",
}  # fmt: skip


def talent(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "talent_warehouse", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    return done


def as_json(*arguments: str, status: int = 0) -> Any:
    return json.loads(talent(*arguments, "--json", status=status).stdout)
