"""Airflow for tests: its environment before its first import, a metadata database and a state folder of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nights
import pytest

import clones
from clones import Template
from talent_warehouse import night, settings
from talent_warehouse.publishing.checksums import Checksum

sys.path.insert(0, str(nights.DEPLOY))

import environment

# Airflow keeps the stream that it logs to; pytest closes it, so little may be logged late.
os.environ.update(environment.merged(environment.variables()) | {"AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Airflow, dbt and Great Expectations warn about themselves; their warnings are not ours to mend."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def dags() -> dict[str, Any]:
    """The DAGs of the folder, parsed; no database is needed for that. Fails where a file cannot be imported."""
    from airflow.dag_processing.dagbag import BundleDagBag

    bag = BundleDagBag(str(settings.folder("dags")), bundle_path=settings.folder("dags"))
    assert not bag.import_errors
    return dict(bag.dags)


@pytest.fixture(scope="session")
def undisturbed(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> list[Checksum]:
    """What a night that nothing disturbed publishes of fill_inbox()."""
    with clones.shared(server, tmp_path_factory.mktemp("undisturbed"), built):
        nights.fill_inbox()
        assert night.ingest().accepted == 3
        assert night.publish() is not None
        return nights.published()
