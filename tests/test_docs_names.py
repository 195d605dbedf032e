"""A name in back-ticks that looks like a file, module, relation, macro, command or setting is the name of one that exists."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import typer

from talent_warehouse import contracts, settings
from talent_warehouse.cli.main import app

ROOT = settings.REPOSITORY
PACKAGE = ROOT / "src/talent_warehouse"
GUIDES = ("README*.md", "CONTRIBUTING.md", "docs/*.md", "docs/adr/*.md", "seeds/README.md")
SUPERSEDED = "Status: superseded"  # a decision of its time names what there was
# docs/forms.md adds a form that is not there.
EXAMPLES = re.compile(r"flat_register|TALENT_FLATS|SALON_GUESTS")
# Top folders of the state, of an export, and of the machine: nothing of the repository.
ELSEWHERE = (".local", "inbox", "outbox", "archive", "data-docs", "postgres", "airflow", "check", "dev", "desk")
ABOVE = ("", "src/talent_warehouse/", "expectations/")
SCHEMAS = ("raw", "work", "reference", "audit", "mart", "history", "as_of", "warehouse")
_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_PLACEHOLDER = re.compile(r"<[^>]+>|…")


def _names() -> Iterator[tuple[str, str]]:
    """Page and name, of every guide and every decision that is in force."""
    for pattern in GUIDES:
        for page in sorted(ROOT.glob(pattern)):
            text = page.read_text(encoding="utf-8")
            if SUPERSEDED not in text:
                names = re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))
                yield from ((page.name, name) for name in names if not EXAMPLES.search(name))


NAMES = sorted(set(_names()))
CODE = {
    path: path.read_text(encoding="utf-8")
    for folder in ("src", "dags", "deploy", "dbt", "sql")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".sql", ".yml", ".sh") and "target" not in path.parts
} | {
    ROOT / name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("Makefile", ".env.example", "docker-compose.yml")
}
COMMAND: Any = typer.main.get_command(app)
WORDS = {word for text in CODE.values() for word in re.findall(r"\b[A-Z]\w+", text)}
MODELS = {path.stem for path in CODE if path.is_relative_to(ROOT / "dbt/models") and path.suffix == ".sql"}
MACROS = set(re.findall(r"\{%-? *macro (\w+)", "".join(CODE.values())))
FUNCTIONS = set(re.findall(r"^def (\w+)\(", "\n".join(CODE.values()), re.MULTILINE))
MADE = set(re.findall(r"^create (?:\w+ )?(?:table|view|function) ([\w.]+)", CODE[ROOT / "sql/schema.sql"], re.M | re.I))
PATHS = [
    path.relative_to(ROOT).as_posix()
    for top in ROOT.iterdir()
    if not re.fullmatch(r"\.(git|venv|local|hypothesis|\w+_cache)", top.name)
    for path in (top, *top.rglob("*"))
]


def _is_among(name: str, among: Iterable[str], before: str = "", after: str = "") -> bool:
    """Whether a name, of which any part may be left open by `*`, `…` or `<…>`, is one of these."""
    pattern = ".*".join(map(re.escape, _PLACEHOLDER.sub("*", name).split("*")))
    return re.search(f"^{before}{pattern}{after}$", "\n".join(among), re.MULTILINE) is not None


def _is_path(name: str) -> bool:
    """A path from the root, from the package's own folder or from that of the rules, with or without `.py`."""
    name = name.rstrip("/")
    if name.split("/")[0] in ELSEWHERE:
        return True
    return _is_among(name, PATHS, f"({'|'.join(ABOVE)})", r"(\.py)?")


def _is_file(name: str) -> bool:
    return _is_among(name, PATHS, "(.*/)?")


def _is_relation(name: str) -> bool:
    """A relation or function of a schema: of the migrations, of a contract, or a model of dbt and what publishing makes of it."""
    schema, relation = name.split(".")[:2]
    published = MODELS | {f"contribution_{model}" for model in MODELS} | {"contribution_column"}
    landed = set(contracts.filed())
    seen = {f"seen_{form}" for form in landed}
    known = {"raw": landed | seen, "work": landed, "mart": published}.get(schema, MODELS)
    made = {made.partition(".")[2] for made in MADE if made.startswith(f"{schema}.")}
    return _is_among(relation, known | made)


def _is_attribute(name: str) -> bool:
    """A function, class or constant at the top of a module, named by the last part of it; or of a library."""
    module, _, attribute = name.rpartition(".")
    found = [path for path in (*PACKAGE.rglob(f"{module}.py"), PACKAGE / module / "__init__.py") if path in CODE]
    if found:
        return any(re.search(rf"\b{attribute}\b", CODE[path]) for path in found)
    return _is_among(name, MADE) or importlib.util.find_spec(module.split(".")[0]) is not None


def _is_make(name: str) -> bool:
    targets = re.findall(r"^([a-z-]+):", CODE[ROOT / "Makefile"], re.MULTILINE)
    return all(word in targets for word in name.split()[1:] if re.fullmatch(r"[a-z][a-z-]*", word))


def _is_talent(name: str) -> bool:
    """A command that exists, with options that it has; `COMMAND` and what follows an option may be anything."""
    command = COMMAND
    for word in name.split()[1:]:
        if word.startswith("-"):
            options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
            if word not in options:
                return False
        elif re.fullmatch(r"[a-z]+", word) and hasattr(command, "commands"):
            if word not in command.commands:
                return False
            command = command.commands[word]
    return True


def _is_set(name: str) -> bool:
    """A setting or constant: a word of the code, or the place of a folder, as `settings.folder` makes its name."""
    return _is_among(name, WORDS) or name.removeprefix("TALENT_").lower() in PATHS


# The first shape that a name has says what it must be the name of; a name of no shape is a column, a value or a word.
SHAPES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (r"make( .*)?", _is_make),
    (r"(\.venv/bin/)?talent( .*)?", lambda name: _is_talent(name.removeprefix(".venv/bin/"))),
    (rf"({'|'.join(SCHEMAS)})\.(?!conf)[\w<>*…]+(\.\w+)?", _is_relation),
    (rf"({'|'.join(SCHEMAS)})\.\w+\(.*\)", lambda name: _is_relation(name.partition("(")[0])),
    (r"(\.?[\w-]+/)+[\w*<>….-]*", _is_path),
    (r"(?!psycopg)[\w…*]+\.(py|sql|ya?ml|csv|md|lock)", _is_file),
    (r"(\{\{ )?\w+\([^:]*\)( \}\})?", lambda name: re.findall(r"\w+", name)[0] in MACROS | FUNCTIONS),
    (r"(stg|int|fct|dim|bridge|mart|contribution)_[\w*…<>]+",
     lambda name: name == "mart_rows" or _is_relation(f"mart.{name}")),
    (r"(config|talent|audit\.submission)\.\w+", lambda name: any(name.split(".")[-1] in text for text in CODE.values())),
    (r"[a-z]\w+\.(?!conf|tar|dump|json|key)[a-z_]\w+", _is_attribute),
    (r"[A-Z]+(_[A-Z]+)+\*?|POSTGRES_\*", _is_set),
)  # fmt: skip


def _shape(name: str) -> Callable[[str], bool] | None:
    return next((check for shape, check in SHAPES if re.fullmatch(shape, name)), None)


def test_every_name_in_the_guides_exists() -> None:
    wrong = [f"{page}: {name}" for page, name in NAMES if (check := _shape(name)) and not check(name)]
    assert wrong == []


@pytest.mark.parametrize(
    "name",
    [
        "make tests", "talent nights", "talent publish --twice", "talent db shel", "_star__models.yml", "dbt/models/star.sql",
        "gate/warehouse", "audit.finding_list", "raw.training", "mart_density", "quantities('column')", "stg_talent_*_x",
        "freeze.thaw", "TALENT_KEY", "mart.programme_root_of(code)", "tests/test_roles.py",
    ],
)  # fmt: skip
def test_a_name_of_nothing_is_found(name: str) -> None:
    check = _shape(name)
    assert check is not None
    assert not check(name)


def test_most_names_of_things_have_a_shape() -> None:
    assert sum(_shape(name) is not None for _, name in NAMES) > 300
