"""dbt runs in this process, on the project as it was parsed once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from talent_warehouse import database, settings
from talent_warehouse.build import kept
from talent_warehouse.build.derivations import variables
from talent_warehouse.build.project import Project
from talent_warehouse.build.session import LEFT, session
from talent_warehouse.errors import TalentError

# What decides the result besides submissions and seeds: a change of any of these makes a new build.
_CODE = (("dbt", "models"), ("dbt", "macros"), ("dbt", "dbt_project.yml"), ("expectations", ""))
# What only checks the result: a change is parsed, and builds nothing.
_TESTS = (("dbt", "tests"),)


class BuildError(TalentError):
    """dbt could not build a layer, or one of its tests failed; the last publication stays."""


def fingerprint() -> str:
    """Digest of the code and contracts that a build reads."""
    return _digest(_CODE)


def _digest(code: tuple[tuple[str, str], ...]) -> str:
    digest = hashlib.sha256(settings.PARSER_VERSION.encode())
    for name, below in code:
        folder = settings.folder(name)
        root = folder / below
        for path in sorted([root] if root.is_file() else [p for p in root.rglob("*") if p.is_file()]):
            digest.update(f"{name}/{path.relative_to(folder).as_posix()}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def run_dbt(*arguments: str, **extent: bool) -> int:
    """Run dbt in this process against the warehouse; how many nodes did something.

    `extent` is what freezing decided of the build, `is_full` and `is_made_anew`: without it all is built, in new tables.

    Raises: BuildError.
    """
    return len([node for node in _invoke(arguments, extent) if node.message != LEFT])


def run_models(keys: Collection[str], is_called_for: Callable[[str], bool] | None = None, **extent: bool) -> int:
    """Build models by their ids, each if it is called for when those that it reads are done; how many did something.

    Raises: BuildError.
    """
    parsed = project()
    names = sorted(parsed.models[key].name for key in keys)
    nodes = _invoke(("run", "--select", *names), extent, parsed.part(keys), is_called_for)
    return len([node for node in nodes if node.message != LEFT])


def compiled(select: str, **extent: bool) -> list[Any]:
    """The selected nodes with their queries compiled, for a build of that extent. Raises: BuildError."""
    return [result.node for result in _invoke(("compile", "--select", select), extent)]


def write_docs(page: Path) -> None:
    """Write models, columns, queries and lineage as one page that asks for nothing else. Raises: BuildError."""
    from dbt.cli.main import dbtRunner

    manifest = project().manifest
    with session(), tempfile.TemporaryDirectory(prefix="talent-docs-") as target:
        result = dbtRunner(manifest=manifest).invoke(["docs", "generate", "--static", *_flags(Path(target))])
        if not result.success:
            raise BuildError(
                f"dbt cannot describe the project: {result.exception}. Run `talent doctor`, and mend what it names."
            )
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(target, "static_index.html"), page)


def _invoke(
    arguments: Sequence[str],
    extent: Mapping[str, bool],
    manifest: Any = None,
    is_called_for: Callable[[str], bool] | None = None,
) -> list[Any]:
    """What dbt says of each node that it ran.

    The manifest is written once, where it is parsed; for every layer that took as long as a tenth of a small night.
    """
    from dbt.cli.main import dbtRunner

    with session(is_called_for):
        result = dbtRunner(manifest=manifest or project().manifest).invoke(
            [*arguments, *_flags(extent=extent), "--no-write-json", "--cache-selected-only"]
        )
    nodes: list[Any] = list(getattr(result.result, "results", None) or [])
    failed = [f"{n.node.name}: {n.message}" for n in nodes if n.status in ("error", "fail", "skipped", "runtime error")]
    if not result.success or failed:
        raise BuildError(
            f"dbt {arguments[0]} failed: {'; '.join(failed) or result.exception}. The last publication stays."
        )
    return nodes


def project() -> Project:
    """The project as it stands now."""
    return _parsed(state())


def state() -> str:
    """Digest of what a parsed or compiled project depends on: code, its place, dbt, and the database, whose name stands
    in every relation.
    """
    where = _environment()
    os.environ.update(where)
    parts = fingerprint(), _digest(_TESTS), str(settings.folder("dbt")), where["TALENT_DBT_DBNAME"], version("dbt-core")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def manifest_path() -> Path:
    """What dbt parsed of the project as it stands: models, columns, descriptions."""
    project()
    return kept.place("manifest", state())


@lru_cache(maxsize=1)  # as `kept` has the files of one state alone
def _parsed(state: str) -> Project:
    """Parsed once for all processes: dbt itself would read and compare every file again for each."""
    from dbt.contracts.graph.manifest import Manifest

    if kept.place("manifest", state).exists() and (parsed := kept.read("parsed", state)):
        return Project(Manifest.from_msgpack(parsed))
    from dbt.cli.main import dbtRunner

    with session():
        result = dbtRunner().invoke(["parse", *_flags()])
    if not result.success:
        raise BuildError(f"dbt cannot parse the project: {result.exception}. Mend the models named there.")
    kept.write("manifest", state, (settings.places().dbt_target / "manifest.json").read_bytes())
    kept.write("parsed", state, result.result.to_msgpack())
    return Project(result.result)


def _flags(target: Path | None = None, extent: Mapping[str, bool] = MappingProxyType({})) -> list[str]:
    project, target = str(settings.folder("dbt")), target or settings.places().dbt_target
    return ["--project-dir", project, "--profiles-dir", project, "--target-path", str(target),
            "--log-level", "none", "--log-level-file", "none", "--no-use-colors",
            "--vars", json.dumps({**variables(), **extent}, ensure_ascii=False)]  # fmt: skip


def _environment() -> dict[str, str]:
    parts = conninfo_to_dict(database.role_url("builder"))
    host = str(parts.get("host") or "localhost").split(",")[-1]
    return {
        "TALENT_DBT_HOST": host,
        "TALENT_DBT_PORT": str(parts.get("port") or "5432"),
        "TALENT_DBT_USER": str(parts.get("user") or "postgres"),
        "TALENT_DBT_PASSWORD": str(parts.get("password") or ""),
        "TALENT_DBT_DBNAME": str(parts.get("dbname") or database.EMBEDDED_NAME),
        "DO_NOT_TRACK": "1",
    }
