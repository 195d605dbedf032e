"""One embedded PostgreSQL for the session, in a state folder of its own; a cloned database for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
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

import factories  # noqa: E402
import little  # noqa: E402
from clones import EMPTY, Template, cloned, kept, shared  # noqa: E402
from talent_warehouse import build, database, night  # noqa: E402
from talent_warehouse.database import seeds  # noqa: E402
from talent_warehouse.intake import landing  # noqa: E402

os.environ["TALENT_SEEDS"] = str(little.write(HOME / "seeds"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a dear test go first, and quick ones fill the end of every worker."""
    dear = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("published")}
    items.sort(key=lambda item: item.path not in dear)


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
    with psycopg.connect(database.embedded_url("postgres"), autocommit=True) as connection:
        # a server that is killed loses nothing by it, only a machine that is switched off would
        for name in ("fsync", "full_page_writes"):
            connection.execute(f"alter system set {name} = off")
        connection.execute("select pg_reload_conf()")
    os.environ["DATABASE_URL"] = template
    database.migrate()
    seeds.load()
    with database.connect("owner") as connection:
        landing.make_tables(connection)
    yield template
    del os.environ["DATABASE_URL"]
    database.stop_embedded()


@pytest.fixture(scope="session")
def built(server: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Nothing filed, no build begun; but the tables that a first build would make stand, for it to fill."""
    home = tmp_path_factory.mktemp("built")
    with shared(server, home):
        number = night.freeze()
        assert number is not None
        build.build_all(number)
        with database.connect("owner") as connection:
            connection.execute("truncate audit.build cascade")
        return kept(server, "template_built", home / "kept")


@pytest.fixture(scope="session")
def first_publication(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Publication 1, made once for all tests that begin after one: 五华区 filed three people for 2020 and for 2021."""
    home = tmp_path_factory.mktemp("first")
    with shared(server, home, built):
        for year in ("2020", "2021"):
            people = [factories.person(n, as_of_date=f"{year}-12-31") for n in range(3)]
            content = factories.text("talent_register", people, (f"报告期：{year}年",))
            factories.write(home / "inbox/530102-RC" / f"{year}.csv", content)
        assert night.ingest().accepted == 2
        assert night.publish() is not None
        return kept(server, "template_published", home / "kept")


@pytest.fixture
def warehouse(
    request: pytest.FixtureRequest, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A warehouse for one test: empty, ready to be filled where the test is marked `slow` because it publishes, or with
    the first publication where it is marked `published`.
    """
    template = EMPTY
    for mark, fixture in (("slow", "built"), ("published", "first_publication")):
        if request.node.get_closest_marker(mark):
            template = request.getfixturevalue(fixture)
    with cloned(server, tmp_path, monkeypatch, template) as url:
        yield url
