"""What the linter of SQL does not see by itself: macros, and lines that are wider than the house allows."""

from __future__ import annotations

import subprocess
from pathlib import Path

from talent_warehouse import settings

ROOT = settings.REPOSITORY
WIDEST, IN_STRINGS = 100, 125  # a function's body is a string in which statements are strings again
# What is written by `talent db schema`, what is never edited once applied, and a former version's.
AS_IT_IS = ("sql/schema.sql", "sql/migrations/", "tests/states/")


def _sql() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.sql"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_line_is_longer_than_the_house_allows() -> None:
    names = [name for name in _sql() if not name.startswith(AS_IT_IS)]
    assert {name.split("/")[1] for name in names} >= {"models", "macros", "tests", "functions", "cookbook"}
    long = [
        f"{name}:{number}"
        for name in names
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > (IN_STRINGS if name.startswith("sql/functions/") else WIDEST)
    ]
    assert long == []


def test_the_linter_reads_macros_where_they_are_called(tmp_path: Path) -> None:
    from sqlfluff.core import FluffConfig, Linter

    macros = tmp_path / "macros"
    macros.mkdir()
    (macros / "one.sql").write_text(
        "{% macro one() %}\nselect people.name, age from {{ ref('people') }} as people\n{% endmacro %}\n",
        encoding="utf-8",
    )
    config = FluffConfig.from_path(str(ROOT), overrides={"load_macros_from_path": str(macros)})
    config.set_value(["templater", "jinja", "load_macros_from_path"], str(macros))
    found = Linter(config=config).lint_string("{{ one() }}\n", fname=str(ROOT / "dbt/models/people.sql"))
    assert "RF03" in {violation.rule_code() for violation in found.violations}
