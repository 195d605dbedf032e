"""The seeds of a little province: those of the repository, with the units of its province and of one prefecture and few
others. A build counts every region that has a unit, in every year: 23 here, 147 there.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from talent_warehouse import settings

_KEPT = re.compile(r"unit_code|_U|SEED|5300|5301|530300-RC|530600-RC|532500-KJ|532900-RC|532901-RC|533400-KJ")


def write(folder: Path) -> Path:
    """Write them, and give the folder back."""
    shutil.copytree(settings.REPOSITORY / "seeds", folder)
    path = folder / "reporting_unit.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if _KEPT.match(line)), encoding="utf-8")
    return folder
