"""Rules that change while a test runs: expectations of its own, and a register whose rows may be struck by them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import factories
from talent_warehouse import contracts, settings

FORM, UNIT = "talent_register", "530102-RC"
BAD = "虚构某站"  # an employer that rules of tests strike
TEXTS = {
    "message_zh": "“工作单位”填的是“{employer}”，请改正。",
    "message_en": "employer is {employer}.",
    "reason": "Made up.",
}
STRIKES = {"id": "TR-990", "severity": "critical", "column": "employer", "predicate": f"employer <> '{BAD}'", **TEXTS}

Change = Callable[..., None]


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Change]:
    """Put rules into the contract of the register in the place of those that were put there before."""
    folder = shutil.copytree(settings.folder("expectations"), tmp_path / "expectations")
    path = folder / "contracts" / f"{FORM}.yaml"
    plain = path.read_text(encoding="utf-8")
    monkeypatch.setenv("TALENT_EXPECTATIONS", str(folder))

    def put(*rules: Mapping[str, Any], share: float | None = None) -> None:
        contract = yaml.load(plain, Loader=yaml.CSafeLoader)
        (schema,) = contract["schema"]
        schema["quality"][0]["implementation"]["rules"] += map(dict, rules)
        for own in schema["customProperties"]:
            if own["property"] == "maxQuarantinedShare" and share is not None:
                own["value"] = share
        is_plain = not rules and share is None
        text = plain if is_plain else yaml.dump(contract, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        contracts.forms.cache_clear()

    yield put
    contracts.forms.cache_clear()


def file(name: str, year: str, bad: int = 1, count: int = 10) -> None:
    """A register of so many people, of whom the first ones have the employer that is struck."""
    people = [
        factories.person(n, as_of_date=f"{year}-12-31", **({"employer": BAD} if n < bad else {})) for n in range(count)
    ]
    content = factories.text(FORM, people, (f"报告期：{year}年",))
    factories.write(settings.places().inbox / UNIT / name, content)
