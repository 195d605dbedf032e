"""The dbt project as it was parsed once: its models, what they read, and its data tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

LAYERS = ("staging", "intermediate", "lattice", "star", "marts")


@dataclass(frozen=True)
class Model:
    """A model: the layer it is in, whether it is a view, and the ids of what it reads."""

    name: str
    layer: str
    is_view: bool
    reads: frozenset[str]


@dataclass(frozen=True)
class DataTest:
    """A data test, the models it reads, and the layer after which all of them stand."""

    name: str
    layer: str
    reads: frozenset[str]


@dataclass(frozen=True)
class Project:
    """What dbt's manifest says, by id of dbt (`model.<project>.<name>`)."""

    manifest: Any = field(repr=False)

    @cached_property
    def models(self) -> dict[str, Model]:
        return {
            key: Model(
                node.name, node.fqn[1], node.config.materialized == "view", frozenset(node.depends_on.nodes)
            )
            for key, node in self.manifest.nodes.items()
            if node.resource_type == "model"
        }  # fmt: skip

    @cached_property
    def tests(self) -> list[DataTest]:
        return [
            DataTest(node.name, self._last_layer(node.depends_on.nodes), frozenset(node.depends_on.nodes))
            for _, node in sorted(self.manifest.nodes.items())
            if node.resource_type == "test"
        ]

    def _last_layer(self, reads: Iterable[str]) -> str:
        return max((self.models[key].layer for key in reads if key in self.models), key=LAYERS.index)

    @cached_property
    def _read_through(self) -> dict[str, frozenset[str]]:
        """What each model reads, with what the views show that are among it: a view marks no change of its own."""
        found: dict[str, frozenset[str]] = {}

        def through(key: str) -> frozenset[str]:
            if key not in found:
                reads = self.models[key].reads
                views = [read for read in reads if read in self.models and self.models[read].is_view]
                found[key] = reads.union(*map(through, views))
            return found[key]

        return {key: through(key) for key in self.models}

    def reads(self, key: str) -> frozenset[str]:
        """Ids of what a model reads, itself or through views."""
        return self._read_through[key]

    def part(self, keys: Iterable[str]) -> Any:
        """The manifest of these models and all that leads to them: dbt searches and orders whatever it is given."""
        nodes, wanted, new = self.manifest.nodes, set[str](), set(keys)
        while new:
            wanted |= new
            new = {read for key in new for read in self.models[key].reads if read in self.models} - wanted
        return replace(
            self.manifest, nodes={key: nodes[key] for key in nodes if key in wanted}, exposures={}, unit_tests={}
        )

    def downstream(self, keys: Iterable[str]) -> set[str]:
        """These models and all that read them, at any remove."""
        found, new = set[str](), set(keys)
        while new:
            found |= new
            new = {key for key, model in self.models.items() if model.reads & new} - found
        return found
