"""What is printed of a fact never says more than the fact: read back, its bounds hold those of the fact."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from talent_warehouse.narrative import say
from talent_warehouse.reading.values.quantities import read_quantity

UNITS = {"人": "人", "元": "元", "%": "%"}
SAID = [
    (8342, 8342, "人", "8342人"),
    (302_103, 302_103, "人", "30.2万余人"),
    (120_000, 120_000, "人", "12万人"),
    (844, None, "人", "844人以上"),
    (5_987, 6_128, "人", "5987人以上"),
    (20, 30, "人", "20余人"),
    (None, 9, "人", "不超过9人"),
    (0, 9, "人", "不超过9人"),
    (None, None, "人", None),
    (28_407_100, 28_407_100, "元", "2840.71万元"),
    (120_000_000, 120_000_000, "元", "1.2亿元"),
    (450_000, None, "元", "45万元以上"),
    ("41.5", "41.5", "%", "41.5%"),
]


def _decimal(value: int | str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.parametrize(("low", "high", "unit", "words"), SAID)
def test_words_of_a_fact(low: int | None, high: int | None, unit: str, words: str | None) -> None:
    assert say.words(_decimal(low), _decimal(high), unit) == words


def test_no_fact_is_overstated() -> None:
    draw, count = random.Random(3), 0  # noqa: S311 - reproducible, not secret
    for _ in range(3_000):
        unit = draw.choice(("人", "元", "%"))
        low = Decimal(draw.randint(0, 10 ** draw.randint(1, 9)))
        low /= draw.choice((1, 1, 10, 100)) if unit != "人" else 1
        high = draw.choice((low, None, low + draw.randint(1, 10 ** draw.randint(1, 6))))
        least = None if draw.random() < 0.05 and high is not None else low
        words = say.words(least, high, unit)
        if words is None:
            continue
        read = read_quantity(words, UNITS)
        assert read is not None, words
        scale = Decimal(10) ** read.mult
        assert "近" not in words
        if read.low is not None:
            assert read.low * scale <= (least if least is not None else 0), (words, low, high)
        if read.high is not None:
            assert high is not None, words
            assert read.high * scale >= high, (words, low, high)
        count += 1
    assert count > 2_000
