"""One embedded PostgreSQL for the process, in a state folder of its own; a cloned database for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Unix sockets allow about a hundred characters of path, so the state folder is a short one.
HOME = Path(tempfile.mkdtemp(prefix="talent-"))
RUN = Path(os.environ.setdefault("RUN_OF_TESTS", str(HOME)))  # that of the process which began this one, or its own
for name in [n for n in os.environ if n.startswith(("TALENT_", "POSTGRES_", "DATABASE_URL"))]:
    if name == "TALENT_SOURCE_DOCUMENTS":  # a folder that only one test reads
        continue
    del os.environ[name]
os.environ |= {
    "TALENT_HOME": str(HOME),
    "TALENT_IDENTITY_KEY": "5a" * 32,
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
}

import little  # noqa: E402
import templates  # noqa: E402
from clones import EMPTY, Template, cloned  # noqa: E402
from talent_warehouse import database  # noqa: E402

os.environ["TALENT_SEEDS"] = str(little.write(HOME / "seeds"))
# Take longest. While the first makes the templates, the next two do without any.
LONGEST = ("sample/test_sample.py", "dags/test_compose.py", "dags/test_services.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files go first, then those with a dear test, and quick ones fill the end of every worker."""
    dear = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("published")}
    longest = [Path(__file__).parent / name for name in LONGEST]
    order = {path: number for number, path in enumerate(longest)}
    items.sort(key=lambda item: (order.get(item.path, len(order)), item.path not in dear))


def pytest_unconfigure() -> None:
    """The state folder is gone when the session ends."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def home() -> Path:
    """The session's state folder."""
    HOME.chmod(0o755)
    return HOME


@pytest.fixture(scope="session")
def server(home: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of the template database: migrated, seeded, with its landing tables."""
    url = templates.begin(home, RUN, set(map(_begins_with, request.session.items)))
    os.environ["DATABASE_URL"] = url
    yield url
    del os.environ["DATABASE_URL"]
    database.stop_embedded()


def _begins_with(item: pytest.Item) -> str:
    """The dearest template that a test asks for."""
    names = getattr(item, "fixturenames", ())
    warehouse = "warehouse" in names
    if "first_publication" in names or (warehouse and item.get_closest_marker("published")):
        return "first_publication"
    return "built" if "built" in names or (warehouse and item.get_closest_marker("slow")) else "server"


@pytest.fixture(scope="session")
def built(server: str, home: Path) -> Template:
    """Nothing filed, no build begun; but the tables that a first build would make stand, for it to fill."""
    return templates.built(server, home)


@pytest.fixture(scope="session")
def first_publication(server: str, home: Path) -> Template:
    """Publication 1, made once for all tests that begin after one: 五华区 filed three people for 2020 and for 2021."""
    return templates.first_publication(server, home)


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
