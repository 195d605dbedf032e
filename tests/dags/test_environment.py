"""The environment of Airflow's processes: addresses of the metadata database, secrets, nothing that phones home."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import environment
import nights
import pytest
from sqlalchemy import make_url


@pytest.mark.parametrize(
    ("warehouse", "expected"),
    [
        ("postgresql://postgres:@/talent?host=/var/pg", ("postgres", None, None, None, "/var/pg")),
        ("postgresql://t:p%40s%2Fs@db.example:5433/talent", ("t", "p@s/s", "db.example", 5433, None)),
        ("host=db.example user=t password='a b' dbname=talent", ("t", "a b", "db.example", None, None)),
    ],
)
@pytest.mark.parametrize("driver", ["psycopg2", "asyncpg"])
def test_metadata_stands_beside_the_warehouse(
    warehouse: str, expected: tuple[str, str | None, str | None, int | None, str | None], driver: str
) -> None:
    url = make_url(environment.metadata_url(warehouse, driver))
    assert (url.drivername, url.database) == (f"postgresql+{driver}", "airflow")
    assert (url.username, url.password or None, url.host, url.port, url.query.get("host")) == expected


def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    assert environment.made_once(path, {"a": "1"}) == {"a": "1"}
    assert environment.made_once(path, {"a": "2"}) == {"a": "1"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_state_stands_in_the_state_folder_and_nobody_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENT_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    chosen = environment.variables("postgresql://t@localhost/talent")
    for name in ("AIRFLOW_HOME", "AIRFLOW__LOGGING__BASE_LOG_FOLDER", "AIRFLOW__CORE__PLUGINS_FOLDER"):
        assert Path(chosen[name]).is_relative_to(tmp_path), name
    assert chosen["DO_NOT_TRACK"] == "1"
    assert chosen["DATABASE_URL"] == "postgresql://t@localhost/talent"
    assert "PYTHONDONTWRITEBYTECODE" not in environment.merged(chosen)
    assert environment.variables()["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == f"sqlite:///{tmp_path}/airflow/airflow.db"


def test_without_a_command_it_says_what_to_do() -> None:
    done = subprocess.run(
        [sys.executable, str(nights.DEPLOY / "environment.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Name a command to run" in done.stderr
