-- needs: audit.cell_columns, audit.cell_measure, audit.cell_measures, audit.cell_places
-- needs: audit.cell_row, audit.cell_rows, audit.cell_slots, mart.contribution
-- needs: mart.contributions, mart.explained
-- The steps below one cell of a mart, as of the publication in talent.as_of. What is said of a step
-- is gathered by the names of mart.explained. Its settings hold in the functions that it calls.
create function audit.explained_cell(
    asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb, max_rows integer
) returns setof mart.explained
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
as $$
declare
    measures audit.cell_measure[] := array(
        select audit.cell_measures(asked_mart, asked_key, asked_column, asked_row)
    );
    -- the observations that the cell shows, or that the row is
    roots mart.contribution[] := array(
        select jsonb_populate_record(null::mart.contribution, to_jsonb(cell) || jsonb_build_object(
            'root', measured.path::text, 'path', measured.path || 1, 'role', measured.role, 'factor', 'whole',
            'other', measured.other, 'times', measured.times, 'ask', 'value'
        ))
        from unnest(measures) as measured
        cross join lateral (
            select * from as_of.contribution_cell as cell
            where
                cell.cell_measure = measured.measure_code
                and cell.region_code = measured.region_code
                and cell.rollup = measured.rollup
                and cell.scope = measured.scope
                and cell.cell_programme = measured.programme_code
                and cell.year = measured.year
                and cell.cell_item = coalesce(measured.key ->> 'item', '_T')
                and cell.cell_edition = coalesce(measured.key ->> 'edition', '_T')
            offset 0 -- found by its index
        ) as cell
        where not measured.is_counted and measured.measure_code <> 'measure_code'
        union all
        select jsonb_populate_record(null::mart.contribution, measured.key || jsonb_build_object(
            'root', measured.path::text, 'path', measured.path || 1, 'role', measured.role, 'factor', 'whole',
            'scope', measured.scope, 'other', measured.other, 'times', measured.times, 'ask', 'value'
        ))
        from unnest(measures) as measured
        where measured.measure_code = 'measure_code'
    );
    found mart.contribution[] := array(select mart.contributions('as_of', roots));
    walk mart.contribution[] := array(
        select step
        from unnest(found) as step
        where coalesce(step.comes_from, 'none') not in ('row', 'taken', 'disputed')
    );
begin
return query
with cells as (
    select * from audit.cell_columns(asked_mart, asked_key, asked_column)
),

counted as (
    select
        path,
        form,
        submission_id,
        sheet,
        row_no,
        fields,
        amount
    from unnest(found)
    where comes_from = 'row'
    union all
    select * from audit.cell_rows(measures, asked_row)
),

filings as (
    select
        counted.path,
        counted.form,
        counted.submission_id,
        count(*) as rows,
        sum(counted.amount) as amount,
        (row_number() over (
            partition by counted.path order by counted.submission_id
        ))::integer as n,
        sum(count(*)) over (order by counted.path, counted.submission_id) - count(*) as rows_before
    from counted
    group by counted.path, counted.form, counted.submission_id
),

-- of the rows those that are shown: the first ones
numbered as (
    select
        filings.path || filings.n as above,
        counted.*,
        row_number() over (
            order by counted.path, counted.submission_id, counted.sheet, counted.row_no
        ) as n
    from counted
    inner join filings
        on counted.path = filings.path and counted.submission_id = filings.submission_id
    where filings.rows_before < max_rows
),

-- and the cells of returns
places as (
    select
        numbered.above || numbered.n::integer as path,
        numbered.form,
        numbered.submission_id,
        numbered.sheet,
        numbered.row_no,
        numbered.fields,
        numbered.amount
    from numbered
    where numbered.n <= max_rows
    union all
    select
        observed.path || 1,
        observed.form,
        observed.submission_id,
        observed.sheet,
        observed.row_no,
        array[
            'value', 'unit', 'qualifier', 'obs_status', 'programme', 'region', 'scope',
            'source_quote'
        ],
        observed.amount
    from unnest(walk) as observed
    where observed.submission_id <> '_Z'
),

steps as (
    select
        cells.path,
        jsonb_build_object(
            'kind', 'cell', 'role', cells.role, 'region_code', cells.key ->> 'region_code',
            'rollup', cells.key ->> 'rollup', 'programme_code', cells.key ->> 'programme_code',
            'year', coalesce(cells.key ->> 'year', cells.key ->> 'fund_year'),
            'note', cells.column_name
        ) || case
            when cells.path = array[1]
                then jsonb_build_object(
                    'value', asked_row -> asked_column,
                    'obs_status', asked_row -> (asked_column || '_status')
                )
            else '{}'
        end as said
    from cells
    union all
    select
        observed.path,
        jsonb_build_object(
            'kind', 'observation', 'role', observed.role, 'measure_code', observed.measure_code,
            'region_code', observed.region_code, 'rollup', observed.rollup,
            'programme_code', observed.programme_code, 'year', observed.year,
            'witness', observed.witness, 'obs_status', observed.obs_status,
            'value', observed.value, 'amount', observed.amount,
            'note', nullif(concat_ws(
                ' ',
                nullif(
                    observed.scope,
                    case observed.rollup when 'own' then 'own_bureau' else 'region' end
                ),
                nullif(nullif(observed.item, '_T'), '_Z'),
                nullif(observed.life_stage, '_Z'),
                case when observed.edition not in ('_Z', '_T') then observed.edition end,
                'since ' || nullif(nullif(observed.since, observed.year::text), '_Z'),
                case
                    when observed.ask is null then 'not added'
                    when observed.ask <> 'value' then 'lower bound'
                end
            ), '')
        )
    from unnest(walk) as observed
    where observed.witness is not null
    union all
    select
        taken.path,
        jsonb_build_object(
            'kind', 'nothing', 'region_code', taken.region_code, 'year', taken.year,
            'form', coalesce(
                measures.derivation_form, (select form from reference.form where counts = 'stated')
            ),
            'amount', taken.amount,
            'note', case taken.comes_from
                when 'taken' then 'others may yet count them 可能由他处计入'
                else 'in dispute, counts in no total 有争议，不计入合计'
            end
        )
    from unnest(found) as taken
    left join as_of.dim_measure as measures on taken.measure_code = measures.measure_code
    where taken.comes_from in ('taken', 'disputed')
    union all
    select
        slice.path,
        jsonb_build_object(
            'kind', 'count', 'role', slice.role, 'measure_code', slice.measure_code,
            'region_code', slice.region_code, 'rollup', slice.rollup,
            'programme_code', slice.programme_code, 'year', slice.year, 'witness', 'derived',
            'value', coalesce(
                (select sum(filings.amount) from filings where filings.path = slice.path), 0
            )
        )
    from unnest(measures) as slice
    where slice.is_counted
    union all
    select
        filings.path || filings.n,
        jsonb_build_object(
            'kind', 'submission', 'form', filings.form, 'submission_id', filings.submission_id,
            'rows', filings.rows, 'amount', filings.amount
        )
    from filings
    union all
    select found.* from audit.cell_places(array(
        select row(places.*)::audit.cell_row from places
    )) as found
    union all
    select found.* from audit.cell_slots(measures, walk, (
        select coalesce(jsonb_object_agg(array_to_string(counts.path, '.'), counts.filings), '{}')
        from (select filings.path, count(*) as filings from filings group by filings.path) as counts
    )) as found
)

select step.*
from steps
left join audit.submission as submissions
    on steps.said ->> 'submission_id' = submissions.submission_id
left join audit.arrival as arrivals on submissions.arrival_id = arrivals.arrival_id
left join as_of.dim_reporting_unit as units
    on coalesce(steps.said ->> 'unit_code', submissions.unit_code) = units.unit_code
left join lateral (
    select named.name
    from as_of.dim_region as named
    where steps.said ->> 'region_code' = named.region_code
    order by named.valid_from desc
    limit 1
) as regions on true
cross join lateral jsonb_populate_record(
    null::mart.explained,
    jsonb_build_object(
        'path', array_to_string(steps.path, '.'), 'region_name', regions.name,
        'unit_code', submissions.unit_code, 'unit_name', units.name, 'form', submissions.form,
        'period', submissions.period, 'part', submissions.part, 'file_name', arrivals.file_name,
        'received_at', submissions.received_at
    ) || jsonb_strip_nulls(steps.said)
) as step
order by steps.path;
end
$$;
comment on function audit.explained_cell is
'The steps from a cell of a mart to the cells filed 单元格溯源步骤';
revoke all on function audit.explained_cell from public;
