"""Modules are short, and imports run one way, the way the data goes: no arrow back up, no circle, no scheduler."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from talent_warehouse import settings

SOURCE = settings.REPOSITORY / "src"
# In the order of the flow: a package may use those before it in this list.
ORDER = (
    "settings", "errors", "characters", "periods", "identity", "names", "privacy", "database", "contracts", "narrative", "reading", "intake", "build", "gate", "receipts",
    "lineage", "publishing", "stewardship", "pages", "night", "template", "operations", "dry_run", "forms", "cli", "__main__",
)  # fmt: skip

# Inside reading: what is not named here walks the steps, and may use all of them.
WINGS = ("issues", "files", "values", "tables")


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path): path for path in SOURCE.rglob("*.py")}


def _imports(path: Path) -> Iterator[str]:
    """The modules that a file names in any import, also one inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in MODULES else node.module


def _package(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_the_order_names_every_package() -> None:
    assert {_package(m) for m in MODULES if m.startswith("talent_warehouse.")} == set(ORDER)


def test_no_package_uses_one_after_it() -> None:
    back = [
        f"{module} → {used}"
        for module, path in MODULES.items()
        if module.startswith("talent_warehouse.")
        for used in _imports(path)
        if used.startswith("talent_warehouse.") and ORDER.index(_package(used)) > ORDER.index(_package(module))
    ]
    assert back == []


def test_no_wing_of_the_reader_uses_one_after_it() -> None:
    def wing(module: str) -> int:
        name = module.split(".")[2] if module.count(".") > 1 else ""
        return WINGS.index(name) if name in WINGS else len(WINGS)

    back = [
        f"{module} → {used}"
        for module, path in MODULES.items()
        if module.startswith("talent_warehouse.reading.")
        for used in _imports(path)
        if used.startswith("talent_warehouse.reading.") and wing(used) > wing(module)
    ]
    assert back == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {m: {u for u in _imports(path) if u in MODULES and u != m} for m, path in MODULES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


def test_the_product_knows_neither_the_scheduler_nor_the_sample() -> None:
    foreign = [
        f"{module} → {used}"
        for module, path in MODULES.items()
        if module.startswith("talent_warehouse")
        for used in _imports(path)
        if used.split(".")[0] in ("airflow", "talent_sample") and module != "talent_warehouse.cli.filing"
    ]
    assert foreign == []


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    limits = {"src": 300, "dags": 300, "deploy": 300, "bench": 300, "tests": 400}
    long = [
        f"{path.relative_to(settings.REPOSITORY)}: {lines}"
        for folder, limit in limits.items()
        for path in (settings.REPOSITORY / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit
    ]
    assert long == []
