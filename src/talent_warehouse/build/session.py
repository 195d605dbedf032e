"""What dbt does again for every node or invocation, though one process runs many: opening connections, looking at itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def session() -> Iterator[None]:
    """Inside, dbt keeps each thread's connection from node to node until the invocation ends.

    It would open one for each node, and the server begin with bare caches.
    """
    from dbt.adapters.postgres import PostgresAdapter

    _forget_behavior_flags()
    former = PostgresAdapter.ConnectionManager
    PostgresAdapter.ConnectionManager = _keeping(former)
    try:
        yield
    finally:
        PostgresAdapter.ConnectionManager = former


def _keeping(manager: Any) -> Any:
    class Keeping(manager):  # type: ignore[misc]  # dbt-postgres has no types
        @classmethod
        def open(cls, connection: Any) -> Any:
            opened = super().open(connection)
            opened.handle.commit()  # a rollback would take back the role that it has just taken on
            return opened

        def release(self) -> None:
            connection = self.get_if_exists()
            if connection is not None and connection.state == "open" and connection.transaction_open:
                self._rollback(connection)

    return Keeping


def _forget_behavior_flags() -> None:
    """Keep each of dbt's behavior flags once in its list of defaults, and do not let it look for who defined them.

    An adapter appends its own to that list whenever it is made, once an invocation, and searches the whole stack and
    all modules for each flag, also those that were to be loaded lazily: after a hundred invocations in one process,
    that took longer than the models.
    """
    from dbt.adapters.base import impl
    from dbt_common.behavior_flags import BehaviorFlagRendered

    flags = getattr(impl, "DEFAULT_BASE_BEHAVIOR_FLAGS", [])
    flags[:] = {flag["name"]: flag for flag in flags}.values()
    setattr(BehaviorFlagRendered, "_default_source", staticmethod(lambda: "dbt"))  # noqa: B010  mypy: a method
