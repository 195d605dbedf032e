"""docs/catalogue.zh-CN.md is what the models and the cookbook say, and says of every column what it is."""

from __future__ import annotations

import re

import pytest
from catalogue_page import ROOT, chinese, page


def test_the_page_is_current() -> None:
    assert (ROOT / "docs/catalogue.zh-CN.md").read_text(encoding="utf-8") == page()


def test_every_column_and_every_mart_is_described_in_chinese() -> None:
    assert [line for line in page().splitlines() if re.search(r"\| [^|]*\|\s*\|$|^。$", line)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Right side, written like the left 右式", "右式"),
        ("Persons × year; adds over regions 人数，可按地区相加", "人数，可按地区相加"),
        ("holds 成立, violated 不成立: the bounds exclude it", "成立、不成立"),
        ("none", ""),
    ],
)
def test_the_chinese_of_a_description_is_told_from_the_english(text: str, expected: str) -> None:
    assert chinese(text) == expected
