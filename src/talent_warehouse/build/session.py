"""What dbt does again for every node or invocation, though one process runs many: opening connections, looking at itself,
writing down what nobody reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LEFT = "LEFT"  # what dbt says of a model that stands and was left alone


@contextmanager
def session(is_called_for: Callable[[str], bool] | None = None) -> Iterator[None]:
    """Inside, dbt keeps each thread's connection from node to node until the invocation ends, says what is a warning or
    worse, and leaves alone the models that are not called for when their turn comes.

    It would open a connection for each node, and the server begin with bare caches.
    """
    from dbt.adapters.postgres import PostgresAdapter
    from dbt.task import run
    from dbt_common.events import event_manager_client as events

    _forget_behavior_flags()
    former, formerly_said, runner = PostgresAdapter.ConnectionManager, events.get_event_manager(), run.ModelRunner
    PostgresAdapter.ConnectionManager = _keeping(former)
    events.ctx_set_event_manager(_saying_little())
    setattr(run, "ModelRunner", _leaving(runner, is_called_for) if is_called_for else runner)  # noqa: B010  mypy: a type
    try:
        yield
    finally:
        PostgresAdapter.ConnectionManager = former
        events.ctx_set_event_manager(formerly_said)
        setattr(run, "ModelRunner", runner)  # noqa: B010


def _leaving(runner: Any, is_called_for: Callable[[str], bool]) -> Any:
    """A runner that asks before it compiles: that takes longer than most small models."""
    from dbt.artifacts.schemas.results import RunStatus

    class Leaving(runner):  # type: ignore[misc]  # given at run time
        def compile_and_execute(self, manifest: Any, ctx: Any) -> Any:
            if is_called_for(self.node.unique_id):
                return super().compile_and_execute(manifest, ctx)
            return self._build_run_result(self.node, time.time(), RunStatus.Success, [], LEFT)

    return Leaving


def _saying_little() -> Any:
    """A manager of events that makes no messages of those below a warning: fifty for each node, which nobody keeps."""
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager

    class SayingLittle(EventManager):
        def fire_event(
            self, e: Any, level: Any = None, node: Any = None, force_warn_or_error_handling: bool = False
        ) -> None:
            if force_warn_or_error_handling or (level or e.level_tag()) in (EventLevel.WARN, EventLevel.ERROR):
                super().fire_event(e, level, node, force_warn_or_error_handling)

    return SayingLittle()


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
