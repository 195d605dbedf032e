"""Which marts are in schema `open`, and what of them: what the yml of a mart's model says, and nothing else.

`config.meta.open` of a column: `shown` as it is; `{persons: MEASURE}` a count of persons, rounded, `within` the column
whose people hold these, also of another mart (`mart.column`); `{ratio: [numerator, denominator]}` made of numbers shown,
`at` keys of the denominator where they differ, `times` what it is multiplied by; `{mean_of: column}` with one decimal and
only for ten persons or more; `{amount: MEASURE}` money of the funding ledger, withheld where it would tell of a payee
(`amounts`). A status comes with its column. A mart without any is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from talent_warehouse.errors import ConfigurationError
from talent_warehouse.lineage.annotations import SLICED, nodes


@dataclass(frozen=True)
class Mart:
    """A mart of `open`: its key, and what is said of its columns, in their order."""

    name: str
    key: tuple[str, ...]
    said: Mapping[str, Any]
    statuses: frozenset[str]
    measures: Mapping[str, str]  # of each count of persons
    amounts: Mapping[str, str] = field(default_factory=dict)  # of each amount of money

    @property
    def divided_by(self) -> tuple[str, ...]:
        """Keys that have a total beside their parts."""
        return tuple(k for k in self.key if k in SLICED or k == "programme_code")

    @property
    def within(self) -> dict[tuple[str, str], tuple[str, str]]:
        return {
            (self.name, column): (named[0] if (named := whole.split("."))[1:] else self.name, named[-1])
            for column in self.measures
            if (whole := self.said[column].get("within"))
        }


def marts(manifest: Mapping[str, Any]) -> list[Mart]:
    """The marts that are open, by name. Raises: ConfigurationError if a key is not shown, or a count has no measure."""
    found = []
    for node in nodes(manifest):
        metas = {name: column.get("config", {}).get("meta", {}) for name, column in node["columns"].items()}
        said = {name: meta["open"] for name, meta in metas.items() if "open" in meta}
        if not said:
            continue
        (key,) = (tuple(c["columns"]) for c in node["constraints"] if c["type"] == "primary_key")
        measures, amounts = _measured(said, "persons"), _measured(said, "amount")
        if wrong := [k for k in key if said.get(k) != "shown"] + [c for c, m in (measures | amounts).items() if not m]:
            raise ConfigurationError(
                f"{node['name']} is open, and {', '.join(wrong)} cannot be. Say `open: shown` of each column of its key,"
                " and of a count of persons or an amount the measure."
            )
        statuses = frozenset(f"{c}_status" for c in said) & node["columns"].keys()
        found.append(Mart(node["name"], key, said, statuses, measures, amounts))
    return sorted(found, key=lambda mart: mart.name)


def _measured(said: Mapping[str, Any], kind: str) -> dict[str, str]:
    return {name: what[kind] for name, what in said.items() if isinstance(what, dict) and kind in what}
