"""What a unit may choose in a coded cell: the texts of each list, in order, as templates offer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from talent_warehouse.database import Connection

Codes: TypeAlias = Mapping[str, Sequence[str]]  # list of reference.lookup → its texts


def load(connection: Connection, region_prefix: str = "") -> dict[str, list[str]]:
    """The texts of every list that a contract names, in the order of the code lists.

    Regions are those whose code begins with the prefix (a unit files for its own region); names that two regions
    share are written with their code. Units of measure: each base unit, then it in 万 and 亿 where that is a unit.
    """
    lists: dict[str, list[str]] = {}
    rows = connection.execute(
        "select list, name from (select list, name, to_char(rank, 'FM0000') as place from reference.code"
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
