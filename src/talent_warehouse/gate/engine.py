"""Great Expectations at two thirds of its price; `expectations` imports this before it.

A few of its rules compare distributions, for which it loads scipy's statistics, a third of what its import takes. No
rule of ours does, so they wait until somebody asks them for something. What is then in memory stays as long as the
process: the garbage collector is told not to look through it again and again while a gate works. Its pages are made by
templates that it compiles anew for each page; here they are compiled once. And it asks each expectation for its
configuration some eighty times in a validation, and it is made anew each time; here it is made once.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

WAITING = ("scipy.special", "scipy.stats")


def _let_wait(name: str) -> None:
    """Put a module in its place that is executed when an attribute of it is asked for."""
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, own = name.rpartition(".")
    setattr(sys.modules[parent], own, module)  # else `from scipy import stats` looks into it


class _Compiled(BytecodeCache):
    """Templates as this process compiled them, by the digest of their names and the text that they have."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self._found.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._found[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@contextmanager
def configured_once() -> Iterator[None]:
    """Inside, an expectation makes its configuration again only where a field of it is another than before."""
    from great_expectations.expectations.expectation import Expectation

    former = Expectation.configuration
    made: dict[int, tuple[Any, dict[str, Any], Any]] = {}  # with the expectation, so that its id stays its own

    def configuration(expectation: Any) -> Any:
        key, values = id(expectation), expectation.__dict__
        if key not in made or made[key][1] != values:
            made[key] = expectation, dict(values), former.fget(expectation)
        return made[key][2]

    Expectation.configuration = property(configuration)
    try:
        yield
    finally:
        Expectation.configuration = former


def _load() -> None:
    for name in WAITING:
        _let_wait(name)
    from great_expectations.render.view import view

    setattr(view, "Environment", partial(Environment, bytecode_cache=_Compiled()))  # noqa: B010  mypy: not exported
    gc.freeze()


_load()
