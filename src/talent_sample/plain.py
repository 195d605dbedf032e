"""Forms that have no module of their own: their rows are the `base` of what is planted, numbered, with values of `varied`."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from talent_sample import defects, periods, services
from talent_sample.people import Registry
from talent_sample.reference import Reference, Unit
from talent_sample.registers import YEARS, Row
from talent_warehouse import contracts

MADE = frozenset({"talent_register", "programme_roster", "service_log", "funding_ledger", "measure_return"})
_FIRST = 10_000  # the numbers of planted rows are smaller


def forms() -> list[str]:
    """The forms that no module of the sample makes."""
    return [name for name in contracts.forms() if name not in MADE]


def filed(reference: Reference, form: str, unit: Unit, is_complete: bool, rng: Random) -> Iterator[str]:
    """The periods for which a unit files such a form: all that it owes, or some; one that nobody owes, as logs are kept."""
    is_owed = any(of == form for of, _, _ in reference.due_days)
    if not (reference.due(form, unit) if is_owed else _keeps(form, unit)):
        return
    if not is_complete and rng.random() > defects.share(form):
        return
    for period in periods.of_grain(YEARS, contracts.form(form).period_grain):
        if is_complete or rng.random() < defects.share(form):
            yield period


def _keeps(form: str, unit: Unit) -> bool:
    if ends := defects.filed_by(form):
        return unit.level == "prefecture" and unit.code.endswith(ends)
    return services.keeps_log(unit)


def rows(reference: Reference, unit: Unit, form: str, period: str, seed: int) -> list[Row]:
    """The rows of a unit and period, ten to fourteen if the form does not say."""
    rng = Random(f"{seed}/plain/{form}/{unit.code}/{period}")
    registry, good = Registry(Random(f"{seed}/people/{form}/{unit.code}")), defects.Defect(form, ({},), ())
    found = []
    for number in range(_FIRST, _FIRST + rng.randint(*defects.many(form))):
        programme = rng.choice(reference.plain)
        place = defects.Place(reference, unit, period, programme, number, registry, rng)
        (row,) = defects.rows_of(good, place)
        found.append(row.values | _varied(form, number, rng))
    return found


def _varied(form: str, number: int, rng: Random) -> Row:
    if not defects.is_steady(form):
        return {field: rng.choice(some) for field, some in defects.varied(form).items()}
    chosen: Row = {}
    for field, some in defects.varied(form).items():
        number, place = divmod(number, len(some))
        chosen[field] = some[place]
    return chosen
