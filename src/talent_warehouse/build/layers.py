"""The layers of a build: each is one step under the build lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from talent_warehouse import database
from talent_warehouse.build.dbt import run_dbt
from talent_warehouse.database import Connection
from talent_warehouse.errors import LockedError

LAYERS = ("staging", "intermediate", "star", "marts")


@contextmanager
def held(number: int, role: str, step: str, states: tuple[str, ...]) -> Iterator[Connection]:
    """A connection that holds the build lock for a step of one build, and the build is the newest.

    Raises: LockedError if a newer build was begun or the build is not in one of the states.
    """
    with database.connect(role, step) as connection, database.build_lock(connection):
        row = connection.execute("select build_no, state from audit.build order by build_no desc limit 1").fetchone()
        if row is None or row[0] != number or row[1] not in states:
            raise LockedError(
                f"Build {number} cannot go on: the newest build is {row and row[0]} in state {row and row[1]}, "
                f"expected {number} in {' or '.join(states)}. Run `talent publish` to begin a new one."
            )
        yield connection


def build_layer(number: int, layer: str) -> int:
    """Build one layer with its tests; how many nodes ran. Safe to repeat.

    Raises: BuildError naming each model or test that failed.
    """
    with held(number, "builder", f"talent dbt {layer}", ("frozen", "built")) as connection:
        nodes = run_dbt("build", "--select", layer, "--exclude-resource-type", "unit_test")
        if layer == LAYERS[-1]:
            connection.execute("update audit.build set state = 'built' where build_no = %s", (number,))
    return nodes
