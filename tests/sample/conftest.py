"""The sample speaks of half the province; of all of it where SAMPLE=whole asks for that, which takes twice as long."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

import little
from talent_sample import reference


@pytest.fixture(scope="module", autouse=True)
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Its seeds in place of the little province's."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("SAMPLE") == "whole":
            patch.delenv("TALENT_SEEDS")
        else:
            patch.setenv("TALENT_SEEDS", str(little.write(tmp_path_factory.mktemp("half") / "seeds", little.HALF)))
        reference.load.cache_clear()
        yield
    reference.load.cache_clear()
