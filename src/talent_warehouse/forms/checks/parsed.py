"""The rules of a form as PostgreSQL reads them, over a table with the columns that its contract makes; nothing stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import psycopg
from psycopg import sql

from talent_warehouse import database
from talent_warehouse.contracts import Form, Rule
from talent_warehouse.database import Connection
from talent_warehouse.errors import TalentError
from talent_warehouse.forms.checks.fault import Fault, Looked
from talent_warehouse.gate import findings, gate1
from talent_warehouse.intake.landing import PLACE


def check(forms: Sequence[Looked]) -> list[Fault]:
    """Every rule that does not parse, names what there is not, or fills its message from a column that it does not give."""
    try:
        with database.connect("loader", "talent form check") as connection:
            return [fault for looked in forms for fault in _over(looked, connection)]
    except (TalentError, psycopg.OperationalError, psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        found = "there is no warehouse, and no rule of theirs was tried"
        return [
            Fault(", ".join(f.form.name for f in forms), "warning", "the database", found, "run `talent init` first")
        ]


def _over(looked: Looked, connection: Connection) -> Iterator[Fault]:
    with connection.transaction(force_rollback=True):
        table = _table(connection, looked.form)
        batch = gate1.batch_of(looked.form, [], table)
        columns = _columns(connection, batch)
        for rule in looked.form.rules:
            place = looked.at(f"rule {rule.id}")
            given = columns
            try:
                with connection.transaction(force_rollback=True):
                    given = _tried(connection, rule, batch) or columns
            except psycopg.Error as exc:
                said = exc.diag.message_primary or str(exc).splitlines()[0]
                mend = f"a row has {', '.join(sorted(f.value_column for f in looked.form.fields))}, and what docs/forms.md lists"
                yield looked.error(place, said, mend)
                continue
            if missing := rule.holes - given:
                mend = "name a column of the row, or of the query"
                yield looked.error(place, f"its message asks for {', '.join(sorted(missing))}", mend)


def _table(connection: Connection, form: Form) -> sql.Identifier:
    """A temporary table as the landing table will be."""
    columns = [*PLACE, *form.columns, *((name, "text") for name, _ in form.bad_columns)]
    connection.execute(
        sql.SQL("create temporary table {} ({})").format(
            sql.Identifier(f"check_{form.name}"),
            sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(n), sql.SQL(kind)) for n, kind in columns),
        )
    )
    return sql.Identifier("pg_temp", f"check_{form.name}")


def _columns(connection: Connection, query: sql.Composable) -> frozenset[str]:
    found = connection.execute(sql.SQL("select * from ({}) as asked limit 0").format(query))
    return frozenset(column.name for column in found.description or ())


def _tried(connection: Connection, rule: Rule, batch: sql.Composed) -> frozenset[str] | None:
    """The columns of a rule's own query, none of a predicate. Raises: psycopg.Error as PostgreSQL has it."""
    if rule.query:
        return _columns(connection, findings.failing_rows(rule, sql.SQL("({})").format(batch)))
    connection.execute(
        sql.SQL("select from ({}) as batch where {} limit 0").format(batch, sql.SQL(rule.predicate or "true"))
    )
    return None
