"""The columns that a field becomes in the staging model and the fact: name, where it comes from, type, description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talent_warehouse.contracts import TYPED
from talent_warehouse.forms.draft import Asked, Draft

PLACE = ("submission_id", "sheet", "row_no")
# What every fact has, whatever its form; a field may not take these names.
OWN = (*PLACE, "unit_code", "region_code", "programme_code", "period_code", "year", "person_key", "person_basis")
_TYPES = {"smallint": "smallint", "integer": "integer", "date": "date", "numeric(24,6)": "numeric(24, 6)"}
_KNOWN = ("text", "qualifier", "status", "mask", "low", "high", "mult", "decimals")
_SAID = {
    "text": "{0} as written 原文", "qualifier": "Sign of {0} 约数标记", "status": "{{{{ doc('status') }}}}",
    "mask": "Mask of {0} 遮蔽式样", "low": "{{{{ doc('low') }}}}", "high": "{{{{ doc('high') }}}}",
    "mult": "Power of ten of {0} as written 填报倍数", "decimals": "Decimals of {0} as written 小数位数",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of the models; `source` is SQL over `landed`."""

    name: str
    source: str
    type: str
    description: str
    is_required: bool = False
    is_restricted: bool = False

    @property
    def selected(self) -> str:
        """As the staging model selects it."""
        return self.source if self.source.rpartition(".")[2] == self.name else f"{self.source} as {self.name}"


def of(draft: Draft) -> list[Column]:
    """In the order of the house: identifiers, texts, numbers, dates."""
    doc = "{{{{ doc('{}') }}}}".format
    region = draft.first("region")
    place = "units.region_code"
    if region:
        meant = f"{{{{ region_meant('landed.{region.name}__v') }}}}"
        place = meant if region.required else f"coalesce({meant}, units.region_code)"
    found = [
        *(Column(n, f"landed.{n}", "integer" if n == "row_no" else "text", doc(n), True) for n in PLACE),
        Column("unit_code", "current_submissions.unit_code", "text", "Unit that filed the row 报送单位", True),
        Column("period_code", "current_submissions.period", "text", "Period of the filing 报告期", True),
        Column("region_code", place, "text", "Region where the row stands, else its unit's 所在地区", True),
    ]
    if draft.rows == "persons":
        found += [
            Column("person_key", "landed.person_key", "text", "Keyed hash of the person; restricted 人员键", False, True),
            Column("person_basis", "landed.person_basis", "text", "strong by a number, weak by name and birth 识别依据", False, True),
            Column("name_hash", "landed.name_hash", "text", "Keyed hash of the name; restricted 姓名键", False, True),
        ]  # fmt: skip
    told = [column for field in draft.fields for column in _of_field(draft, field)]
    year = Column("year", "left(current_submissions.period, 4)::smallint", "smallint", doc("year"), True)
    texts = [c for c in told if c.type == "text"]
    dates = [c for c in told if c.type == "date"]
    return [*found, *texts, year, *(c for c in told if c not in texts and c not in dates), *dates]


def _of_field(draft: Draft, field: Asked) -> Iterator[Column]:
    said = f"{(field.english or field.name).rstrip('.')} {field.header}"
    if draft.rows == "persons" and field.name == "birth_ym":
        born = "coalesce(landed.id_birth_month, landed.birth_ym__v)"
        yield Column("birth_month", born, "date", "First day of the month of birth; restricted 出生年月", False, True)
    elif field.kind in ("person_name", "identity_number") or (field.lookup and field == draft.first("region")):
        return
    elif field.lookup == "programme" and field == draft.first("programme"):
        yield Column("programme_code", f"landed.{field.name}__v", "text", "{{ doc('programme_code') }}", field.required)
    elif field.kind == "quantity":
        landed = f"landed.{field.name}"
        types = {"text": "text"} | {suffix.strip("_"): kind for suffix, kind in TYPED["quantity"]}
        yield Column(field.name, f"{landed}__v", _TYPES[types["v"]], said)
        for end in _KNOWN:
            source = landed if end == "text" else f"{landed}__{end}"
            kind = _TYPES.get(types[end], "text")
            yield Column(f"{field.name}_{end}", source, kind, _SAID[end].format(said), end == "status")
    elif typed := TYPED[field.kind]:
        kind = _TYPES.get(typed[0][1], "text")
        yield Column(field.name, f"landed.{field.name}__v", kind, said, field.required)
    else:
        yield Column(field.name, f"landed.{field.name}", "text", said, field.required)
