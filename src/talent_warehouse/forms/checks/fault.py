"""What is missing of a form or does not fit, where, and the mend; and what the checks look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from talent_warehouse.contracts import Form
from talent_warehouse.forms.catalogue import Catalogue


@dataclass(frozen=True)
class Fault:
    """`error`: something of the form will not work; `warning`: somebody may have meant it so."""

    form: str
    severity: Literal["error", "warning"]
    place: str
    found: str
    mend: str


@dataclass(frozen=True)
class Looked:
    """A form with its contract and the seeds; `others` are all other forms."""

    form: Form
    contract: Path
    seeds: Catalogue
    others: tuple[Form, ...]

    def error(self, place: str, found: str, mend: str) -> Fault:
        """A fault that costs the exit code."""
        return Fault(self.form.name, "error", place, found, mend)

    def warning(self, place: str, found: str, mend: str) -> Fault:
        """One that does not."""
        return Fault(self.form.name, "warning", place, found, mend)

    def at(self, field: str) -> str:
        """The place of a field."""
        return f"{self.contract.name}, {field}"
