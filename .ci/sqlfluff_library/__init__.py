"""What sqlfluff reads the project's templates with: the variables that `talent` hands to dbt."""

from __future__ import annotations

from functools import cache
from typing import Any


def var(name: str, default: Any = None) -> Any:
    """A variable of the dbt project, as a build has it."""
    return _variables().get(name, default)


@cache
def _variables() -> dict[str, Any]:
    from talent_warehouse.build.derivations import variables

    return variables()
