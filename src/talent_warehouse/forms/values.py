"""What stands in the cells of examples: values that a field takes, others, and one that it does not."""

from __future__ import annotations

from dataclasses import dataclass

from talent_warehouse import contracts
from talent_warehouse.errors import ContractError
from talent_warehouse.forms.catalogue import Catalogue
from talent_warehouse.forms.draft import Asked, Draft

PERIODS = {"year": "2021", "quarter": "2021-Q2", "month": "2021-05"}  # of the cases in tests/rules
# First and last day of that period, the day before and the day after.
DAYS = {
    "year": ("2021-01-01", "2021-12-31", "2020-12-31", "2022-01-01"),
    "quarter": ("2021-04-01", "2021-06-30", "2021-03-31", "2021-07-01"),
    "month": ("2021-05-01", "2021-05-31", "2021-04-30", "2021-06-01"),
}
_BAD = {"integer": "若干", "year": "去年", "date": "月中", "month": "八五年三月", "quantity": "若干", "unit": "万"}
_MONTH = {"year": "{year}-05", "quarter": "{month}", "month": "{month}"}  # one of the period, as the sample writes it


@dataclass(frozen=True)
class Value:
    """A cell: `good` and `other` read, `bad` does not (None: any text does), `planted` is what the sample puts there."""

    good: str | None
    other: str | None
    bad: str | None
    planted: str | None
    varied: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A unit that files in the examples: a county's, its region, and a region that is not its own."""

    unit: str
    region: str
    region_code: str
    outside: str


def place(seeds: Catalogue) -> Place:
    """The first county that has a talent office, and one of another prefecture."""
    regions = {r["region_code"]: r for r in seeds.tables["region"] if not r["valid_to"]}
    offices = [
        u for u in seeds.tables["reporting_unit"]
        if (u["kind"], u["level"], u["valid_to"]) == ("talent_office", "county", "") and u["region_code"] in regions
    ]  # fmt: skip
    if not offices:
        raise ContractError("seeds/reporting_unit.csv has no talent office of a county for the examples. Add one.")
    own = offices[0]["region_code"]
    counties = [r for r in regions.values() if r["level"] == "county" and not r["region_code"].startswith(own[:4])]
    return Place(offices[0]["unit_code"], regions[own]["name"], own, counties[0]["name"])


def of(draft: Draft, seeds: Catalogue, at: Place) -> dict[str, Value]:
    """The values of every field by name."""
    return {field.name: _of(draft, field, seeds, at) for field in draft.fields}


def _of(draft: Draft, field: Asked, seeds: Catalogue, at: Place) -> Value:
    if field.kind == "code":
        return _code(draft, field, seeds, at)
    bad = _BAD.get(field.kind)
    if field.kind in ("quantity", "integer"):
        usual = "12.5" if field.has_decimals else "12"
        return Value(field.example or usual, "3", bad, field.example or usual, ("2", "5", "8", "13"))
    if field.kind == "date":
        # a day inside the period, whatever the example says
        return Value("2021-05-12", DAYS[draft.period][1], bad, f"{_MONTH[draft.period]}-12")
    if field.kind in ("month", "year"):
        if field.name == "birth_ym":
            return Value("1985-03", "1985年4月", bad, "1985-03")
        if field.kind == "month":
            return Value("2021-05", "2021年6月", bad, _MONTH[draft.period])
        return Value("2021", "2020", bad, "{year}")
    if field.kind == "unit":
        unit = next((q.unit for q in draft.fields if q.unit_field == field.name and q.unit), "个")
        return Value(field.example or unit, unit, bad, field.example or unit)
    if field.kind in ("person_name", "identity_number"):
        return Value(None, None, None, None)
    text = field.example or f"示例{field.header}"
    return Value(text, f"{text}乙", None, f"{text}{{n}}" if field.is_key else text)


def _code(draft: Draft, field: Asked, seeds: Catalogue, at: Place) -> Value:
    bad = f"某某{field.header}"
    if field.lookup == "region":
        is_first = field == draft.first("region")
        return Value(at.region, at.region_code, "某某县", "@county" if is_first else "@region")
    if field.lookup == "programme":
        plain = [r["name"] for r in seeds.tables["programme"] if r["kind"] == "programme"]
        told = [f.example for form in contracts.forms().values() for f in form.fields if f.lookup == "programme"]
        good = next((name for name in told if name in plain), plain[0])
        return Value(good, next(name for name in plain if name != good), "某某计划", "@programme")
    names = dict(field.choices) or seeds.names.get(str(field.lookup), {})
    if not names:
        known = ", ".join(sorted(seeds.names))
        raise ContractError(
            f"{field.name}: there is no list {field.lookup!r} and no choices are given. Lists: {known}."
        )
    texts = tuple(names.values())
    good = field.example or texts[0]
    if good not in texts and seeds.texts.get(str(field.lookup), {}).get(good) is None:
        raise ContractError(
            f"{field.name}: the example {good!r} is not in the list {field.lookup}: {', '.join(texts)}."
        )
    other = next((t for t in texts if t != good), good)
    return Value(good, other, bad, good, () if field.name == "id_type" else texts[:6])
