"""Which amounts of money may be shown, so that what one payee got cannot be told from them, nor by subtraction.

An amount is shown where three payees or more are behind it, and those beside the two largest have a tenth of the largest:
else the second largest, who knows its own, tells the largest. What is withheld stands in sums. All that a reader of a tree of
regions can subtract is, for each region that is shown, what of it is withheld below and not in a region that is shown too: its
rest. So each rest, too, has payees enough or is nothing; where it has not, another part is withheld, the smallest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

LEAST_PAYEES = 3
CLOSE = Decimal("0.1")  # of the largest: how near to it another payee may come
NOBODY = ""  # the payee of what no row says
OWN, TOTAL = "own", "total"
Place: TypeAlias = tuple[str, str]  # region, rollup
Amounts: TypeAlias = Mapping[str, Mapping[str, Decimal]]  # measure → payee → amount
# of each region its own rows; at its total, what that has beside its own and the totals below
Pieces: TypeAlias = Mapping[Place, Amounts]


def is_safe(amounts: Amounts) -> bool:
    """Whether nothing can be told of one payee from what these come to, in any measure; nothing at all is safe."""
    return all(_is_hiding(list(of.items())) for of in amounts.values())


def may_follow(before: Pieces, now: Pieces, rests: Iterable[Sequence[Place]]) -> bool:
    """Whether what was shown before, taken from what is to be shown, tells of no payee: by each rest that is shown."""
    for places in rests:
        gone, came = (_merged(pieces.get(place, {}) for place in places) for pieces in (before, now))
        for measure in gone.keys() | came.keys():
            if not _is_change_hidden(gone.get(measure, {}), came.get(measure, {})):
                return False
    return True


@dataclass
class Tree:
    """Regions and their amounts, and which are withheld: at first those of which it is said."""

    pieces: Pieces
    below: Mapping[str, Sequence[str]]
    hidden: set[Place] = field(default_factory=set)

    def settle(self, root: str) -> None:
        """Withhold what has to be, of a region and all below it."""
        for child in self.below.get(root, ()):
            self.settle(child)
        own, total = (root, OWN), (root, TOTAL)
        if not is_safe(self.pieces.get(own, {})):
            self.hidden.add(own)
        if not is_safe(self._whole(root)):
            self.hidden.add(total)
        while total not in self.hidden and not is_safe(self._amounts(self.rest(root))):
            if parts := self._shown_parts(root):
                self._hide(parts[0])
            else:
                self.hidden.add(total)

    def rests(self) -> Iterator[list[Place]]:
        """The pieces behind each number that a reader has, or can make by subtraction."""
        regions = {region for region, _ in self.pieces} | set(self.below)
        for region in sorted(regions):
            if (region, OWN) not in self.hidden:
                yield [(region, OWN)]
            if (region, TOTAL) not in self.hidden:
                yield self.rest(region)

    def rest(self, region: str) -> list[Place]:
        """The pieces of a region that are in nothing that is shown below it."""
        found = [(region, TOTAL)] + ([(region, OWN)] if (region, OWN) in self.hidden else [])
        for child in self.below.get(region, ()):
            if (child, TOTAL) in self.hidden:
                found += self.rest(child)
        return found

    def _whole(self, region: str) -> Amounts:
        places = [(region, TOTAL), (region, OWN)]
        for one in (todo := list(self.below.get(region, ()))):
            places += [(one, TOTAL), (one, OWN)]
            todo += self.below.get(one, ())
        return self._amounts(places)

    def _amounts(self, places: Iterable[Place]) -> Amounts:
        return _merged(self.pieces.get(place, {}) for place in places)

    def _shown_parts(self, region: str) -> list[Place]:
        """Its own and the totals below it that are shown and are something, the smallest first."""
        parts = [(region, OWN), *((child, TOTAL) for child in self.below.get(region, ()))]
        sizes = {}
        for part in parts:
            amounts = self.pieces.get(part, {}) if part[1] == OWN else self._whole(part[0])
            if part not in self.hidden and (size := sum(abs(v) for of in amounts.values() for v in of.values())):
                sizes[part] = size
        return sorted(sizes, key=lambda part: (sizes[part], part))

    def _hide(self, part: Place) -> None:
        """Withhold a part; of a region whose parts are all shown, one of them too, else they add up to it."""
        self.hidden.add(part)
        region, rollup = part
        if rollup == TOTAL and not _is_something(self._amounts(self.rest(region))):
            for one in self._shown_parts(region)[:1]:
                self._hide(one)


def _merged(several: Iterable[Amounts]) -> dict[str, dict[str, Decimal]]:
    merged: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for amounts in several:
        for measure, payees in amounts.items():
            for payee, amount in payees.items():
                merged[measure][payee] += amount
    return merged


def _is_something(amounts: Amounts) -> bool:
    return any(amount for payees in amounts.values() for amount in payees.values())


def _is_hiding(amounts: Sequence[tuple[str, Decimal]], count: int | None = None) -> bool:
    """Whether so many payees keep each other hidden; what no row says has none, and hides nobody."""
    sizes = sorted((abs(amount) for payee, amount in amounts if payee != NOBODY and amount), reverse=True)
    if not sizes:
        return not any(amount for _, amount in amounts)
    return (len(sizes) if count is None else count) >= LEAST_PAYEES and sum(sizes[2:]) >= sizes[0] * CLOSE


def _is_change_hidden(gone: Mapping[str, Decimal], came: Mapping[str, Decimal]) -> bool:
    """The same amount of another name is no change: names are corrected, and masked anew with another key."""
    left = [(payee, -amount) for payee, amount in sorted(gone.items()) if amount and came.get(payee) != amount]
    new = []
    for payee, amount in sorted(came.items()):
        if not amount or gone.get(payee) == amount:
            continue
        if (same := next((one for one in left if one[1] == -amount), None)) is not None:
            left.remove(same)
        else:
            new.append((payee, amount))
    net: dict[str, Decimal] = defaultdict(Decimal)
    for payee, amount in [*left, *new]:
        net[payee] += amount
    return _is_hiding(list(net.items()), count=max(len(left), len(new)))
