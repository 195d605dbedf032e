"""Each figure that the source documents state is filed with a number at its key, and read back from the marts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest

import factories
from clones import Template, shared
from inventory import stated
from talent_warehouse import database, night

pytestmark = pytest.mark.slow

Cells = dict[tuple[object, ...], list[Decimal]]


@pytest.fixture(scope="module")
def shown(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cells]:
    """What mart_observation shows of the documents' own cells after all of them are published at once."""
    home = tmp_path_factory.mktemp("stated")
    with shared(server, home, built):
        for (unit, year), lines in stated.returns().items():
            content = factories.text("measure_return", lines, (f"报告期：{year}年",))
            factories.write(home / "inbox" / unit / f"{year}.csv", content)
        assert night.ingest().returned == 0
        with psycopg.connect(database.url()) as connection:
            kept_out = connection.execute(
                "select rule_id, message_zh from audit.finding where severity = 'critical'"
            ).fetchall()
        assert kept_out == []
        night.publish()
        found: Cells = {}
        with psycopg.connect(database.role_url("analyst")) as connection:
            for *key, value in connection.execute(
                "select measure_code, programme_code, item, scope, year, life_stage, value from mart.mart_observation"
                " where region_code = '_U' and value is not null"
            ):
                found.setdefault(tuple(key), []).append(value)
        yield found


@pytest.mark.parametrize("row", list(stated.rows()), ids=lambda row: f"{row.number}-{row.measure}")
def test_a_stated_figure_is_read_back_at_its_key(shown: Cells, row: stated.Stated) -> None:
    assert row.value in [value for cell in row.cells for value in shown.get(cell, [])]
