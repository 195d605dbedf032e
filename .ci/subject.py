"""Refuse a commit whose subject is not `type(scope): what it does` in at most 72 characters; pre-commit calls it.

.venv/bin/python .ci/subject.py .git/COMMIT_EDITMSG
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

LONGEST = 72
TYPES = ("feat", "fix", "perf", "refactor", "style", "test", "docs", "build", "chore")
# What git writes itself for a commit that a rebase will fold into another.
PASSING = re.compile(r"(fixup|squash|amend)! ")
SUBJECT = re.compile(rf"({'|'.join(TYPES)})(\([a-z0-9-]+(, [a-z0-9-]+)*\))?!?: [^A-Z\s].*[^\s.]")


def trouble(message: str) -> str | None:
    """What is wrong with a message and how to mend it; None where nothing is."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject = lines[0] if lines else ""
    if PASSING.match(subject):
        return None
    if not SUBJECT.fullmatch(subject):
        return (
            f"The subject {subject!r} is not `type(scope): what it does`, in the imperative, lower case, without a full"
            f" stop. Types are {', '.join(TYPES)}."
        )
    if len(subject) > LONGEST:
        return f"The subject has {len(subject)} characters and may have {LONGEST}: move the rest into the body."
    if len(lines) > 1 and lines[1]:
        return "The second line is the body's already: leave it empty."
    return None


def main() -> int:
    """0 for a good message, else 1 and a line to standard error."""
    wrong = trouble(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if wrong:
        print(f"{wrong} See CONTRIBUTING.md, Commits.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
