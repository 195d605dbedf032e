"""Reporting periods as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

_PERIOD = re.compile(r"((?:19|20)\d{2})年?(?:度)?(?:[-.]?(?:(?:第?([一二三四1-4])季度)|Q([1-4])|(\d{1,2})月?))?")


def parse_period(text: str, grain: Literal["year", "quarter", "month"]) -> str | None:
    """2021 · 2021年 · 2021年5月 · 2021-05 · 2021年第二季度 as a period code of the grain; None if it says none."""
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for hit in _PERIOD.finditer(flat):
        quarter, month = hit[2] or hit[3], hit[4]
        if grain == "year":
            return hit[1]
        if grain == "quarter" and quarter:
            return f"{hit[1]}-Q{'一二三四'.find(quarter) + 1 or quarter}"
        if grain == "month" and month and 1 <= int(month) <= 12:
            return f"{hit[1]}-{int(month):02}"
    return None
