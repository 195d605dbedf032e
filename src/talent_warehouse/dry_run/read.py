"""`talent read`: what is recognised in a file, without a database; contracts and seeds are read from their files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from talent_warehouse import contracts, settings
from talent_warehouse.errors import UnknownError
from talent_warehouse.identity import Key
from talent_warehouse.reading.describe import Question, refused
from talent_warehouse.reading.filings import Answer, Reader
from talent_warehouse.reading.readers import Readers
from talent_warehouse.reading.values.values import normalise


def read(path: Path, contract: Path | None = None) -> dict[str, Any]:
    """The document that `talent read --json` prints, with `can_be_read` beside it.

    A contract outside the project is tried alone: so a form is tried before it is added.
    Raises: UnknownError if there is no such file, ContractError if the contract is wrong.
    """
    for file in (path, contract):
        if file is not None and not file.is_file():
            raise UnknownError(f"There is no file {file}. Name a file to read.")
    forms = (contracts.load(contract),) if contract else tuple(contracts.forms().values())
    with Readers(Reader(forms, _NO_KEY, {"unit": _units()}, {}), 1) as readers:
        answer = readers.one(Question(path))
    return refused(path, answer.refusal) if isinstance(answer, Answer) and answer.refusal else answer


_NO_KEY = Key(b"")  # nothing is hashed: no value is read


def _units() -> dict[str, str]:
    with (settings.folder("seeds") / "unit_synonym.csv").open(encoding="utf-8", newline="") as file:
        return {normalise(row["synonym"]): row["unit_code"] for row in csv.DictReader(file)}
