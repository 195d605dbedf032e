"""Great Expectations at two thirds of its price; `expectations` imports this before it.

A few of its rules compare distributions, for which it loads scipy's statistics, a third of what its import takes. No
rule of ours does, so they wait until somebody asks them for something. What is then in memory stays as long as the
process: the garbage collector is told not to look through it again and again while a gate works.
"""

from __future__ import annotations

import gc
import importlib.util
import sys

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


def _load() -> None:
    for name in WAITING:
        _let_wait(name)
    import great_expectations  # noqa: F401 - for what it leaves in sys.modules

    gc.freeze()


_load()
