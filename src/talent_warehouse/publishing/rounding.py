"""The numbers that `open` shows for counts of persons: fixed random rounding to a neighbouring multiple of 3.

A set of people has one number, wherever and whenever it is shown. It is drawn by HMAC with the identity key over the
digest of their sorted keys: up from 3k + 1 once in three times, from 3k + 2 twice, so nothing is added or lost on average.
Where what is shown would tell that a count is 1 or 2, a number that nobody has seen yet goes to its other neighbour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from talent_warehouse.identity import Key
from talent_warehouse.publishing import attack
from talent_warehouse.publishing.attack import BASE, Rule

_UNIT = 16**13
_ROUNDS = 40


@dataclass
class Count:
    """How many people a digest stands for, what is shown for them, and whether that has been seen."""

    digest: str
    value: int
    shown: int | None
    is_seen: bool

    @property
    def may_move(self) -> bool:
        return not self.is_seen and self.shown is not None and self.value % BASE > 0


def drawn(key: Key, digest: str, value: int) -> int:
    """The multiple of 3 that this digest has by itself."""
    rest = value % BASE
    is_up = int(key.digest("open", digest)[:13], 16) * BASE < rest * _UNIT
    return value - rest + (BASE if is_up else 0)


def settle(key: Key, counts: Sequence[Count], known: Sequence[Rule]) -> bool:
    """Move numbers until no count of 1 or 2 is certain, and withhold what does not help; False if it is all in vain."""
    beside: dict[int, set[int]] = defaultdict(set)
    for rule in known:
        for n in rule.counts:
            beside[n].update(rule.counts)
    for turn in range(_ROUNDS):
        pinned = attack.certain(attack.bounds([c.shown for c in counts], known))
        if not pinned:
            return True
        moved: set[int] = set()
        for one in pinned:
            near = beside[one]
            if near & moved:
                continue  # that may have helped already
            further = {n for m in near for n in beside[m]}
            if movable := [n for n in near if counts[n].may_move] or [n for n in further if counts[n].may_move]:
                chosen = min(movable, key=lambda n: key.digest("open", str(turn), counts[n].digest))
                counts[chosen].shown = _other(counts[chosen])
                moved.add(chosen)
    for _ in range(_ROUNDS):
        pinned = attack.certain(attack.bounds([c.shown for c in counts], known))
        if not pinned:
            return True
        hidden = [counts[n] for one in pinned for n in beside[one] if counts[n].may_move]
        if not hidden:
            return False
        for count in hidden:
            count.shown = None
    return False


def _other(count: Count) -> int:
    low = count.value - count.value % BASE
    return low if count.shown != low else low + BASE
