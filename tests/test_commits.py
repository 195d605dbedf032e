"""The hook that looks at commit messages lets good ones through, says what is wrong with others, and is called by git."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from talent_warehouse import settings

ROOT = settings.REPOSITORY
GOOD = [
    "fix(ingest): return a workbook whose period is not stated",
    "feat(gate, receipts): say 零报送 in the receipt\n\nIt landed and no one was told.",
    "refactor: set the package out in the order of the flow",
    "docs(adr)!: one task for all layers\n# a comment of git's",
    "fixup! fix(ingest): return a workbook whose period is not stated, and far beyond the limit of a subject",
    "perf(dbt): " + "x" * 61,
]
BAD = {
    "": "is not",
    "Merge branch 'main'": "is not",
    "return a workbook": "is not",
    "Fix(ingest): return a workbook": "is not",
    "feature(ingest): return a workbook": "is not",
    "fix(Ingest): return a workbook": "is not",
    "fix(ingest) return a workbook": "is not",
    "fix(ingest): Return a workbook": "is not",
    "fix(ingest): return a workbook.": "is not",
    "perf(dbt): " + "x" * 62: "73 characters and may have 72",
    "fix(ingest): return a workbook\nIt landed.": "leave it empty",
}


def _said(tmp_path: Path, message: str) -> tuple[int, str]:
    """The hook's code and what it says of a message."""
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text(message, encoding="utf-8")
    done = subprocess.run([sys.executable, ".ci/subject.py", str(file)], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize("message", GOOD)
def test_a_good_message_passes(tmp_path: Path, message: str) -> None:
    assert _said(tmp_path, message) == (0, "")


@pytest.mark.parametrize("message", BAD)
def test_a_bad_message_is_refused_with_the_reason(tmp_path: Path, message: str) -> None:
    code, said = _said(tmp_path, message)
    assert code == 1
    assert BAD[message] in said
    assert "CONTRIBUTING.md" in said


def test_git_asks_the_hook_before_it_commits(tmp_path: Path) -> None:
    for name in (".pre-commit-config.yaml", ".ci/subject.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    who = {f"GIT_{role}_{part}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    environment = os.environ | who | {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "SKIP": "mypy"}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    run("git", "init", "--quiet")
    assert run(".venv/bin/pre-commit", "install").returncode == 0
    run("git", "add", ".pre-commit-config.yaml")
    refused = run("git", "commit", "--message", "Everything")
    assert refused.returncode != 0
    assert "is not `type(scope): what it does`" in refused.stderr + refused.stdout
    assert run("git", "commit", "--message", "build(hooks): look at subjects").returncode == 0
    assert run("git", "log", "--format=%s").stdout == "build(hooks): look at subjects\n"
