"""Identities and lineage as data: every term is read, every name exists, a chain of names has one root."""

from __future__ import annotations

import psycopg
import pytest

from talent_warehouse import database

pytestmark = pytest.mark.usefixtures("warehouse")


def test_every_identity_is_taken_apart_whole() -> None:
    with database.connect("analyst") as connection:
        wrong = connection.execute(
            "select identity_code from reference.identity as i where concat_ws(' ', left_expression, relation, right_expression)"
            " <> (select string_agg(written, ' ' order by rank) from (select case side when 'left' then 0 else 2000 end + place as rank,"
            " concat(case when factor < 0 then '- ' when place > 1 then '+ ' end,"
            " case when abs(factor) <> 1 then abs(factor) || ' * ' end, measure_code,"
            " '@' || programme_code, '[' || nullif(year_offset, 0) || ']') as written"
            " from reference.identity_term as t where t.identity_code = i.identity_code"
            " union all select 1000, i.relation) as terms)"
        ).fetchall()
        unknown = connection.execute(
            "select identity_code, measure_code, programme_code from reference.identity_term"
            " where measure_code not in (select m.measure_code from reference.measure as m)"
            " or programme_code not in (select p.programme_code from reference.programme as p)"
        ).fetchall()
        (count,) = connection.execute("select count(*) from reference.identity").fetchone() or (0,)
    assert count > 20
    assert wrong == []
    assert unknown == []


def test_an_expression_that_cannot_be_read_is_refused() -> None:
    with database.connect("owner") as connection, pytest.raises(psycopg.errors.CheckViolation, match="expression_ck"):
        connection.execute("insert into reference.identity values ('X', 'A', '<=', 'B + max(C, D)', 0, '无', 'none')")


def test_parts_and_totals_are_those_of_plain_identities() -> None:
    with database.connect("analyst") as connection:
        rows = connection.execute(
            "select relation, left_measure, right_measure from reference.measure_identity"
            " where identity_code in ('TITLE_SENIOR_PARTS', 'FUND_SPENT_WITHIN_HELD', 'PARTICIPANTS_STC_WITHIN_SET',"
            " 'TITLE_SENIOR_WITHIN_STAFF') order by 1, 2, 3"
        ).fetchall()
    assert rows == [
        ("at_most", "TITLE_SENIOR", "TITLE_STAFF"),
        ("sum_of", "TITLE_SENIOR", "TITLE_SENIOR_ASSOCIATE"),
        ("sum_of", "TITLE_SENIOR", "TITLE_SENIOR_FULL"),
    ]


def test_a_programme_has_the_root_of_its_names() -> None:
    with database.connect("owner") as connection:
        connection.execute(
            "insert into reference.programme_lineage (from_code, to_code, relation, year) values"
            " ('FIRST', 'SECOND', 'renamed', 2015), ('SECOND', 'THIRD', 'upgraded', 2019),"
            " ('ONE', 'BOTH', 'merged', 2020), ('OTHER', 'BOTH', 'merged', 2020), ('BOTH', 'NOW', 'renamed', 2022),"
            " ('RING', 'ROUND', 'renamed', 2020), ('ROUND', 'RING', 'renamed', 2021)"
        )
    with database.connect("analyst") as connection:
        roots = connection.execute(
            "select code, mart.programme_root(code) from unnest(array['FIRST', 'SECOND', 'THIRD', 'BOTH', 'NOW', 'ONE',"
            " 'STC', 'STC_THREE_AREAS', 'RING']) as codes (code)"
        ).fetchall()
    assert roots[:-1] == [
        ("FIRST", "FIRST"), ("SECOND", "FIRST"), ("THIRD", "FIRST"), ("BOTH", "BOTH"), ("NOW", "BOTH"), ("ONE", "ONE"),
        ("STC", "STC"), ("STC_THREE_AREAS", "STC_THREE_AREAS"),
    ]  # fmt: skip
    assert roots[-1][1] in ("RING", "ROUND")
