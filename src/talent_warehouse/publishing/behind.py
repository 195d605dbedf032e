"""Whom the counts in `open` count: a digest of each cell's persons, and the number that is shown for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from psycopg import sql

from talent_warehouse import contracts
from talent_warehouse.database import Connection
from talent_warehouse.identity import Key
from talent_warehouse.lineage.annotations import SLICED
from talent_warehouse.publishing import attack, rounding
from talent_warehouse.publishing.attack import Cell, Rule
from talent_warehouse.publishing.open_marts import Mart

NOBODY = ""


def place(key: Sequence[str], row: str) -> sql.Composable:
    """The key of a row as the text array that open_cell has."""
    return sql.SQL("array[{}]").format(
        sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(row, k)) for k in key)
    )


def _persons() -> list[str]:
    """The facts that have a row a person and year."""
    return [form.measures.fact for form in contracts.forms().values() if form.person and form.measures]


def changed_years(connection: Connection, no: int, marts: Sequence[str]) -> list[int]:
    """The years of which publication `no` brought or took a row of these marts, or a person: others may be as many."""
    asked = sql.SQL(" union ").join(
        sql.SQL("select year from mart.{0} where from_no = {1} union select year from history.{0} where to_no = {1}").format(
            sql.Identifier(name), no
        )
        for name in (*marts, *_persons())
    )  # fmt: skip
    return [int(year) for (year,) in connection.execute(asked).fetchall()] if marts else []


def all_years(connection: Connection, marts: Sequence[str]) -> list[int]:
    """The years of which these marts have a row."""
    asked = sql.SQL(" union ").join(sql.SQL("select year from mart.{}").format(sql.Identifier(name)) for name in marts)
    return [int(year) for (year,) in connection.execute(asked).fetchall()]


def round_counts(connection: Connection, key: Key, marts: Sequence[Mart], years: Sequence[int]) -> list[int]:
    """Let `open_cell` and `open_number` say what is shown of these years; the years that no rounding holds stay as they were."""
    connection.execute(
        "create temporary table cell_now (mart text, column_name text, place text[], year smallint, digest text,"
        " value bigint) on commit drop"
    )
    for mart in marts:
        _find(connection, mart, years)
    connection.execute(
        "insert into audit.open_number (digest, value, shown) values (%s, 0, 0) on conflict do nothing", (NOBODY,)
    )
    held = [year for year in sorted(years) if not _round_year(connection, key, marts, year)]
    connection.execute("delete from cell_now where year = any(%s)", (held,))
    # what stays as it was is not written again
    connection.execute(
        "delete from audit.open_cell as was where year = any(%s) and not exists (select from cell_now as now where"
        " (now.mart, now.column_name, now.place, now.digest) = (was.mart, was.column_name, was.place, was.digest))",
        ([year for year in years if year not in held],),
    )
    connection.execute(
        "insert into audit.open_cell (mart, column_name, place, year, digest)"
        " select mart, column_name, place, year, digest from cell_now on conflict do nothing"
    )
    connection.execute("drop table cell_now")
    return held


# Persons are those of the rows that add up to the count; if these are not as many, the number was filed, or is in part.
_FIND = """
insert into cell_now
with whose as materialized (
    select distinct counted.measure_code, places.region_code, places.rollup, counted.year {divided},
        coalesce({persons})::text as person
    from mart.contribution_row as counted
    inner join mart.contribution_region as places on counted.region_code = places.within_code
    {parts}
    {facts}
    where counted.measure_code in ({measures}) and counted.year = any({years}) {whole_rows}
),
sets as (
    select measure_code, region_code, rollup, year {keys}, count(person) as heads,
        md5(string_agg(person, ',' order by person)) as digest
    from whose
    group by measure_code, region_code, rollup, year {keys}
)
select {mart}, count.column_name, {place}, mart.year,
    case
        when count.value = 0 then {nobody}
        when sets.heads = count.value then sets.digest
        else md5(concat_ws('|', count.measure_code, mart.region_code {filed}, mart.year, count.value))
    end,
    count.value
from mart.{name} as mart
cross join lateral (values {counts}) as count (column_name, measure_code, value)
left join sets
    on count.measure_code = sets.measure_code and mart.region_code = sets.region_code
    and mart.rollup = sets.rollup and mart.year = sets.year {same}
where count.value is not null and mart.year = any({years})
"""
_PROGRAMMES = """
    inner join mart.contribution_programme as in_programme_code
        on coalesce(counted.programme_code, '_T') = in_programme_code.within_code
"""
# as a row belongs to the slices of its mart: what a form does not divide is in the total alone
_SLICE = """
    inner join lateral (
        values (case counted.{key} when '_Z' then '_T' else counted.{key} end),
            (case when counted.{key} <> '_Z' and {is_in_total} then '_T' end)
    ) as in_{key} ({key}) on in_{key}.{key} is not null
"""


def _find(connection: Connection, mart: Mart, years: Sequence[int]) -> None:
    """The cells of a mart as they are now. A filed number is the same at rollup own and total, where it is as large."""
    divided = mart.divided_by
    parts = [
        _PROGRAMMES if key == "programme_code" else _SLICE.format(key=key, is_in_total=SLICED[key] or "false")
        for key in divided
    ]

    def each(template: str) -> sql.Composable:
        return sql.SQL(" ").join(sql.SQL(template.format(key)) for key in divided)

    connection.execute(
        sql.SQL(_FIND).format(
            mart=sql.Literal(mart.name),
            name=sql.Identifier(mart.name),
            place=place(mart.key, "mart"),
            nobody=sql.Literal(NOBODY),
            years=sql.Literal(list(years)),
            measures=sql.SQL(", ").join(map(sql.Literal, mart.measures.values())),
            divided=each(", in_{0}.{0}"),
            persons=sql.SQL(", ").join(sql.Identifier(fact, "person_key") for fact in _persons()),
            facts=sql.SQL(" ").join(
                sql.SQL("left join mart.{0} using (submission_id, sheet, row_no)").format(sql.Identifier(fact))
                for fact in _persons()
            ),
            parts=sql.SQL("".join(parts)),
            whole_rows=sql.SQL("" if "role" in divided else "and counted.is_counted"),
            keys=each(", {0}"),
            filed=each(", case when mart.{0} <> '_T' then '{0}=' || mart.{0} end"),
            same=each("and mart.{0} = sets.{0}"),
            counts=sql.SQL(", ").join(
                sql.SQL("({}, {}, mart.{}::bigint)").format(sql.Literal(c), sql.Literal(m), sql.Identifier(c))
                for c, m in mart.measures.items()
            ),
        )
    )


def _round_year(connection: Connection, key: Key, marts: Sequence[Mart], year: int) -> bool:
    """Draw the numbers of what is new in a year, beside what is shown of it already; False, and nothing done, if none fit."""
    counts: list[rounding.Count] = []
    at: dict[tuple[object, ...], int] = {}
    keys = {m.name: m.key for m in marts}
    pictures: list[dict[tuple[str, str, tuple[str, ...]], int]] = []
    for query in (
        "select mart, column_name, place, digest, value, shown, true from audit.open_cell"
        " inner join audit.open_number using (digest) where year = %s order by 1, 2, 3",
        "select mart, column_name, place, digest, now.value, shown, number.digest is not null from cell_now as now"
        " left join audit.open_number as number using (digest) where year = %s order by 1, 2, 3",
    ):
        picture: dict[tuple[str, str, tuple[str, ...]], int] = {}
        for mart, column, values, digest, value, shown, is_seen in connection.execute(
            query.encode(), (year,)
        ).fetchall():
            if mart not in keys:
                continue
            # who is nobody in one cell is not the nobody of another
            one = (digest or (mart, column, tuple(values)),)
            if one not in at:
                at[one] = len(counts)
                number = shown if is_seen else rounding.drawn(key, digest, value)
                counts.append(rounding.Count(digest, value, number, is_seen))
            picture[mart, column, tuple(values)] = at[one]
        pictures.append(picture)
    if pictures[0] == pictures[1]:
        return True
    sums, links = _known(connection, marts, pictures, counts)
    for linked in links:
        tried = [replace(count) for count in counts]
        if rounding.settle(key, tried, [*sums, *linked]):
            break
    else:
        return False
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into audit.open_number (digest, value, shown) values (%s, %s, %s)",
            [(c.digest, c.value, c.shown) for c in tried if not c.is_seen],
        )
    return True


def _known(
    connection: Connection,
    marts: Sequence[Mart],
    pictures: Sequence[dict[tuple[str, str, tuple[str, ...]], int]],
    counts: list[rounding.Count],
) -> tuple[list[Rule], tuple[list[Rule], list[Rule]]]:
    """What holds in the publication before and in this one, and from one to the other of whoever is one more or less."""
    keys = {m.name: m.key for m in marts}
    before, now = pictures
    both = {(mart, column) for mart, column, _ in before} & {(mart, column) for mart, column, _ in now}
    for at in sorted(before.keys() | now.keys()):
        for picture in pictures:
            if at not in picture and at[:2] in both:  # nobody was there
                picture[at] = len(counts)
                counts.append(rounding.Count(NOBODY, 0, 0, is_seen=True))
    known_of = knowledge(connection, marts)
    # of the publication before: what is not as it was, and what stands in a sum with that
    changed = {
        at[2][keys[at[0]].index("region_code")] for at in before.keys() | now.keys() if before.get(at) != now.get(at)
    }
    near = changed | {region for region, above in known_of.parents.items() if above in changed}
    was, is_now = (
        [Cell(m, c, dict(zip(keys[m], at, strict=True)), n) for (m, c, at), n in picture.items()]
        for picture in pictures
    )
    was = [cell for cell in was if cell.place["region_code"] in near]
    values = [c.value for c in counts]
    return attack.rules([was, is_now], values, known_of), attack.links(was, is_now, values)


def knowledge(connection: Connection, marts: Sequence[Mart]) -> attack.Knowledge:
    """What a reader knows of regions, programmes and columns."""
    parents = connection.execute(
        "select standing_code, standing_parent from mart.dim_region where standing_parent is not null"
    ).fetchall()
    programmes = connection.execute(
        "select programme_code, array_agg(within_code) from mart.contribution_programme as among"
        " where within_code <> programme_code and not exists (select from mart.contribution_programme as below"
        " where below.programme_code = among.within_code and below.within_code <> below.programme_code)"
        " group by programme_code"
    ).fetchall()
    within = {part: whole for mart in marts for part, whole in mart.within.items()}
    return attack.Knowledge(dict(parents), dict(programmes), within)
