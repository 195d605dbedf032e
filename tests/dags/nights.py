"""What the tests of whole nights share: an inbox, a second warehouse, what was published."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

import factories
from talent_warehouse import database, settings
from talent_warehouse.publishing.checksums import Checksum, checksums

DEPLOY = settings.REPOSITORY / "deploy" / "airflow"


def fill_inbox() -> None:
    """Two counties' registers and a prefecture's return, good ones, as old on every call as on the first."""
    files = {
        "530102-RC/台账.csv": factories.text("talent_register", [factories.person(n) for n in range(12)]),
        "530103-RC/台账.csv": factories.text(
            "talent_register", [factories.person(n, work_region="盘龙区") for n in range(20, 27)]
        ),
        "530100-RC/报表.csv": factories.text("measure_return", [factories.RETURN]),
    }
    for name, text in files.items():
        path = factories.write(settings.places().inbox / name, text)
        factories.arrived(path, datetime(2022, 1, 1, 9, tzinfo=UTC))  # after the year that they report on


def published() -> list[Checksum]:
    """What analysts read, relation by relation."""
    with database.connect("steward") as connection:
        return checksums(connection)


@contextmanager
def clone(server: str, name: str, folder: Path) -> Iterator[None]:
    """A second empty warehouse, in the environment for as long as this lasts."""
    admin = server.replace("template_talent", "postgres")
    with pytest.MonkeyPatch.context() as patch, psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template template_talent").format(sql.Identifier(name)))
        for role in database.ROLES[:4]:
            connection.execute(
                sql.SQL("grant create, temporary on database {} to {}").format(
                    sql.Identifier(name), sql.Identifier(f"talent_{role}")
                )
            )
        patch.setenv("DATABASE_URL", server.replace("template_talent", name))
        for place in ("archive", "inbox", "outbox"):
            (folder / place).mkdir(parents=True)
            patch.setenv(f"TALENT_{place.upper()}", str(folder / place))
        yield
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
