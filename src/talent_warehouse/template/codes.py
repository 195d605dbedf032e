"""What a unit may choose in a coded cell: the texts of each list, in order, as templates offer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from talent_warehouse.database import Connection

Codes: TypeAlias = Mapping[str, Sequence[str]]  # list of reference.lookup → its texts


@dataclass(frozen=True)
class Meaning:
    """What one text of a list stands for: its unit of measure, and its definition."""

    unit: str
    definition: str


@dataclass(frozen=True)
class Hints:
    """What makes a long list easier to choose from: its texts by group (families of programmes), its texts explained;
    and the text of each code, by list.
    """

    groups: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, Meaning]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NO_HINTS = Hints()


def load(connection: Connection, region_prefix: str = "") -> dict[str, list[str]]:
    """The texts of every list that a contract names, in the order of the code lists.

    Regions are those whose code begins with the prefix (a unit files for its own region); names that two regions
    share are written with their code. Units of measure: each base unit, then it in 万 and 亿 where that is a unit.
    """
    lists: dict[str, list[str]] = {}
    rows = connection.execute(
        "select list, name from (select list, name, to_char(rank, 'FM0000') as place from reference.code"
        " union all select 'item', name, min(list || to_char(rank, 'FM0000')) from reference.code"
        " where list in (select breakdown from reference.measure) group by name"
        " union all select 'measure', name, measure_code from reference.measure where successor is null"
        " union all select 'programme', name, case when left(programme_code, 1) = '_' then '' else programme_code end"
        " from reference.programme"
        " union all select 'region', case when count(*) over (partition by name) > 1 then region_code else name end,"
        " region_code from reference.region where valid_to is null and level <> '_U' and starts_with(region_code, %s)"
        " union all select 'unit', synonym.synonym, to_char(base.place, 'FM0000') || to_char(synonym.unit_mult, 'FM00')"
        " from reference.unit_synonym as synonym inner join ("
        " select unit_code, row_number() over (order by (select count(*) from reference.measure as measure"
        " where measure.unit_code = unit.unit_code) desc, unit_code) as place from reference.unit_of_measure as unit"
        " ) as base using (unit_code) where synonym.synonym in (unit_code, '万' || unit_code, '亿' || unit_code)"
        ") as entry order by list, place, name",
        (region_prefix,),
    ).fetchall()
    for name, text in rows:
        lists.setdefault(name, []).append(text)
    return lists


def load_hints(connection: Connection) -> Hints:
    """Programmes by family, each with 全部 and 不适用, which belong to every family; measures with unit, definition, items;
    the text of each code.
    """
    families: dict[str, list[str]] = {}
    for family, name in connection.execute(
        "select family.name, programme.name from reference.programme as programme"
        " inner join reference.code as family on family.list = 'programme_family'"
        " and programme.family in (family.code, '_T', '_Z')"
        " order by family.rank, family.name, left(programme.programme_code, 1) <> '_', programme.programme_code"
    ).fetchall():
        families.setdefault(family, []).append(name)
    measures = connection.execute(
        "select name, unit_code, definition || coalesce((select '分项：' || string_agg(item.name, '、' order by item.rank)"
        " || '。' from reference.code as item where item.list = measure.breakdown), '')"
        " from reference.measure as measure where successor is null order by measure_code"
    ).fetchall()
    meanings = {name: Meaning(unit, definition) for name, unit, definition in measures}
    names: dict[str, dict[str, str]] = {}
    for listed, code, name in connection.execute("select list, code, name from reference.code").fetchall():
        names.setdefault(listed, {})[code] = name
    return Hints({"programme": families}, {"measure": meanings}, names)
