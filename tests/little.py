"""The seeds of a little province: those of the repository, with few of the units. A build counts every region that has a
unit, in every year: 147 of the whole.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from talent_warehouse import settings

LITTLE = r"5300|5301|530300-RC|530600-RC|532500-KJ|532900-RC|532901-RC|533400-KJ"  # one prefecture and few others: 23
HALF = r"5300|5301|5303|5304|5306|5307|5308|5326|5329|5333"  # nine prefectures, where all that is planted has room


def write(folder: Path, units: str = LITTLE) -> Path:
    """Write them, with the units whose codes begin so, and give the folder back."""
    kept = re.compile(f"unit_code|_U|SEED|{units}")
    shutil.copytree(settings.REPOSITORY / "seeds", folder)
    path = folder / "reporting_unit.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if kept.match(line)), encoding="utf-8")
    return folder
