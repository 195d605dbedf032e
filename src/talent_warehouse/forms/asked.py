"""A list of fields as somebody writes it, in YAML or CSV, in Chinese or English → a draft; what does not fit is said."""

from __future__ import annotations

import csv
import importlib.resources
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from talent_warehouse.errors import ContractError
from talent_warehouse.forms.catalogue import Catalogue
from talent_warehouse.forms.draft import PERSON_FIELDS, Asked, Counted, Draft, Owed, Rows
from talent_warehouse.periods import Grain

_TOP = frozenset({"rows", "period", "english", "years", "counts", "owed", "units", "fields"})
_COUNTED = frozenset({"measure", "name", "english", "unit", "definition", "of", "where"})
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,40}")
_APART = re.compile(r"[、；;，,/]")


@dataclass(frozen=True)
class Options:
    """What is said on the command line; it stands over what the file says."""

    rows: str | None = None
    period: str | None = None
    counts: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    years: str | None = None
    english: str | None = None


@cache
def _words() -> dict[str, Any]:
    text = (importlib.resources.files("talent_warehouse.forms") / "words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _meant(kind: str, said: object, where: str) -> str:
    """The word of ours that something means. Raises: ContractError that lists the words there are."""
    known: Mapping[str, list[str]] = _words()[kind]
    text = str(said).strip().casefold()
    for word, others in known.items():
        if text in (word, *others):
            return word
    listed = ", ".join(f"{word} ({others[0]})" for word, others in known.items())
    raise ContractError(f"{where}: {said!r} is unknown; write one of {listed}.")


def _is_yes(said: object, where: str) -> bool:
    text = str("" if said is None else said).strip().casefold()
    if text in _words()["said_yes"] or text in _words()["said_no"]:
        return text in _words()["said_yes"]
    raise ContractError(f"{where}: {said!r} is neither 是 (yes) nor 否 (no). Write one of them.")


def read(path: Path, name: str, title: str, options: Options, seeds: Catalogue) -> Draft:
    """The draft of a form. Raises: ContractError naming the file, the field, what stands there, and the mend."""
    if not _NAME.fullmatch(name):
        raise ContractError(f"{name!r} is no name of a form: small letters, digits and _, as flat_register.")
    told = _document(path)
    if wrong := told.keys() - _TOP:
        raise ContractError(f"{path.name}: {sorted(wrong)} unknown; expected of {sorted(_TOP)}. Correct it.")
    rows = cast(Rows, _meant("rows", options.rows or told.get("rows") or "things", f"{path.name}, rows"))
    entries = [_entry(row, f"{path.name}, field {n}") for n, row in enumerate(told.get("fields") or (), 1)]
    if rows == "persons":
        has = {entry.get("name") for entry in entries}
        entries = [*(p for p in _words()["persons"] if p["name"] not in has), *entries]
    fields, counts = [], []
    for entry in entries:
        where = f"{path.name}, field {entry.get('name') or '?'}"
        fields.append(field := _field(entry, where, name.partition("_")[0]))
        if entry.get("measure"):
            counts.append(replace(_counted(entry["measure"], where), of=field.name))
    counts += [_counted(c, f"{path.name}, counts") for c in (*(told.get("counts") or ()), *options.counts)]
    first, last = _years(options.years or told.get("years"), seeds, path.name)
    owed = options.owed or tuple(told.get("owed") or ("talent_office county 31",))
    draft = Draft(
        name, title, options.english or told.get("english") or name.replace("_", " ").capitalize(), rows,
        cast(Grain, _meant("periods", options.period or told.get("period") or "year", f"{path.name}, period")),
        first, last, tuple(fields), tuple(counts), tuple(o for one in owed for o in _owed(one, seeds, path.name)),
        tuple((str(u), str(e)) for u, e in (told.get("units") or {}).items()),
    )  # fmt: skip
    return _with_keys(draft)


def _document(path: Path) -> dict[str, Any]:
    if path.suffix.casefold() not in (".yaml", ".yml", ".csv"):
        raise ContractError(f"{path.name}: write the fields in a .yaml or .csv file (of Excel: save as CSV UTF-8).")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="gb18030")  # as Excel saves a CSV that nobody asked to be UTF-8
    if path.suffix.casefold() in (".yaml", ".yml"):
        try:
            found = yaml.safe_load(text)
        except yaml.YAMLError as exc:
            raise ContractError(f"{path.name} is no YAML: {' '.join(str(exc).split())}. Mend that line.") from exc
        found = {"fields": found} if isinstance(found, list) else found
        if not isinstance(found, dict):
            raise ContractError(f"{path.name} is neither a list of fields nor a document with the key fields.")
        return found
    return {"fields": [{k: v for k, v in row.items() if k and v} for row in csv.DictReader(text.splitlines())]}


def _entry(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The row under our names of its keys."""
    if not isinstance(row, dict):
        raise ContractError(f"{where} is no list of keys: write {{name: flat_no, header: 房源编号}}.")
    return {
        _meant("keys", key, f"{where}, column") if key not in _words()["keys"] else key: v for key, v in row.items()
    }


def _field(entry: Mapping[str, Any], where: str, form: str) -> Asked:
    """`form` is the first word of the form's name: lists of its own begin with it."""
    if missing := {"name", "header"} - {k for k, v in entry.items() if v}:
        raise ContractError(f"{where}: {' and '.join(sorted(missing))} missing. Give each field a name and a header.")
    name, choices = str(entry["name"]).strip(), _choices(entry.get("choices"), where)
    own = name if name.startswith(form) else f"{form}_{name}"
    lookup = entry.get("list") or (own if choices else name)
    if not _NAME.fullmatch(name):
        raise ContractError(f"{where}: {name!r} is no name of a column: small letters, digits and _, as floor_area.")
    usual = "code" if entry.get("list") or choices else "quantity" if entry.get("unit") else "text"
    kind = _meant("types", entry.get("type") or usual, f"{where}, type")
    return Asked(
        name, str(entry["header"]).strip(), cast(Any, kind), _several(entry.get("also")),
        _is_yes(entry.get("required"), f"{where}, required") or _is_yes(entry.get("key"), f"{where}, key"),
        _is_yes(entry.get("key"), f"{where}, key"),
        str(lookup) if kind == "code" else "unit" if kind == "unit" else None,
        choices, _text(entry.get("unit")), _text(entry.get("unit_field")),
        _is_yes(entry.get("decimals"), f"{where}, decimals"), _is_yes(entry.get("may_name"), f"{where}, may_name"),
        _text(entry.get("example")), _text(entry.get("note")) or "", _text(entry.get("english")) or "",
    )  # fmt: skip


def _text(said: object) -> str | None:
    return str(said).strip() or None if said is not None else None


def _several(said: object) -> tuple[str, ...]:
    parts: Iterable[object] = said if isinstance(said, list) else _APART.split(str(said or ""))
    return tuple(text for part in parts if (text := str(part).strip()))


def _choices(said: object, where: str) -> tuple[tuple[str, str], ...]:
    """{occupied: 已入住}, or as text: occupied 已入住；vacant 空置."""
    pairs: list[Sequence[object]] = (
        list(said.items()) if isinstance(said, dict) else [part.split(maxsplit=1) for part in _several(said)]
    )
    if any(len(pair) != 2 or not _NAME.fullmatch(str(pair[0])) for pair in pairs):
        raise ContractError(f"{where}, choices: {said!r}; write a code and a name each: occupied 已入住；vacant 空置.")
    return tuple((str(code), str(text).strip()) for code, text in pairs)


def _counted(said: object, where: str) -> Counted:
    """A document, or as text: TALENT_FLATS 人才公寓套数 套."""
    if isinstance(said, dict):
        if wrong := said.keys() - _COUNTED:
            raise ContractError(f"{where}: {sorted(wrong)} unknown; expected of {sorted(_COUNTED)}. Correct it.")
        told = {k: _text(v) for k, v in said.items()}
    else:
        parts = str(said).split()
        told = dict(zip(("measure", "name", "unit"), parts, strict=False))
    code = told.pop("measure", None) or ""
    if not _CODE.fullmatch(code):
        raise ContractError(f"{where}: {code or said!r} is no code of a measure: capitals, digits and _, TALENT_FLATS.")
    return Counted(measure=code, **told)


def _years(said: object, seeds: Catalogue, where: str) -> tuple[int, int]:
    """2021-2025; those of all obligations where nothing is said."""
    if said is None:
        stated = [int(row[k][:4]) for row in seeds.tables["obligation"] for k in ("first_period", "last_period")]
        return min(stated), max(stated)
    if hit := re.fullmatch(r"(20\d\d)(?:\s*[-–—至]\s*(20\d\d))?", str(said).strip()):
        return int(hit[1]), int(hit[2] or hit[1])
    raise ContractError(f"{where}, years: {said!r}; write the first and the last year, as 2021-2025.")


def _owed(said: object, seeds: Catalogue, where: str) -> Iterable[Owed]:
    """`talent_office county 31`; `none` where nobody owes it yet."""
    if str(said).strip().casefold() in ("none", "无"):
        return
    kind, level, days = (*str(said).split(), "", "", "")[:3]
    known = {(row["kind"], row["level"]) for row in seeds.tables["reporting_unit"]}
    if (kind, level) not in known or not days.isdecimal():
        listed = "; ".join(sorted(f"{k} {lev}" for k, lev in known if "_U" not in (k, lev)))
        raise ContractError(
            f"{where}, owed: {said!r}; write kind, level and days, of {listed}: talent_office county 31."
        )
    yield Owed(kind, level, int(days))


def _with_keys(draft: Draft) -> Draft:
    """Persons are told apart by themselves; of anything else somebody has to say by what."""
    if draft.rows == "persons":
        if missing := set(PERSON_FIELDS) - {f.name for f in draft.fields}:
            raise ContractError(f"A form of persons lacks {sorted(missing)}.")
        return draft
    if not any(f.is_key for f in draft.fields):
        raise ContractError("No field is a key. Say key: 是 at the fields that tell one row from another.")
    return draft
