"""What is asked for as one value is one value, or it is said that it is not; the catalogue is read as the server has it."""

from __future__ import annotations

import pytest

from talent_warehouse import database
from talent_warehouse.database import catalog
from talent_warehouse.database.rows import one_row, records, scalar

pytestmark = pytest.mark.usefixtures("warehouse")


def test_one_value_and_one_row() -> None:
    with database.connect("steward") as connection:
        assert scalar(connection, "select null::text") is None
        assert scalar(connection, "select %s + 1", (2,)) == 3
        assert one_row(connection, "select 1, 'x'") == (1, "x")
        assert records(connection, "select 1 as a, 'x' as b") == [{"a": 1, "b": "x"}]


@pytest.mark.parametrize(
    ("query", "said"), [("select 1 where false", "No row"), ("values (1), (2)", "More than one row")]
)
def test_no_row_and_several_are_no_value(query: str, said: str) -> None:
    with database.connect("steward") as connection, pytest.raises(LookupError, match=f"{said}.*{query[:6]}"):
        scalar(connection, query)


def test_the_catalogue_of_a_relation() -> None:
    with database.connect("owner") as connection:
        connection.execute("create table audit.looked_at (b numeric(18, 2), gone text, a text, primary key (a, b))")
        connection.execute("alter table audit.looked_at drop column gone")
        connection.execute("comment on table audit.looked_at is 'Rows'; comment on column audit.looked_at.a is 'First'")
        connection.execute("create view audit.seen as select a from audit.looked_at")
        catalog.make_index(connection, "audit", "looked_at", ("b", "a"), "looked_at_b_ix")
        catalog.make_index(connection, "audit", "looked_at", ("b", "a"), "looked_at_b_ix")
        assert catalog.types(connection, "audit", "looked_at") == {"b": "numeric(18,2)", "a": "text"}
        assert catalog.key(connection, "audit", "looked_at") == ("a", "b")
        assert catalog.descriptions(connection, "audit", "looked_at") == {"": "Rows", "a": "First"}
        assert catalog.definition(connection, "audit", "seen") == " SELECT a\n   FROM audit.looked_at"
        assert catalog.exists(connection, "audit", "looked_at_b_ix")


def test_of_what_is_not_there_nothing_is_known() -> None:
    with database.connect("owner") as connection:
        assert not catalog.exists(connection, "audit", "nowhere")
        assert catalog.types(connection, "audit", "nowhere") == {}
        assert catalog.key(connection, "audit", "nowhere") == ()
        assert catalog.descriptions(connection, "audit", "nowhere") == {}
        assert catalog.definition(connection, "audit", "nowhere") is None
