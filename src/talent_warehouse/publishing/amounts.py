"""What `open` shows of money: the amounts of regions, all programmes together, of years that are over; the rest is withheld.

A number that nobody may see has a row, and its status says so. Of a single programme all are withheld: the same money divided
twice would take more from the regions than it gives. A night brings a movement or two, which today's total less yesterday's
would tell: so a year is shown once it is over, and anew when all that differs from each picture of it hides its payees.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from psycopg import sql

from talent_warehouse import contracts, settings
from talent_warehouse.database import Connection
from talent_warehouse.publishing import behind
from talent_warehouse.publishing.open_marts import Mart
from talent_warehouse.publishing.payees import NOBODY, OWN, TOTAL, Pieces, Place, Tree, may_follow

log = logging.getLogger(__name__)
LEAST_OF_NOBODY = Decimal(1)  # yuan: less is what rounding once makes of what was rounded before
Values = Mapping[Place, Mapping[str, Decimal]]  # by column
# names compare without blanks, and brackets are one
_PAID = """
with paid as ({facts})
select counted.region_code, counted.measure_code, md5(translate(paid.payee, '（） 　', '()')), sum(counted.amount)
from mart.contribution_row as counted
inner join paid using (submission_id, sheet, row_no)
where counted.measure_code = any(%(measures)s) and counted.year = %(year)s and counted.is_counted
group by 1, 2, 3 having sum(counted.amount) <> 0
"""
_FORMER = """
select from_no, region_code, rollup, measure_code, payee, amount from audit.open_payee
where (mart, year) = (%(mart)s, %(year)s) order by from_no
"""


@dataclass
class _Picture:
    """What is there of a year: places by region and rollup, their values, and the payees behind them.

    Unknown is where there are payees, and in one measure no number.
    """

    values: dict[Place, dict[str, Decimal]] = field(default_factory=dict)
    at: dict[Place, list[str]] = field(default_factory=dict)
    pieces: dict[Place, dict[str, dict[str, Decimal]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    unknown: set[Place] = field(default_factory=set)


def decide(connection: Connection, mart: Mart, years: Sequence[int], no: int) -> None:
    """Let `open_amount` say what publication `no` shows of the money of these years."""
    below = defaultdict[str | None, list[str]](list)
    for region, parent in connection.execute(
        "select distinct standing_code, standing_parent from mart.dim_region order by 1"
    ).fetchall():
        below[parent].append(region)
    for year in years if mart.amounts else ():
        if is_over(year, datetime.now(ZoneInfo(settings.TIMEZONE))):
            _decide_year(connection, mart, year, no, below)


def is_over(year: int, now: datetime) -> bool:
    """Whether no movement of the year is still to come but late ones."""
    return year < now.year


def _decide_year(
    connection: Connection, mart: Mart, year: int, no: int, below: Mapping[str | None, Sequence[str]]
) -> None:
    asked = {"mart": mart.name, "year": year}
    now = _read(connection, mart, year, below)
    former: dict[int, Pieces] = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for picture, region, rollup, measure, payee, amount in connection.execute(_FORMER, asked).fetchall():
        former[picture][region, rollup][measure][payee] = amount  # type: ignore[index]
    hidden = connection.execute(
        "select distinct place from audit.open_amount where (mart, year) = (%(mart)s, %(year)s) and shown is null",
        asked,
    ).fetchall()
    stays = {tuple(place) for (place,) in hidden}
    tree = Tree(
        now.pieces,
        {region: parts for region, parts in below.items() if region is not None},
        now.unknown | {at for at, place in now.at.items() if tuple(place) in stays or at not in now.values},
    )
    for root in below[None]:
        tree.settle(root)
    rests = [*tree.rests()]
    if not all(may_follow(picture, now.pieces, rests) for picture in former.values()):
        log.warning("open shows the money of %s as before: what differs would tell of one or two payees", year)
        return
    connection.execute("delete from audit.open_amount where (mart, year) = (%(mart)s, %(year)s)", asked)
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into audit.open_amount (mart, column_name, place, year, shown) values (%s, %s, %s, %s, %s)",
            [
                (mart.name, column, place, year, None if at in tree.hidden else now.values[at].get(column))
                for at, place in now.at.items()
                for column in mart.amounts
                if at in tree.hidden or now.values[at].get(column) is not None
            ],
        )
        if not former or _flat(former[max(former)]) != _flat(now.pieces):
            cursor.executemany(
                "insert into audit.open_payee (mart, year, from_no, region_code, rollup, measure_code, payee, amount)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s)",
                [(mart.name, year, no, *said) for said in sorted(_flat(now.pieces))],
            )


def _flat(pieces: Pieces) -> set[tuple[str, str, str, str, Decimal]]:
    return {
        (*place, measure, payee, amount)
        for place, amounts in pieces.items()
        for measure, payees in amounts.items()
        for payee, amount in payees.items()
    }


def _read(connection: Connection, mart: Mart, year: int, below: Mapping[str | None, Sequence[str]]) -> _Picture:
    """The year as it is now. What a number has beside its rows was filed as a sum, and is nobody's."""
    now = _Picture()
    totals = [sql.SQL("mart.{} = '_T'").format(sql.Identifier(k)) for k in mart.divided_by]
    query = sql.SQL(
        "select mart.region_code, mart.rollup, {place}, {columns} from mart.{name} as mart where mart.year = {year} and {totals}"
    ).format(
        place=behind.place(mart.key, "mart"),
        columns=sql.SQL(", ").join(sql.Identifier("mart", c) for c in mart.amounts),
        name=sql.Identifier(mart.name),
        year=year,
        totals=sql.SQL(" and ").join(totals),
    )
    for region, rollup, place, *values in connection.execute(query).fetchall():
        now.at[region, rollup] = place
        known = {c: value for c, value in zip(mart.amounts, values, strict=True) if value is not None}
        if known:
            now.values[region, rollup] = known
    paid = {"measures": [*mart.amounts.values()], "year": year}
    for region, measure, payee, amount in connection.execute(sql.SQL(_PAID).format(facts=_facts()), paid).fetchall():
        now.pieces[region, OWN][measure][payee] = amount
    for root in below[None]:
        _note_rest(now, mart, root, below)
    return now


def _facts() -> sql.Composable:
    """Who was paid by each row of the forms of payments."""
    one = sql.SQL("select submission_id, sheet, row_no, payee from mart.{}")
    declared = [form.measures for form in contracts.forms().values() if form.measures]
    return sql.SQL(" union all ").join(
        one.format(sql.Identifier(of.fact)) for of in declared if of.counts == "payments"
    )


def _note_rest(now: _Picture, mart: Mart, region: str, below: Mapping[str | None, Sequence[str]]) -> dict[str, Decimal]:
    """Give the region's own, and its total, what no row says of it; by measure what all its pieces come to."""
    parts = [_note_rest(now, mart, child, below) for child in below.get(region, ())]
    come = {m: sum((part[m] for part in parts), Decimal(0)) for m in mart.amounts.values()}
    for rollup in (OWN, TOTAL):
        for column, measure in mart.amounts.items():
            place = (region, rollup)
            rows = sum(now.pieces[place][measure].values(), Decimal(0)) if place in now.pieces else Decimal(0)
            come[measure] += rows
            value = now.values.get(place, {}).get(column)
            there = rows if rollup == OWN else come[measure]
            if value is None:
                now.unknown |= {place} if there else set()
            elif abs(rest := value - there) >= LEAST_OF_NOBODY:
                now.pieces[place][measure][NOBODY] = rest
                come[measure] += rest
    return come
