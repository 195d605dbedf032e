"""dbt's data tests of a layer as one query: run by dbt, each costs a connection, a transaction and a compilation."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache

import psycopg
from psycopg import sql

from talent_warehouse.build import dbt, kept
from talent_warehouse.build.project import Project
from talent_warehouse.database import Connection


def run(connection: Connection, project: Project, layer: str, models: Collection[str], is_full: bool) -> int:
    """Run the tests that wait for this layer and read one of the models; how many.

    Raises: BuildError in the words of dbt, which runs those again that failed.
    """
    tests = [t.name for t in project.tests if t.layer == layer and not t.reads.isdisjoint(models)]
    if not tests:
        return 0
    compiled = _compiled(dbt.state(), is_full)
    counts = sql.SQL(" union all ").join(
        sql.SQL("select {}, (select count(*) from ({}) as failing)").format(sql.Literal(name), sql.SQL(compiled[name]))
        for name in tests
    )
    try:
        failed = [name for name, rows in connection.execute(counts).fetchall() if rows]
    except psycopg.Error:  # one of them cannot be run: dbt says which
        failed = tests
    if failed:
        dbt.run_dbt("test", "--select", *failed, is_full=is_full)
    return len(tests)


@cache
def _compiled(state: str, is_full: bool) -> dict[str, str]:
    """The query of each data test; what a test passes over differs between builds of everything and of changes."""
    kind = "tests-of-all" if is_full else "tests-of-changes"
    if found := kept.read(kind, state):
        return dict(json.loads(found))
    queries = {node.name: str(node.compiled_code) for node in dbt.compiled("test_type:data", is_full=is_full)}
    kept.write(kind, state, json.dumps(queries).encode())
    return queries
