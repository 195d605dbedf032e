"""What docker-compose.yml does before the services start: warehouse, readers' logins, Airflow's tables, an administrator.

Safe to repeat: a login that exists keeps the password that it has by then.
"""

from __future__ import annotations

import os
import subprocess
import sys

import environment
import psycopg
import services
from psycopg.conninfo import make_conninfo

from talent_warehouse import database
from talent_warehouse.cli import operate
from talent_warehouse.database import logins
from talent_warehouse.errors import ConfigurationError, TalentError


def main() -> int:
    """0: ready, 2: a variable is missing or the database cannot be reached."""
    try:
        operate.init()
        warehouse = database.url()
        _make_logins(warehouse)
        services.migrate(warehouse)
        _make_administrator(warehouse)
    except TalentError as exc:
        print(exc, file=sys.stderr)
        return 2
    return 0


def _make_logins(warehouse: str) -> None:
    """The logins `analyst` and `steward`, each of the role of its name."""
    with psycopg.connect(warehouse, autocommit=True) as connection:
        known = [one.login for one in logins.found(connection)]
        for name in ("analyst", "steward"):
            if name not in known:
                logins.add(connection, name, name, _required(f"{name.upper()}_PASSWORD"))


def _make_administrator(warehouse: str) -> None:
    given = {name: _required(f"AIRFLOW_ADMIN_{name}") for name in ("USER", "PASSWORD", "EMAIL")}
    if _is_known(warehouse, given["USER"]):
        return  # Airflow would take ten seconds to say so
    done = subprocess.run(
        [services.airflow(), "users", "create", "--role", "Admin", "--firstname", "Talent", "--lastname", "Office",
         "--username", given["USER"], "--email", given["EMAIL"], "--password", given["PASSWORD"]],
        env=environment.merged(environment.variables(warehouse)),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise ConfigurationError(f"The administrator could not be made:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _is_known(warehouse: str, user: str) -> bool:
    """Whether Airflow's tables have the login."""
    with psycopg.connect(make_conninfo(warehouse, dbname=environment.METADATA)) as connection:
        if connection.execute("select to_regclass('ab_user')").fetchone() == (None,):
            return False
        return connection.execute("select from ab_user where username = %s", (user,)).fetchone() is not None


def _required(name: str) -> str:
    if value := os.environ.get(name):
        return value
    raise ConfigurationError(f"{name} is not set. Set it in .env; .env.example lists what is needed.")


if __name__ == "__main__":
    sys.exit(main())
