"""One embedded PostgreSQL for the session, in a state folder of its own; a cloned database for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Unix sockets allow about a hundred characters of path, so the state folder is a short one.
HOME = Path(tempfile.mkdtemp(prefix="talent-"))
for name in [n for n in os.environ if n.startswith(("TALENT_", "POSTGRES_", "DATABASE_URL"))]:
    del os.environ[name]
os.environ |= {
    "TALENT_HOME": str(HOME),
    "TALENT_IDENTITY_KEY": "5a" * 32,
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
}

from clones import cloned  # noqa: E402
from talent_warehouse import database  # noqa: E402
from talent_warehouse.database import seeds  # noqa: E402
from talent_warehouse.intake import landing  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def home() -> Iterator[Path]:
    """The session's state folder, gone when it ends."""
    HOME.chmod(0o755)
    yield HOME
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The URL of the template database: migrated, seeded, with its landing tables."""
    assert home.exists()
    template = database.embedded_url("template_talent")
    os.environ["DATABASE_URL"] = template
    database.migrate()
    seeds.load()
    with database.connect("owner") as connection:
        landing.make_tables(connection)
    yield template
    del os.environ["DATABASE_URL"]
    database.stop_embedded()


@pytest.fixture
def warehouse(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty warehouse for one test."""
    with cloned(server, tmp_path, monkeypatch) as url:
        yield url
