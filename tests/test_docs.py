"""What the guides say is there is there: commands, targets, links, and queries that run."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg
import pytest
import typer

import factories
from talent_warehouse import database, night, settings
from talent_warehouse.cli.main import app

ROOT = settings.REPOSITORY
# Addresses that would tie the repository to a registry or to somebody's machine.
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmmirror\.com|crates\.io|proxy\.golang|rubygems\.org|mirrors\.\w"
    r"|files\.python|anaconda\.org|hub\.docker\.com",
)
# Split, so that this file does not find itself.
FOREIGN_PATHS = re.compile("/tm" + "p/|/ho" + "me/|/Us" + "ers/|/ro" + r"ot/|[A-Z]:\\\\Users")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_SQL = re.compile(r"^ *```sql\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
# Whose queries a page shows.
READERS = {
    "docs/analysts.md": "analyst",
    "docs/stewards.md": "steward",
    "README.md": "analyst",
    "README.zh-CN.md": "analyst",
}


def _tracked(pattern: str = "*") -> list[Path]:
    """Files of the repository, also those that are about to be added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The commands below a command; typer brings a click of its own, so they are told apart by what they have."""
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from _commands(below, (*words, name))
    else:
        yield " ".join(words), command


def _sections() -> dict[str, str]:
    """Text below each heading `### talent …` of docs/cli.md."""
    parts = re.split(r"^### (talent .+)$", _read("docs/cli.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_and_option_is_documented() -> None:
    sections = _sections()
    commands = dict(_commands(typer.main.get_command(app), ("talent",)))
    assert commands.keys() == sections.keys()
    for name, command in commands.items():
        for parameter in command.params:
            if parameter.param_type_name == "option":
                for option in (*parameter.opts, *parameter.secondary_opts):
                    assert re.search(rf"{option}(?![\w-])", sections[name]), f"{name} {option} is not in docs/cli.md"


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z-]+):.*?## ", _read("Makefile"), re.MULTILINE)
    assert len(targets) >= 5
    guides = _read("README.md") + _read("CONTRIBUTING.md")
    assert [t for t in targets if f"make {t}" not in guides] == []


def test_the_two_commands_come_first_and_the_pipeline_runs_the_second() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        head = "\n".join(_read(name).splitlines()[:40])
        assert "make demo" in head
        assert "make test" in head
    assert "make test" in _read(".ci/run").splitlines()


def test_every_guide_is_linked_from_the_readme() -> None:
    linked = {(ROOT / target.partition("#")[0]).resolve() for target in _LINK.findall(_read("README.md"))}
    assert [p.name for p in sorted((ROOT / "docs").glob("*.md")) if p not in linked] == []
    decisions = _read("docs/architecture.md")
    assert [p.name for p in sorted((ROOT / "docs/adr").glob("*.md")) if p.name not in decisions] == []


def _slug(heading: str) -> str:
    """The anchor that a forge makes of a heading."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"`", "", heading)).strip().lower().replace(" ", "-")


def test_every_relative_link_leads_somewhere() -> None:
    broken = []
    for page in _tracked("*.md"):
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = unquote(target).partition("#")
            there = (page.parent / path).resolve() if path else page
            if not there.exists():
                broken.append(f"{page.name}: {target}")
            elif anchor and there.suffix == ".md":
                headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
                if anchor not in map(_slug, headings):
                    broken.append(f"{page.name}: {target}")
    assert broken == []


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = []
    for path in _tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path != Path(__file__):
            found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in REGISTRIES.finditer(text)]
        if path.name != "Dockerfile":  # its paths are the image's own
            found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in FOREIGN_PATHS.finditer(text)]
    assert found == []


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_the_queries_of_the_guides_run_as_their_readers(tmp_path: Path) -> None:
    examples = [(page, role, sql) for page, role in READERS.items() for sql in _SQL.findall(_read(page))]
    assert {page for page, *_ in examples} == READERS.keys()
    rows = [factories.person(n, title_level="正高级" if n % 2 else "中级") for n in range(5)]
    factories.write(tmp_path / "inbox/530102-RC/台账.csv", factories.text("talent_register", rows))
    factories.write(tmp_path / "inbox/530103-RC/空.csv", "没有表头")
    night.ingest()
    assert night.publish() is not None
    wrong, answered = [], 0
    for page, role, sql in examples:
        with psycopg.connect(database.role_url(role), autocommit=True) as connection:
            try:
                cursor = connection.execute(sql.encode())
                answered += any(result.rownumber is not None and result.rowcount > 0 for result in cursor.results())
            except psycopg.Error as exc:
                wrong.append(f"{page}: {str(exc).strip()}\n{sql}")
    assert not wrong, "\n\n".join(wrong)
    assert answered >= len(examples) / 2  # a query that finds nothing may be misspelt
