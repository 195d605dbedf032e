"""The layers of a build: each is one step under the build lock."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from talent_warehouse import database
from talent_warehouse.build import data_tests
from talent_warehouse.build.choice import called_for, changed, chosen
from talent_warehouse.build.dbt import fingerprint, project, run_models
from talent_warehouse.build.freeze import extent, is_same_code
from talent_warehouse.build.project import LAYERS
from talent_warehouse.database import Connection
from talent_warehouse.errors import LockedError

log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class Layer:
    """What building a layer came to."""

    name: str
    models: int
    tests: int
    seconds: float

    def __str__(self) -> str:
        return f"dbt {self.name}: {self.models} models, {self.tests} tests in {self.seconds:.1f} s"


def build_all(number: int, say: Callable[[str], None] = log.info) -> int:
    """Build every layer of a build, each with its tests; how many models. Safe to repeat: it goes on where it stood.

    Raises: BuildError naming each model or test that failed.
    """
    layers = [build_layer(number, layer, say) for layer in LAYERS]
    return sum(layer.models for layer in layers)


def build_layer(number: int, name: str, say: Callable[[str], None] = log.info) -> Layer:
    """Build what has to be of one layer, with its tests; what stands already of this build is not built again.

    Raises: BuildError naming each model or test that failed.
    """
    with held(number, "builder", f"talent dbt {name}", ("frozen", "built")) as connection:
        row = connection.execute(
            "select layer, models, tests, seconds::float from audit.built_layer where build_no = %s and layer = %s",
            (number, name),
        ).fetchone()
        layer = Layer(*row) if row else _built(connection, number, name)
        if name == LAYERS[-1]:
            _all_stand(connection, number)
    say(f"{layer}{' before' if row else ''}")
    return layer


def _all_stand(connection: Connection, number: int) -> None:
    """Say so. Where models changed meanwhile, nobody can tell which made what: all tables are made anew the next time."""
    with connection.transaction():
        connection.execute("update audit.build set state = 'built' where build_no = %s", (number,))
        if is_same_code(connection, number):
            connection.execute("insert into audit.made_by values (%s) on conflict do nothing", (fingerprint(),))


def _built(connection: Connection, number: int, name: str) -> Layer:
    began = time.monotonic()
    parsed, of_build = project(), extent(connection, number)
    models = chosen(connection, parsed, of_build["is_full"])
    here = {key for key in models if parsed.models[key].layer == name}
    if not of_build["is_full"]:
        here &= parsed.downstream(called_for(connection, parsed, here))

    def is_called_for(key: str) -> bool:
        return bool(called_for(connection, parsed, {key}))

    built = run_models(here, None if of_build["is_full"] else is_called_for, **of_build) if here else 0
    tests = data_tests.run(connection, parsed, name, models & changed(connection, parsed), of_build["is_full"])
    layer = Layer(name, built, tests, round(time.monotonic() - began, 2))
    connection.execute(
        "insert into audit.built_layer (build_no, layer, models, tests, seconds) values (%s, %s, %s, %s, %s)",
        (number, layer.name, layer.models, layer.tests, layer.seconds),
    )
    return layer
