{# Every cell with the place that its number is from, and how far it is covered. #}
with cells as (
    select * from {{ ref('int_cell_settled') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

statements as (
    select * from {{ ref('int_statement') }}
),

filings as (
    select * from {{ ref('int_filing') }}
),

derived as (
    select * from {{ ref('int_cell_derived') }}
),

coverage as (
    select * from {{ ref('int_coverage') }}
),

-- a number has a unit behind it, be it one that nobody expects
covered as (
    select
        cells.*,
        measures.unit_code as unit_of_measure,
        statements.unit_code,
        statements.submission_id,
        statements.sheet,
        statements.row_no,
        filings.as_of_date,
        coalesce(derived.rows_aside, 0) as rows_aside,
        coalesce(derived.units_silent, 0) as units_silent,
        derived.value_high = 'Infinity' as is_open_in_rows,
        -- 0 of what nobody states is no bound to show, nor is any of what does not apply
        cells.obs_status <> 'M'
        and (
            cells.value is not null
            or cells.value_low > 0
            or (
                cells.value_high is not null
                and (not measures.is_ratio or cells.value_high < measures.scale)
            )
        ) as is_told,
        cells.value_low is not null
        and cells.value_high is not null
        and (cells.value is not null or cells.obs_status = 'M') as is_bounded,
        coalesce(form_coverage.units_expected, return_coverage.units_expected, 0) as units_expected,
        greatest(
            coalesce(form_coverage.units_in_force, return_coverage.units_in_force, 0),
            (
                coalesce(cells.value, nullif(cells.value_low, 0), cells.value_high) is not null
                or cells.statement_no is not null
            )::integer
        ) as units_in_force
    from cells
    inner join measures on cells.measure_code = measures.measure_code
    left join statements on cells.statement_no = statements.statement_no
    left join filings
        on
            statements.submission_id = filings.submission_id
            and statements.sheet = filings.sheet
            and statements.row_no = filings.row_no
    left join derived on cells.cell_no = derived.cell_no
    left join coverage as form_coverage
        on
            measures.derivation_form = form_coverage.form
            and cells.region_code = form_coverage.region_code
            and cells.rollup = form_coverage.rollup
            and cells.year = form_coverage.year
    left join coverage as return_coverage
        on
            return_coverage.form = 'measure_return'
            and cells.region_code = return_coverage.region_code
            and cells.rollup = return_coverage.rollup
            and cells.year = return_coverage.year
),

final as (
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        year,
        since,
        scope,
        item,
        life_stage,
        edition,
        cell_no,
        witness,
        dimension,
        coalesce(unit_code, '_Z') as unit_code,
        coalesce(submission_id, '_Z') as submission_id,
        coalesce(sheet, '_Z') as sheet,
        coalesce(row_no, 0) as row_no,
        unit_of_measure,
        qualifier,
        obs_status,
        verdict,
        value,
        case when is_told then value_low end as value_low,
        case when is_told then value_high end as value_high,
        shared_low,
        shared_high,
        speaking as witness_count,
        greatest(units_expected, units_in_force) as units_expected,
        units_in_force,
        rows_aside as rows_quarantined,
        is_bounded
        and not rests_on_disputed
        and units_silent = 0
        and units_in_force >= units_expected as is_complete,
        case
            when is_contradicted then 'contradicted'
            when rests_on_disputed then 'rests_on_disputed'
            when units_in_force < units_expected then 'units_missing'
            when units_silent > 0 then 'units_silent'
            when is_bounded then null
            when obs_status = 'Q' then 'masked'
            when is_open_in_rows then 'rows_open'
            else 'parts_open'
        end as why_incomplete,
        rests_on_disputed,
        as_of_date
    from covered
)

select * from final
