"""The database: the embedded server or the one that DATABASE_URL names, its roles and migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from talent_warehouse import settings
from talent_warehouse.database.embedded import EMBEDDED_NAME, embedded_url
from talent_warehouse.errors import ConfigurationError

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

ROLES = ("owner", "loader", "builder", "publisher", "steward", "region_steward", "analyst", "researcher")
READING = ("analyst", "steward", "researcher", "open")  # of people; a steward with a region is a region_steward
# Where a reader's session begins. A query of half an hour is a mistake, so is a transaction that does nothing for ten
# minutes (a window left open); a mart that a publication changes is open again within a minute.
READER_SETTINGS = {
    "statement_timeout": "30min",
    "lock_timeout": "1min",
    "idle_in_transaction_session_timeout": "10min",
}


def url() -> str:
    """The connection URL: DATABASE_URL, else POSTGRES_* variables, else the embedded server's."""
    if given := os.environ.get("DATABASE_URL"):
        return given
    if host := os.environ.get("POSTGRES_HOST"):
        user, password = os.environ.get("POSTGRES_USER", "postgres"), os.environ.get("POSTGRES_PASSWORD", "")
        name, port = os.environ.get("POSTGRES_DB", EMBEDDED_NAME), os.environ.get("POSTGRES_PORT", "5432")
        return f"postgresql://{quote(user)}:{quote(password, safe='')}@{host}:{port}/{quote(name)}"
    return embedded_url()


def role_url(role: str, base: str | None = None) -> str:
    """A URL whose session acts as one of the roles.

    The embedded server trusts its socket, so there the role itself logs in; elsewhere the login takes the role on.
    """
    parts = conninfo_to_dict(base or url())
    if parts.get("host") == str(settings.places().postgres):
        return _as_url({**parts, "user": f"talent_{role}", "password": None})
    reads = " -c default_transaction_isolation=repeatable\\ read" if role in ("analyst", "researcher") else ""
    logged = " -c log_statement=all" if role == "researcher" else ""  # refused to whom the server would not log
    limits = "".join(f" -c {k}={v}" for k, v in READER_SETTINGS.items() if role in (*READING, "region_steward"))
    options = f"{parts.get('options') or ''}{logged} -c role=talent_{role}{reads}{limits}".strip()
    return _as_url({**parts, "options": options})


def without_password(given: str) -> str:
    """The same URL for showing and for other programs' arguments: a password there is read by whoever lists processes."""
    return _as_url({**conninfo_to_dict(given), "password": None})


def password_variable(given: str) -> dict[str, str]:
    """The variable that gives the password of a URL to PostgreSQL's own programs; empty where it has none."""
    password = conninfo_to_dict(given).get("password")
    return {"PGPASSWORD": str(password)} if password else {}


def _as_url(parts: Mapping[str, object]) -> str:
    """A URL of what a connection string says."""
    query = {
        k: v for k, v in parts.items() if k not in ("host", "port", "user", "password", "dbname") and v is not None
    }
    host, port, password = str(parts.get("host") or ""), parts.get("port"), parts.get("password")
    if host.startswith("/"):
        query["host"], host = host, "localhost"  # SQLAlchemy wants a host name in the URL; ?host= wins
    login = quote(str(parts.get("user") or ""), safe="") + (f":{quote(str(password), safe='')}" if password else "")
    where = f"{login}@{host}" + (f":{port}" if port else "")
    found = "&".join(f"{k}={quote(str(v), safe='/')}" for k, v in query.items())
    return f"postgresql://{where}/{quote(str(parts.get('dbname') or EMBEDDED_NAME))}" + (f"?{found}" if found else "")


@contextmanager
def connect(role: str, step: str = "talent") -> Iterator[Connection]:
    """A connection that acts as a role, in autocommit: transactions are written out where they begin.

    Raises: ConfigurationError if the server cannot be reached or has not been set up.
    """
    try:
        connection = psycopg.connect(role_url(role), autocommit=True, application_name=step)
    except psycopg.OperationalError as exc:
        raise ConfigurationError(
            f"No connection to the database as {role}: {str(exc).strip()}. "
            "Run `talent init`, or set DATABASE_URL to a PostgreSQL 18 that this machine reaches."
        ) from exc
    with connection:
        yield connection


def analyze_changed(connection: Connection, vacuum: bool = False) -> list[str]:
    """Refresh the statistics of the tables of this role of which a tenth is new; their names.

    The server does so by itself, after a minute: a night goes on at once, and would be planned for empty tables.
    `vacuum` marks their pages as seen by everybody as well, so that who counts people reads an index alone.
    """
    names = connection.execute(
        "select format('%I.%I', stat.schemaname, stat.relname) from pg_stat_user_tables as stat"
        " inner join pg_tables as mine on mine.schemaname = stat.schemaname and mine.tablename = stat.relname"
        " where mine.tableowner = current_user and n_mod_since_analyze > greatest(50, n_live_tup / 10) order by 1"
    ).fetchall()
    for (name,) in names:
        connection.execute(f"{'vacuum (analyze)' if vacuum else 'analyze'} {name}".encode())
    return [name for (name,) in names]
