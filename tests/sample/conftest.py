"""The sample speaks of the whole province."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from talent_sample import reference


@pytest.fixture(scope="module", autouse=True)
def whole_province() -> Iterator[None]:
    """The repository's own seeds in place of the little province's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TALENT_SEEDS")
        reference.load.cache_clear()
        yield
    reference.load.cache_clear()
