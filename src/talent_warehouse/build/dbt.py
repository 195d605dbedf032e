"""dbt runs in this process, on the project as it was parsed once."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from talent_warehouse import database, settings
from talent_warehouse.errors import TalentError

# What decides the result besides submissions and seeds: a change of any of these makes a new build.
_CODE = (("dbt", "models"), ("dbt", "macros"), ("dbt", "dbt_project.yml"), ("expectations", ""))


class BuildError(TalentError):
    """dbt could not build a layer, or one of its tests failed; the last publication stays."""


def fingerprint() -> str:
    """Digest of the code and contracts that a build reads."""
    digest = hashlib.sha256(settings.PARSER_VERSION.encode())
    for name, below in _CODE:
        folder = settings.folder(name)
        root = folder / below
        for path in sorted([root] if root.is_file() else [p for p in root.rglob("*") if p.is_file()]):
            digest.update(f"{name}/{path.relative_to(folder).as_posix()}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def run_dbt(*arguments: str) -> int:
    """Run dbt in this process against the warehouse; how many nodes ran. Raises: BuildError.

    The manifest is written once, where it is parsed; for every layer that took as long as a tenth of a small night.
    """
    from dbt.cli.main import dbtRunner

    where = _environment()
    os.environ.update(where)
    manifest = _parsed(fingerprint(), where["TALENT_DBT_DBNAME"], settings.places().dbt_target)
    _forget_behavior_flags()
    result = dbtRunner(manifest=manifest).invoke([*arguments, *_flags(), "--no-write-json"])
    nodes: list[Any] = list(getattr(result.result, "results", None) or [])
    failed = [f"{n.node.name}: {n.message}" for n in nodes if n.status in ("error", "fail", "skipped", "runtime error")]
    if not result.success or failed:
        raise BuildError(
            f"dbt {arguments[0]} failed: {'; '.join(failed) or result.exception}. The last publication stays."
        )
    return len(nodes)


def _forget_behavior_flags() -> None:
    """Keep each of dbt's behavior flags once in its list of defaults.

    An adapter appends its own to that list whenever it is made, once an invocation, and looks through the whole stack
    for each: after a hundred invocations in one process, that took longer than the models.
    """
    from dbt.adapters.base import impl

    flags = getattr(impl, "DEFAULT_BASE_BEHAVIOR_FLAGS", [])
    flags[:] = {flag["name"]: flag for flag in flags}.values()


@cache
def _parsed(code: str, database_name: str, target: Path) -> Any:
    """The project parsed once a process, version of the code and database (whose name stands in every relation);
    dbt would parse it for every layer.
    """
    from dbt.cli.main import dbtRunner

    result = dbtRunner().invoke(["parse", *_flags()])
    if not result.success:
        raise BuildError(f"dbt cannot parse the project: {result.exception}. Mend the models named there.")
    return result.result


def _flags() -> list[str]:
    project, target = str(settings.folder("dbt")), settings.places().dbt_target
    return ["--project-dir", project, "--profiles-dir", project, "--target-path", str(target),
            "--log-path", str(target / "logs"), "--log-level", "none", "--no-use-colors"]  # fmt: skip


def manifest_path() -> Path:
    """What dbt parsed last: models, columns, descriptions."""
    return settings.places().dbt_target / "manifest.json"


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
