"""Rows of the lexicon: each wins its own example, whatever the others are."""

from __future__ import annotations

import random
import re

import pytest

import lexica


@pytest.mark.parametrize("row", lexica.rows("narrative_measure"), ids=lambda r: f"{r['measure_code']} {r['example']}")
def test_every_example_is_won_by_its_own_measure(row: dict[str, str]) -> None:
    stages = lexica.load().stages
    own = {row["measure_code"], *(m for (stock, _), m in stages.items() if stock == row["measure_code"])}
    assert own & {claim.measure for claim in lexica.read(row["example"])}


@pytest.mark.parametrize("row", lexica.rows("narrative_cue"), ids=lambda r: r["example"])
def test_every_cue_stands_in_its_example(row: dict[str, str]) -> None:
    assert re.search(row["cue"].replace(";", ","), row["example"])


def test_masks_bind_as_numbers_do() -> None:
    draw = random.Random(7)  # noqa: S311 - reproducible, not secret
    for row in lexica.rows("narrative_measure"):
        masked = re.sub(r"\d+(\.\d+)?", lambda hit: "x" * draw.randint(1, 4), row["example"])
        numbers = re.sub(r"x+", lambda hit: str(draw.randint(2, 999)), masked)
        measures = [[c.measure for c in lexica.read(text) if c.state != "vague"] for text in (masked, numbers)]
        assert measures[0] in ([], measures[1]), masked  # a mask before 优秀 may be a name: none is made of it


def test_every_sentence_that_is_written_is_bound_to_the_measure_that_it_tells() -> None:
    units = {m["measure_code"]: m["unit_code"] for m in lexica.rows("measure")}
    names = {
        "TEAMS": "科技特派团",
        "PLATFORMS": "省重点实验室",
        "PLATFORMS_NEW": "专家工作站",
        "ENTERPRISES": "高新技术企业",
    }
    for row in lexica.rows("narrative_sentence"):
        measure = row["measure_code"]
        for name in ("", names.get(measure, "科技特派员")):
            unit = units[measure].removesuffix("/万人")
            text = row["sentence"].replace("{年}", "2021").replace("{地}", "五华区")
            text = text.replace("{项}", name).replace("{数}", f"123{unit}")
            if name or "认定{项}" not in row["sentence"]:
                assert [claim.measure for claim in lexica.read(text)] == [measure], text
