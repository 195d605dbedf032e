"""The queries of `contribution_column` and of each `contribution_<mart>`, from what the yml of a mart's model says.

The keys of `config.meta` of a column: `measure: CODE` the best observation of the row, or, where another key than
region, rollup, programme and year is not `_T`, the rows of the form; `measure_at` another measure at some keys;
`measure_from` the observation that the row is; with `witness` the one beside it that these keys name;
`ratio: [numerator, denominator]` two columns, the second at `denominator_at`; `less` what is taken off; `counted` rows of
a `form` by a code of contribution_row, whole or numerator and denominator; `terms` the expression in another column.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from psycopg import sql

from talent_warehouse import contracts
from talent_warehouse.lineage.annotations import KEY, SLICED, Mart


def observations(schema: str) -> sql.Composable:
    """The query of contribution_observation: every observation shown, with the rows that it comes from."""
    return sql.SQL(
        "select root as observation, factor, form, submission_id, sheet, row_no, amount from mart.contributions({})"
        " where comes_from in ('filed', 'row', 'difference', 'taken', 'disputed') and amount is not null"
    ).format(sql.Literal(schema))


def columns(explained: Iterable[Mart]) -> sql.Composable:
    """The query of contribution_column, in every schema the same."""
    rows = []
    for mart in explained:
        for shown in mart.shown:
            numerator, denominator = shown.ratio or (None, None)
            values = (mart.name, shown.column, None if shown.at is None else json.dumps(dict(shown.at)), shown.measure,
                      numerator, denominator, json.dumps(dict(shown.denominator_at)), shown.less, shown.factor, shown.form,
                      list(shown.witness) or None, shown.terms)  # fmt: skip
            rows.append(sql.SQL("({})").format(sql.SQL(", ").join(sql.Literal(v) for v in values)))
    return sql.SQL(
        "select mart::text as mart, column_name::text as column_name, at::jsonb as at, measure_code::text as measure_code,"
        " numerator::text as numerator, denominator::text as denominator, denominator_at::jsonb as denominator_at,"
        " less::integer as less, factor::text as factor, form::text as form, witness::text[] as witness,"
        " terms::text as terms from (values {}) as shown (mart, column_name, at, measure_code, numerator, denominator,"
        " denominator_at, less, factor, form, witness, terms)"
    ).format(sql.SQL(", ").join(rows))


_SLOTS = """
select {keys}, cell.column_name, 'whole'::text as factor, mart.form as filed_form, mart.submission_id,
    '_Z'::text as sheet, 0 as row_no, cell.value as amount
from {mart} as mart cross join lateral (values {cells}) as cell (column_name, value)
where mart.submission_id is not null
"""
# A ratio is its two columns, each with its own row of the mart; then every cell is an observation, or a slice of the
# rows of a form over the region and those below.
_FACE = """
with recursive cells as (
    select {keys}, cell.column_name, ''::text as path, cell.column_name as part_column, {part_keys}
    from {mart} as mart cross join lateral (values {cells}) as cell (column_name, value)
    where cell.value is not null
    union all
    select {cell_keys}, cells.column_name, cells.path || side.name || '/', side.column_name, {side_keys}
    from cells
    inner join {schema}.contribution_column as shown
        on shown.mart = {name} and cells.part_column = shown.column_name and shown.numerator is not null
    cross join lateral (
        values ('numerator', shown.numerator, '{{}}'::jsonb), ('denominator', shown.denominator, shown.denominator_at)
    ) as side (name, column_name, at)
),
valued as (
    select cells.*, part.value
    from cells
    inner join {mart} as mart on {same_row}
    cross join lateral (values {cells}) as part (column_name, value)
    where cells.part_column = part.column_name
),
measured as (
    select cells.*, shown.measure_code as shown_measure, shown.factor as shown_factor, shown.at is not null as is_observed,
        row_number() over () as cell_no
    from valued as cells
    inner join {schema}.contribution_column as shown
        on shown.mart = {name} and cells.part_column = shown.column_name and shown.measure_code is not null
        and (shown.at = {slices} or shown.at is null and not exists (
            select from {schema}.contribution_column as nearer
            where nearer.mart = {name} and nearer.column_name = shown.column_name and nearer.at = {slices}
        ))
),
found as (
    select {measured_keys}, measured.column_name, measured.path, observed.factor, observed.form, observed.submission_id,
        observed.sheet, observed.row_no, observed.amount
    from measured
    {observed}
    where measured.is_observed
    {counted}
    {terms}
)
select {found_keys}, column_name,
    case when factor = 'whole' and path <> '' then rtrim(path, '/') else path || factor end as factor,
    form as filed_form, submission_id, sheet, row_no, amount
from found
"""
_CELL = """
    inner join {schema}.contribution_cell as bridge
        on concat_ws('|', measured.shown_measure, measured.part_region_code, measured.part_rollup, {programme},
            measured.{year}, case measured.part_rollup when 'own' then 'own_bureau' else 'region' end, {item}, {edition})
        = concat_ws('|', bridge.cell_measure, bridge.region_code, bridge.rollup, bridge.cell_programme, bridge.year,
            bridge.scope, bridge.cell_item, bridge.cell_edition)
    inner join {schema}.contribution_observation as observed on concat_ws('|', {observation}) = observed.observation
"""
_ITSELF = (
    "inner join {schema}.contribution_observation as observed on concat_ws('|', {observation}) = observed.observation"
)
_COUNTED = """
    union all
    select {measured_keys}, measured.column_name, measured.path, sides.factor, counted.form, counted.submission_id,
        counted.sheet, counted.row_no,
        -- a sum of which a part is unknown shows its lower bound
        case
            when sides.factor <> 'whole' or sum(counted.amount) over (partition by measured.cell_no) = measured.value
                then counted.amount
            else counted.amount_low
        end
    from measured
    left join {schema}.dim_measure as measures on measured.shown_measure = measures.measure_code
    cross join lateral (
        values (measured.shown_factor, case when measures.agg_region is distinct from 'ratio' then measured.shown_measure end),
            ('numerator', measures.numerator), ('denominator', measures.denominator)
    ) as sides (factor, measure_code)
    inner join {schema}.contribution_region as regions
        on measured.part_region_code = regions.region_code and measured.part_rollup = regions.rollup
    inner join {schema}.contribution_row as counted
    -- what is of any programme is in the total too; people of it have rows of their own there
    cross join lateral (
        values (coalesce(counted.programme_code, '_T')),
            (case when counted.programme_code <> '_T' and not counted.form = any({heads}) then '_T' end)
    ) as in_programme (code) {slices}
        on concat_ws('|', sides.measure_code, regions.within_code, measured.{year}, {programme} {sliced})
        = concat_ws('|', counted.measure_code, counted.region_code, counted.year,
            in_programme.code {row_sliced})
    where not measured.is_observed and counted.amount is not null
"""
# An expression is its terms, each a cell of another programme, year or sign.
_TERMS = """
    union all
    select {keys}, cell.column_name, ''::text, 'whole'::text, observed.form, observed.submission_id, observed.sheet,
        observed.row_no, term.factor * observed.amount
    from {mart} as mart
    cross join lateral (values {expressions}) as cell (column_name, value, expression)
    cross join lateral reference.terms(cell.expression) as term
    inner join {schema}.contribution_cell as shown
        on concat_ws('|', term.measure_code, mart.region_code, mart.rollup, mart.scope,
            coalesce(term.programme_code, mart.programme_code), mart.year + term.year_offset)
        = concat_ws('|', shown.cell_measure, shown.region_code, shown.rollup, shown.scope, shown.cell_programme, shown.year)
        and shown.cell_item = '_T' and shown.cell_edition = '_T'
    inner join {schema}.contribution_observation as observed on concat_ws('|', {shown}) = observed.observation
    where cell.value is not null
"""


_BEFORE = "case when side.at ->> 'year' = 'before' then cells.{0} - 1 else cells.{0} end::smallint"


def of(mart: Mart, schema: str) -> sql.Composable:
    """The query of contribution_<mart>."""

    def each(template: str) -> sql.Composable:
        return sql.SQL(", ").join(sql.SQL(template).format(sql.Identifier(k), sql.Literal(k),
                                  sql.Identifier(f"part_{k}")) for k in mart.key)  # fmt: skip

    cells = sql.SQL(", ").join(
        sql.SQL("({}, mart.{}::numeric)").format(sql.Literal(c), sql.Identifier(c)) for c in mart.columns
    )
    common = {"mart": sql.Identifier(schema, mart.name), "schema": sql.Identifier(schema), "cells": cells,
              "name": sql.Literal(mart.name), "keys": each("mart.{0}")}  # fmt: skip
    if mart.is_of_slots:
        return sql.SQL(_SLOTS).format(**common)
    year = "fund_year" if "fund_year" in mart.key else "year"
    programme = sql.SQL("measured.part_programme_code" if "programme_code" in mart.key else "'_T'")
    divided = {name: sql.SQL(f"measured.part_{name}" if name in mart.key else "'_T'") for name in ("item", "edition")}
    slices = sql.SQL("jsonb_build_object({})").format(
        sql.SQL(", ").join(sql.SQL("{}, {}").format(sql.Literal(k), sql.Identifier("cells", f"part_{k}"))
                           for k in mart.slices))  # fmt: skip
    moved = {k for shown in mart.shown for k in shown.denominator_at}
    side_keys = sql.SQL(", ").join(
        sql.SQL(_BEFORE if k == year else "coalesce(side.at ->> {1}, cells.{0})" if k in moved else "cells.{0}").format(
            sql.Identifier(f"part_{k}"), sql.Literal(k)
        )
        for k in mart.key
    )
    is_itself = "measure_code" in mart.key
    observation = [sql.Identifier("measured", f"part_{k}") if is_itself else sql.Identifier("bridge", k) for k in KEY]
    joined: dict[str, sql.Composable] = {
        **common, "heads": sql.Literal(_heads()), "programme": programme, "year": sql.Identifier(f"part_{year}"),
        "observation": sql.SQL(", ").join([*observation, *_witnesses(mart)]),
        "measured_keys": each("measured.{0}"), **divided,
    }  # fmt: skip
    is_counted = any(s.measure and s.at is None for s in mart.shown)
    counted = sql.SQL(_COUNTED).format(**joined, **_slices(mart)) if is_counted else sql.SQL("")
    expressions = sql.SQL(", ").join(
        sql.SQL("({}, mart.{}, mart.{})").format(sql.Literal(s.column), sql.Identifier(s.column), sql.Identifier(s.terms))
        for s in mart.shown if s.terms
    )  # fmt: skip
    of_terms = sql.SQL(", ").join(sql.Identifier("shown", k) for k in KEY)
    terms = sql.SQL(_TERMS).format(**common, expressions=expressions, shown=of_terms)
    return sql.SQL(_FACE).format(
        **joined,
        part_keys=each("mart.{0} as {2}"), same_row=sql.SQL(" and ").join(
            sql.SQL("cells.{} = mart.{}").format(sql.Identifier(f"part_{k}"), sql.Identifier(k)) for k in mart.key), cell_keys=each("cells.{0}"), found_keys=each("found.{0}"),
        side_keys=side_keys, slices=slices, counted=counted,
        terms=terms if any(s.terms for s in mart.shown) else sql.SQL(""),
        observed=sql.SQL(_ITSELF if is_itself else _CELL).format(**joined),
    )  # fmt: skip


def _heads() -> list[str]:
    """The forms whose rows are heads: each has a row of its own in a total of programmes."""
    return [f.name for f in contracts.forms().values() if f.measures and f.measures.counts == "heads"]


def _slices(mart: Mart) -> dict[str, sql.Composable]:
    """A row belongs to a slice of its own level, band, activity, stage or role, and to the total if that has it.

    A row stands once for each, so that the slice is one more part of the key that rows are found by.
    """
    both = "cross join lateral (values (counted.{0}), (case when {1} then '_T' end)) as in_{0} ({0})"
    total = {k: SLICED[k] for k in mart.slices}
    joined = [sql.SQL(both.format(k, condition)) for k, condition in total.items() if condition]
    whole = [sql.SQL(", {}").format(sql.Identifier("measured", f"part_{k}")) for k in total]
    rows = [sql.SQL(", {}").format(sql.Identifier(f"in_{k}" if total[k] else "counted", k)) for k in total]
    return {"slices": sql.SQL(" ").join(joined), "sliced": sql.Composed(whole), "row_sliced": sql.Composed(rows)}


def _witnesses(mart: Mart) -> list[sql.Composable]:
    """What an observation's key has more where a column is the value of another witness than the best."""
    told = sql.SQL("case measured.part_column when {} then concat_ws('|', {}) end")
    return [told.format(sql.Literal(s.column), sql.SQL(", ").join(sql.Identifier("measured", f"part_{k}") for k in s.witness))
            for s in mart.shown if s.witness]  # fmt: skip
