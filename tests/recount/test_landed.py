"""A world that is made of what landed."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from recount import Cell, recount
from recount.intervals import INFINITE, exact
from recount.keys import Key
from recount.landed import Landing
from talent_warehouse import database, night, settings

SEEDS = Path(__file__).parents[2] / "seeds"


def key(measure: str, region: str, programme: str = "_T", year: int = 2021) -> Key:
    return Key(measure, region, "total", programme, year, str(year), "region", "_T", "_reached", "_T")


@pytest.fixture
def cells(warehouse: str) -> dict[Key, Cell]:
    inbox = settings.places().inbox
    people = [factories.person(n, wage_here="否" if n else "是") for n in range(3)]
    people.append(factories.person(3, work_region="某区"))
    people += [factories.person(n, id_number=factories.id_number(n)) for n in range(4, 12)]
    factories.write(inbox / "530102-RC/台账.csv", factories.text("talent_register", people))
    stated = [
        factories.RETURN | {"measure": "PROG_PARTICIPANTS", "programme": name, "value": value}
        for name, value in (("科技特派员", "近30"), ("“三区”科技人才", "12"))
    ]
    stated.append(
        factories.RETURN | {"measure": "FUND_SPENT", "programme": "科技特派员", "value": "33.33", "unit": "万元"}
    )
    factories.write(inbox / "530100-RC/指标.csv", factories.text("measure_return", stated))
    paid = factories.MOVEMENT | {"stage": "支出", "region": "五华区", "amount": "33.3333333333", "payee": "甲公司"}
    rows = [paid | {"fund_ref": f"五财〔2021〕{n}号"} for n in (1, 2)]
    factories.write(inbox / "530102-RC/经费.csv", factories.text("funding_ledger", rows, ("报告期：2021年5月",)))
    assert night.ingest().returned == 0
    with database.connect("owner") as connection:
        return recount(Landing(connection, SEEDS).world())


def test_what_landed_makes_cells(cells):
    talent = cells[key("TALENT_HEADCOUNT", "530102")]
    assert (talent.value, talent.status, talent.qualifier, talent.rows_aside) == (11, "I", "~", 1)
    assert talent.interval == (9, INFINITE), "two say that another unit pays them"
    assert cells[key("TALENT_HEADCOUNT", "530000")].interval == (11, INFINITE)
    both = cells[key("PROG_PARTICIPANTS", "530100", "STC_THREE_AREAS")]
    assert (both.value, both.qualifier, both.interval) == (12, ">=", (12, INFINITE))
    assert cells[key("PROG_PARTICIPANTS", "530100", "STC")].interval == (0, 30)
    spent = cells[key("FUND_SPENT", "530102", "THREE_AREAS")]
    assert spent.value == exact("666666.666666"), "nothing is rounded before the face"
    stated = cells[key("FUND_SPENT", "530100", "STC")]
    assert (stated.value, stated.qualifier, stated.interval.low) == (333300, ">=", 333250)
