"""The identities that the source documents imply: of each there is a filing of which it holds, one that breaks it, and one
of which nobody can tell.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

import factories
from clones import Template, shared
from talent_warehouse import database, night, settings
from talent_warehouse.database import seeds

pytestmark = pytest.mark.slow

IMPLIED: Mapping[str, Mapping[str, Any]] = {
    str(number): entry
    for number, entry in yaml.safe_load((Path(__file__).parent / "identities.yaml").read_text(encoding="utf-8")).items()
}
COUNTIES = ("530102", "530103", "530111")
# and a county of each
PREFECTURES = {"530100": "530112", "530300": "530302", "530600": "530602"}
PARTS = {"left": "其中数", "right": "总数"}
LEDGERS = ("FUND_AWARDED", "FUND_RECEIVED", "FUND_TRANSFERRED")
OUTCOMES = {"judged": ["holds", "violated", "undecidable"], "cell": ["agree", "disagree", "undecidable"]}
_CELL = re.compile(r"(\w+)(?:@(\w+))?(?:/(\w+))?(\[-1\])?")
Returns = dict[tuple[str, int, str], dict[tuple[str, ...], dict[str, str]]]


@cache
def _seed(table: str) -> list[dict[str, str]]:
    with (settings.REPOSITORY / f"seeds/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _name(table: str, code: str) -> str:
    return next(row["name"] for row in _seed(table) if row[f"{table}_code"] == code)


@cache
def _measure(code: str) -> dict[str, str]:
    return next(row for row in _seed("measure") if row["measure_code"] == code)


def _parts(cell: str) -> tuple[str, str, str, bool]:
    """Measure, programme (_T where none is named), stage, and whether it is of the year before."""
    match = _CELL.fullmatch(cell)
    assert match, cell
    return match[1], match[2] or "_T", match[3] or "", bool(match[4])


def _row(cell: str, value: Any, region: str, year: int) -> dict[str, str]:
    """The row of a return."""
    code, programme, stage, _ = _parts(cell)
    measure = _measure(code)
    named = programme if measure["knows_programme"] == "true" else "_Z"
    stages = {row["code"]: row["name"] for row in _seed("code") if row["list"] == "life_stage"}
    return {
        "measure": measure["name"],
        "region": region,
        "programme": _name("programme", named),
        "year": str(year),
        "period_start": f"{year}-01" if measure["kind"] == "cumulative" else "",
        "scope": "本地区",
        "life_stage": stages.get(stage, ""),
        "value": str(value),
        "unit": measure["unit_code"],
    }


def _returns() -> Returns:
    """Unit, year and part → the rows of the filing by what they say, so that one that two identities need is filed once."""
    filed: Returns = defaultdict(dict)
    for entry in IMPLIED.values():
        above = entry.get("about") == "prefecture"
        for place, region in enumerate(PREFECTURES if above else COUNTIES):
            for part in ("left", "right"):
                about = PREFECTURES[region] if above and part == "right" else region
                for cell, value in entry.get(part, {}).items():
                    year = entry.get("year", 2021) - _parts(cell)[3]
                    said = _row(cell, value[place] if isinstance(value, list) else value, about, year)
                    key = (cell.removesuffix("[-1]"), about)
                    assert filed[f"{region}-RC", year, part].setdefault(key, said) == said, (cell, said)
    return filed


def _movements(place: int) -> dict[str, list[dict[str, str]]]:
    """Part → rows of a ledger: what was awarded, and what became of it."""
    stages = {row["code"]: row["name"] for row in _seed("code") if row["list"] == "fund_stage"}
    found: dict[str, list[dict[str, str]]] = {"left": [], "right": []}
    for number, entry in IMPLIED.items():
        for cell, value in entry.get("moved", {}).items():
            measure, programme, _, _ = _parts(cell)
            row = factories.MOVEMENT | {
                "fund_ref": f"示科发〔2021〕{number}{place}号",
                "document_no": f"示科发〔2021〕{number}{place}号",
                "programme": _name("programme", programme),
                "stage": stages[_measure(measure)["fund_stage"]],
                "region": COUNTIES[place],
                "amount": str(value[place] if isinstance(value, list) else value),
                "unit": "元",
            }
            found["right" if measure == "FUND_AWARDED" else "left"].append(row)
    return found


def _file(inbox: Path) -> None:
    for (unit, year, part), rows in _returns().items():
        top = (f"报告期：{year}年", f"分表：{PARTS[part]}")
        content = factories.text("measure_return", list(rows.values()), top)
        factories.write(inbox / unit / f"{year}{part}.csv", content)
    for place, county in enumerate(COUNTIES):
        for part, moved in _movements(place).items():
            content = factories.text("funding_ledger", moved, ("报告期：2021年5月", f"分表：{PARTS[part]}"))
            factories.write(inbox / f"{county}-RC" / f"资金{part}.csv", content)
    station = factories.ENTITY | {"programme": "院士（专家）工作站（省级）", "life_stage": "推荐"}
    for county in COUNTIES:
        # things of one name in a prefecture are one
        named = [{"entity_name": f"{county}第{n}工作站", "region": county} for n in range(IMPLIED["14"]["listed"])]
        stations = [station | {"authority": "", "first_date": ""} | name for name in named]
        content = factories.text("entity_register", stations)
        factories.write(inbox / f"{county}-RC" / "名录.csv", content)


def _decide(home: Path) -> None:
    """Duties by which all money of a year stands in the ledgers that there are."""
    folder = shutil.copytree(settings.folder("seeds"), home / "seeds")
    with (folder / "duty.csv").open("a", encoding="utf-8") as file:
        for measure in LEDGERS:
            file.writelines(
                f"{measure},{level},none,2020,测试省人才办\n" for level in ("province", "prefecture", "county")
            )
    seeds.load(folder)


@pytest.fixture(scope="module")
def analyst(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """An analyst's session after all of it is published at once."""
    home = tmp_path_factory.mktemp("implied")
    with shared(server, home, built):
        _decide(home)
        _file(home / "inbox")
        night.ingest()
        with psycopg.connect(database.url()) as connection:
            kept_out = connection.execute(
                "select rule_id, message_zh from audit.finding where severity = 'critical'"
            ).fetchall()
        assert [f"{rule} {said}" for rule, said in kept_out] == []
        night.publish()
        with psycopg.connect(database.role_url("analyst")) as connection:
            yield connection


@pytest.mark.parametrize("number", IMPLIED)
def test_it_holds_is_broken_and_cannot_be_decided(analyst: psycopg.Connection, number: str) -> None:
    entry = IMPLIED[number]
    regions = list(PREFECTURES if entry.get("about") == "prefecture" else COUNTIES)
    if "judged" in entry:
        # the programme of an identity that names one is its left side's, of any other that of the left side filed
        programme = next(iter(entry.get("left") or entry["moved"])).partition("@")[2] or "_T"
        query = "select outcome from mart.mart_identity where identity_code = %s and programme_code = %s"
        key: list[Any] = [entry["judged"], programme]
    else:
        measure, programme, stage, _ = _parts(entry["cell"])
        query = (
            "select verdict from mart.mart_observation where measure_code = %s and programme_code = %s"
            " and life_stage = %s and item = '_T' and edition = '_T' and scope = 'region' and since = year::text"
        )
        key = [measure, programme, stage or "_reached"]
    shown = [
        analyst.execute(
            f"{query} and rollup = 'total' and year = %s and region_code = %s".encode(),
            [*key, entry.get("year", 2021), region],
        ).fetchall()
        for region in regions
    ]
    assert shown == [[(outcome,)] for outcome in OUTCOMES["judged" if "judged" in entry else "cell"]]


def test_what_has_no_sum_is_never_added() -> None:
    added = {
        (row["kind"], row[column])
        for row in _seed("measure")
        for column in ("agg_region", "agg_time", "adds_region", "adds_programme", "adds_item")
        if row["kind"] in ("ratio", "ceiling") and row[column] in ("sum", "overlap")
    }
    assert added == set()
    # a target and a change add with their own kind alone, and never over the years
    assert {row["agg_time"] for row in _seed("measure") if row["kind"] in ("target", "delta")} == {"none"}
