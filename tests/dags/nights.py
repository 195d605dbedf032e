"""What the tests of whole nights share: an inbox, what was published."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
