"""What is missing of a form or does not fit: `talent form check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talent_warehouse import contracts
from talent_warehouse.contracts import Form
from talent_warehouse.errors import ContractError, UnknownError
from talent_warehouse.forms import catalogue
from talent_warehouse.forms.checks import cases, counted, fields, models, parsed
from talent_warehouse.forms.checks.fault import Fault, Looked

__all__ = ["Fault", "check"]


def check(names: Sequence[str] = ()) -> list[Fault]:
    """The faults of these forms, of all without a name, errors first. Raises: UnknownError that lists the forms there are."""
    paths = {path.stem: path for path in sorted(contracts.forms_folder().glob("*.yaml"))}
    if unknown := sorted(set(names) - paths.keys()):
        raise UnknownError(f"There is no form {', '.join(unknown)}. Forms: {', '.join(paths)}.")
    found: list[Fault] = []
    loaded: dict[str, Form] = {}
    for name, path in paths.items():
        try:
            loaded[name] = contracts.load(path)
        except ContractError as exc:
            found += (
                [Fault(name, "error", path.name, str(exc), "see the message")] if not names or name in names else []
            )
    seeds = catalogue.load()
    models.project.cache_clear()
    asked = [
        Looked(loaded[name], paths[name], seeds, tuple(form for other, form in loaded.items() if other != name))
        for name in names or loaded
        if name in loaded
    ]
    found += [fault for looked in asked for fault in _of(looked)]
    found += parsed.check(asked) if asked else []
    return sorted(dict.fromkeys(found), key=lambda fault: (fault.severity, fault.form, fault.place))


def _of(looked: Looked) -> Iterator[Fault]:
    for one in (fields, counted, models, cases):
        yield from one.check(looked)
