"""What a row of the inventory has a home in: its rows are filed, published, and counted in the mart that is named for it."""

from __future__ import annotations

from collections.abc import Iterator, Set

import psycopg
import pytest
from psycopg import sql

import factories
from clones import Template, shared
from inventory import filed
from talent_warehouse import database, night
from talent_warehouse.intake import submissions

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def analyst(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """An analyst's session after all of it is published at once."""
    home = tmp_path_factory.mktemp("rows")
    with shared(server, home, built):
        for n, ((form, unit, period), lines) in enumerate(filed.filings().items()):
            content = factories.text(
                form, lines, (f"报告期：{period.replace('-', '年')}{'月' if '-' in period else '年'}",)
            )
            factories.write(home / "inbox" / unit / f"{form}-{n}.csv", content)
        _file_nothing("talent_register", "2021", {filed.FILERS["talent_register"][0]})
        night.ingest()
        with psycopg.connect(database.url()) as connection:
            kept_out = connection.execute(
                "select rule_id, message_zh from audit.finding where severity = 'critical'"
            ).fetchall()
        assert [f"{rule} {said}" for rule, said in kept_out] == []
        night.publish()
        with psycopg.connect(database.role_url("analyst")) as connection:
            yield connection


def _file_nothing(form: str, period: str, but: Set[str]) -> None:
    """Nil returns of all others that owe the form: a ratio is one where all have spoken."""
    with database.connect("loader") as connection:
        owing = connection.execute(
            "select distinct unit_code from reference.owed_slot where form = %s and period = %s", (form, period)
        ).fetchall()
        for (unit,) in owing:
            if unit not in but:
                submissions.submit(connection, None, unit, form, period, "-")


@pytest.mark.parametrize(
    "row", [*filed.rows(), *filed.milestones()], ids=lambda row: f"{row.number}-{row.form}-{row.field}"
)
def test_what_is_filed_for_a_row_is_read_in_its_mart(analyst: psycopg.Connection, row: filed.Row) -> None:
    mart, key = row.cell
    ends = [row.column] if mart in filed.NAMED or row.column in filed.POINTS else [row.column, f"{row.column}_low"]
    query = sql.SQL("select coalesce({}) from mart.{} where {}").format(
        sql.SQL(", ").join(map(sql.Identifier, ends)),
        sql.Identifier(mart),
        sql.SQL(" and ").join(sql.SQL("{} = {}").format(sql.Identifier(k), sql.Literal(v)) for k, v in key.items()),
    )
    assert analyst.execute(query).fetchall() == [(row.reads,)]
