"""The folders that a form stands in, copied, and the settings that name the copies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from talent_warehouse import contracts, settings


def of_folders(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Copy them below a folder, and give it back; a process reads contracts once, so what it knows of them goes."""
    folders = {name: settings.folder(name) for name in ("expectations", "dbt", "seeds")}
    folders |= {"tests/rules": settings.folder("tests") / "rules", "planted": settings.planted()}
    for name, source in folders.items():
        shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("target", "logs", "*.py", "__pycache__"))
        top = name.partition("/")[0]
        patch.setenv(f"TALENT_{top.upper()}", str(folder / top))
    (folder / "tests/sample").mkdir()
    shutil.copy(settings.REPOSITORY / "tests/sample/gate2.yaml", folder / "tests/sample")
    contracts.forms.cache_clear()
    return folder
