"""The whole recount: a world in, cells out."""

from __future__ import annotations

from collections.abc import Iterator

from recount.bound import Bounds
from recount.intervals import Interval, Number
from recount.keys import DIMENSIONS, GROUP_OF, Key
from recount.rates import rates
from recount.witness import Bound, Cell
from recount.world import Claim, Measure, Place, World


def recount(world: World, dimensions: tuple[str, ...] = DIMENSIONS) -> dict[Key, Cell]:
    """Return every cell of the world, by key, in the order of rank."""
    return made(Bounds(world, dimensions).compute())


def made(bounds: Bounds) -> dict[Key, Cell]:
    """Return the cells of what was bounded."""
    world = bounds.world
    claims: dict[Key, list[Claim]] = {}
    for claim in world.claims:
        claims.setdefault(claim.key, []).append(claim)
    found = {key: _cell(bounds, key, claims.get(key, [])) for key in bounds.order}
    found |= rates(bounds, found)
    return found | {key: cell for measure in world.measures.values() for key, cell in _same(measure, found)}


def _same(measure: Measure, found: dict[Key, Cell]) -> Iterator[tuple[Key, Cell]]:
    """Yield the cells of a measure that is another one in one of its stages."""
    for key, cell in found.items() if measure.counts_as else ():
        if key.measure == measure.counts_as and measure.default_stage in (key.stage, GROUP_OF.get(key.stage)):
            yield key._replace(measure=measure.code), cell


def _cell(bounds: Bounds, key: Key, claims: list[Claim]) -> Cell:
    bound, derived = bounds.cells[key], bounds.registers.at(key)
    value, status, qualifier, witness, verdict = _with_claims(bound, claims)
    return Cell(
        bound.interval,
        value,
        status,
        qualifier,
        witness,
        verdict,
        key in bounds.marked,
        _places(bounds, key, bound),
        _shared(bounds, key, bound),
        derived.silent if derived else 0,
        derived.aside if derived else 0,
    )


def _with_claims(bound: Bound, claims: list[Claim]) -> tuple[Number | None, str, str | None, str, str]:
    """Return value, status, qualifier, witness and verdict: a claim bounds nothing, and gives what nobody else does."""
    value, status, qualifier, witness, verdict = (
        bound.value,
        bound.status,
        bound.qualifier,
        bound.witness,
        bound.verdict,
    )
    for claim in sorted(claims, key=lambda one: one.place):
        if not bound.interval.holds(claim.value):
            verdict = "disagree"
        elif value is None and not bound.is_contradicted:
            value, status, qualifier, witness = claim.value, "U", "~", "claimed"
        elif verdict == "alone":
            verdict = "agree"
    return value, status, qualifier, witness, verdict


def _places(bounds: Bounds, key: Key, bound: Bound) -> tuple[Place, ...]:
    """Return where the witnesses that do not meet were filed."""
    found = {
        one.statement.place
        for one in bound.witnesses
        if one.statement and one.interval is not None and bound.verdict == "disagree"
    }
    if key in bounds.contradictions:
        found |= {one.place for one in bounds.contradictions[key].rests_on}
    return tuple(sorted(found))


def _shared(bounds: Bounds, key: Key, bound: Bound) -> Interval | None:
    """Return by how much the parts along region exceed a total of heads: parts − shared = whole."""
    if bounds.world.measures[key.measure].adds["region"] != "overlap" or not bounds.part_keys(key, "region"):
        return None
    parts = [bounds.interval_of(one) for one in bounds.part_keys(key, "region")]
    low = sum(one.low for one in parts) - bound.interval.high
    return Interval(max(low, 0), sum(one.high for one in parts) - bound.interval.low)
