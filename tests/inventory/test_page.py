"""docs/coverage.md is what the rows and figures that the tests file come to."""

from __future__ import annotations

from inventory.page import page
from talent_warehouse import settings


def test_the_page_is_current() -> None:
    assert (settings.REPOSITORY / "docs/coverage.md").read_text(encoding="utf-8") == page()
