-- needs: audit.cell_columns, audit.cell_measure, audit.cell_measures, audit.cell_observation
-- needs: audit.cell_observations, audit.cell_places, audit.cell_row, audit.cell_rows
-- needs: audit.cell_slots, mart.explained
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
    walk audit.cell_observation[] := array(select audit.cell_observations(measures));
begin
return query
with cells as (
    select * from audit.cell_columns(asked_mart, asked_key, asked_column)
),

counted as (
    select * from audit.cell_rows(measures, walk, asked_row)
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
        'measure_return',
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
                nullif(observed.life_stage, '_Z'),
                nullif(observed.edition, '_Z'),
                case
                    when observed.is_pending then 'pending'
                    when observed.is_lower_bound then 'lower bound'
                end
            ), '')
        )
    from unnest(walk) as observed
    where observed.witness is not null
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
left join as_of.dim_region as regions
    on steps.said ->> 'region_code' = regions.region_code and regions.valid_to is null
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
