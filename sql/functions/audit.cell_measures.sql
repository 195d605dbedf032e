-- needs: audit.cell_columns, audit.cell_measure, reference.terms
-- What the columns of a cell show: a measure, the observation that the row is, rows of a form that
-- the mart counts (as a whole or as both sides of a ratio), or the terms of an expression.
create function audit.cell_measures(
    asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb
) returns setof audit.cell_measure
language plpgsql stable rows 4
set search_path = pg_catalog, pg_temp
as $$
begin
return query
with cells as (
    select * from audit.cell_columns(asked_mart, asked_key, asked_column)
),

asked as (
    select
        case shown.factor
            when 'whole' then cells.path
            when 'numerator' then cells.path || 1
            else cells.path || 2
        end as path,
        case shown.factor when 'whole' then cells.role else shown.factor end as role,
        cells.key,
        case
            when shown.factor = 'whole' and cells.key = asked_key then cells.column_name
        end as column_name,
        shown.measure_code,
        shown.form,
        shown.at is null as is_counted,
        coalesce(cells.key ->> 'programme_code', '_T') as programme_code,
        coalesce(cells.key ->> 'year', cells.key ->> 'fund_year')::smallint as year,
        coalesce((
            select string_agg(cells.key ->> named.name, '|' order by named.place)
            from unnest(shown.witness) with ordinality as named (name, place)
        ), '') as other,
        1::numeric as times
    from cells
    cross join lateral (
        -- what is said of these keys, else what is said of any other
        select * from as_of.contribution_column as shown
        where
            shown.mart = asked_mart and shown.column_name = cells.column_name
            and shown.measure_code is not null
            and (shown.at is null or cells.key @> shown.at)
        order by shown.at is null
        fetch first 1 row with ties
    ) as shown
    union all
    select
        cells.path || term.place,
        'term',
        cells.key,
        null,
        term.measure_code,
        null,
        false,
        coalesce(term.programme_code, cells.key ->> 'programme_code'),
        ((cells.key ->> 'year')::integer + term.year_offset)::smallint,
        '',
        term.factor
    from cells
    inner join as_of.contribution_column as shown
        on
            shown.mart = asked_mart and shown.column_name = cells.column_name
            and shown.terms is not null
    cross join lateral reference.terms(asked_row ->> shown.terms) as term
),

placed as (
    select
        asked.*,
        asked.key ->> 'region_code' as region_code,
        asked.key ->> 'rollup' as rollup,
        coalesce(
            asked.key ->> 'scope',
            case asked.key ->> 'rollup' when 'own' then 'own_bureau' else 'region' end
        ) as scope
    from asked
),

-- a ratio that is counted is its two measures; where another could not be made, they say why
split as (
    select
        placed.*,
        measures.numerator,
        measures.denominator,
        coalesce(measures.agg_region = 'ratio', false) and (
            placed.is_counted
            or not exists (
                select from as_of.contribution_cell as cell
                where
                    placed.measure_code = cell.cell_measure
                    and placed.region_code = cell.region_code
                    and placed.rollup = cell.rollup
                    and placed.scope = cell.scope
                    and placed.programme_code = cell.cell_programme
                    and placed.year = cell.year
                offset 0 -- found by its index
            )
        ) as is_split
    from placed
    left join as_of.dim_measure as measures on placed.measure_code = measures.measure_code
)

select
    split.path || sides.n,
    sides.role,
    split.key,
    case when not split.is_split then split.column_name end,
    sides.measure_code,
    coalesce(measures.derivation_form, split.form),
    split.is_counted,
    split.region_code,
    split.rollup,
    split.programme_code,
    split.scope,
    split.year,
    split.other,
    split.times
from split
cross join lateral (
    values
    (
        case when split.is_counted then array[1] end,
        split.role,
        case when not split.is_split then split.measure_code end
    ),
    (array[1], 'numerator', case when split.is_split then split.numerator end),
    (array[2], 'denominator', case when split.is_split then split.denominator end)
) as sides (n, role, measure_code)
left join as_of.dim_measure as measures on sides.measure_code = measures.measure_code
where sides.measure_code is not null;
end
$$;
comment on function audit.cell_measures is
'What the columns of a cell show: measures, rows that are counted, or terms 单元格的指标';
revoke all on function audit.cell_measures from public;
