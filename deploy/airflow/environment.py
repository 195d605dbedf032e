"""The environment that every Airflow process runs in; `environment.py COMMAND...` runs a command in it.

State stands in TALENT_HOME/airflow: logs, secrets (made once, mode 0600) and, for runs in one process, SQLite.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import URL

from talent_warehouse import database, settings

METADATA = "airflow"
DEPLOY = Path(__file__).resolve().parent
# Airflow 3.3 itself sends nothing; these are its neighbours.
SILENCE = {
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "true",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
    "GX_ANALYTICS_ENABLED": "false",
}


def home() -> Path:
    """Airflow's own state, made when missing."""
    folder = settings.places().home / "airflow"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sqlite_url() -> str:
    """The metadata database of runs in one process."""
    return f"sqlite:///{home() / 'airflow.db'}"


def metadata_url(warehouse: str, driver: str = "psycopg2") -> str:
    """The database `airflow` on the server of the warehouse; its driver is named, since defaults change."""
    parts = {k: str(v) for k, v in conninfo_to_dict(warehouse).items() if v is not None}
    host = parts.get("host", "")
    query = {"host": host} if host.startswith("/") else {}  # a folder: the server listens on a socket there
    if "sslmode" in parts:
        query["ssl" if driver == "asyncpg" else "sslmode"] = parts["sslmode"]
    return URL.create(
        f"postgresql+{driver}",
        username=parts.get("user", "postgres"),
        password=parts.get("password"),
        host=None if query.get("host") else host or "localhost",
        port=int(parts["port"]) if "port" in parts else None,
        database=METADATA,
        query=query,
    ).render_as_string(hide_password=False)


def ensure_metadata_database(warehouse: str) -> None:
    """Create the database `airflow` beside the warehouse where it is missing."""
    with psycopg.connect(make_conninfo(warehouse, dbname="postgres"), autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", (METADATA,)).fetchone() is None:
            connection.execute(
                sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(METADATA))
            )
        # Readers have no business there: Airflow's own locks may be taken by whoever is connected.
        if connection.execute("select has_database_privilege('public', %s, 'connect')", (METADATA,)).fetchone() == (
            True,
        ):
            connection.execute(sql.SQL("revoke connect on database {} from public").format(sql.Identifier(METADATA)))


def variables(warehouse: str | None = None) -> dict[str, str]:
    """Variables for processes that share the metadata database beside the warehouse; SQLite where that is None."""
    chosen = {
        "AIRFLOW_HOME": str(home()),
        "AIRFLOW_CONFIG": str(DEPLOY / "airflow.cfg"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.folder("dags")),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home() / "plugins"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home() / "logs"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home() / "passwords.json"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata_url(warehouse) if warehouse else sqlite_url(),
        **_secrets(),
        **SILENCE,
    }
    if warehouse:
        chosen["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] = metadata_url(warehouse, "asyncpg")
        # Tasks are told where the warehouse is, so that none starts the embedded server behind our back.
        chosen["DATABASE_URL"] = warehouse
    return chosen


def merged(chosen: dict[str, str]) -> dict[str, str]:
    """The environment of this process with the variables set, for a child."""
    whole = dict(os.environ) | chosen
    # Each process would compile anew whatever is not cached; a night is many processes.
    whole.pop("PYTHONDONTWRITEBYTECODE", None)
    # `airflow` starts others by name: it must find those of this environment.
    whole["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{whole.get('PATH', '')}"
    return whole


def _secrets() -> dict[str, str]:
    """Keys that all processes share, made once."""
    made = {
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(48),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
    }
    return made_once(home() / "secrets.json", made)


def made_once(path: Path, content: dict[str, str]) -> dict[str, str]:
    """What the file holds, written with mode 0600 if there is none; of two writers at once the first wins."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    held: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return held


def main(command: list[str]) -> None:
    """Become the command, with the metadata database beside the warehouse made if need be."""
    warehouse = database.url()
    ensure_metadata_database(warehouse)
    whole = merged(variables(warehouse))
    os.environ["PATH"] = whole["PATH"]  # where the command is looked for
    os.execvpe(command[0], command, whole)  # noqa: S606


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Name a command to run, such as: environment.py airflow dags list")
    main(sys.argv[1:])
