"""Seeds that contradict each other are refused, and what was loaded before stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from talent_warehouse import database, settings
from talent_warehouse.database import seeds
from talent_warehouse.errors import ConfigurationError

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.mark.parametrize(
    ("seed", "row", "told"),
    [
        ("programme_lineage", "STC,WORKSTATION,member_of,", "STC is a member of STC_THREE_AREAS and of WORKSTATION"),
        ("programme_lineage", "PROV_GROUP,PROV_GROUP_CAOGUO,member_of,", "PROV_GROUP is a member of itself"),
        ("programme_lineage", "WORKSTATION,WORKSTATION,member_of,", "WORKSTATION is a member of itself"),
        ("programme_lineage", "WORKSTATION,STC,member_of,", "WORKSTATION is a member of STC, expected"),
        ("programme_lineage", "_T,PROV_GROUP,member_of,", "_T is a member of PROV_GROUP, expected"),
        ("programme_lineage", "NOBODY,PROV_GROUP,member_of,", "NOBODY is a member of PROV_GROUP, expected"),
        ("duty", "talent_registry,county,may,2020,x", "talent_registry is no form and no measure"),
        ("duty", "service_log,village,may,2020,x", "duty_level_ck"),
        ("duty", "service_log,county,must,2020,x", "duty_duty_ck"),
        (
            "duty",
            "talent_register,county,owes,2020,x",
            "talent_register county 2020 says owes in years in which TR-county",
        ),
        (
            "duty",
            "talent_register,county,none,2022,x",
            "talent_register county 2022 says none in years in which TR-county",
        ),
    ],
)
def test_seeds_that_contradict_each_other_are_refused(tmp_path: Path, seed: str, row: str, told: str) -> None:
    before = _digest()
    with pytest.raises(ConfigurationError, match=rf"seeds/{seed}.csv.*{told}"):
        seeds.load(_with(tmp_path, seed, row))
    assert _digest() == before


@pytest.mark.parametrize(
    ("seed", "rows"),
    [
        ("programme_lineage", ("PROV_GROUP,WORKSTATION,member_of,", "STC,TECH_SERVICE,renamed,2020")),
        ("duty", ("TITLE_STAFF,county,none,2020,x", "service_log,county,owes,2020,x")),
        (
            "duty",
            ("talent_register,county,may,2010,x", "talent_register,county,none,2015,x"),
        ),  # the obligation is later
        ("duty", ("talent_register,county,none,2023,x", "talent_register,prefecture,may,2023,x")),
    ],
)
def test_seeds_that_only_seem_to_are_taken(tmp_path: Path, seed: str, rows: tuple[str, ...]) -> None:
    assert seeds.load(_with(tmp_path, seed, *rows))[seed] > len(rows)


def _digest() -> str:
    with database.connect("owner") as connection:
        return seeds.digest(connection)


def _with(tmp_path: Path, seed: str, *rows: str) -> Path:
    folder = tmp_path / "seeds"
    shutil.copytree(settings.folder("seeds"), folder, dirs_exist_ok=True)
    with (folder / f"{seed}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)
    return folder
