{# A unit counts as expected where it owes the form, or filed it without owing it. #}
with owed as (
    select
        unit_code,
        form,
        year,
        period,
        part
    from {{ source('reference', 'owed_slot') }}
),

filed as (
    select
        submission_id,
        unit_code,
        form,
        left(period, 4)::smallint as year,
        period,
        part
    from {{ source('audit', 'current_submission') }}
),

units as (
    select * from {{ source('reference', 'reporting_unit') }}
),

quarantined as (
    select
        submission_id,
        count(*) as row_count
    from {{ source('audit', 'quarantined_row') }}
    group by submission_id
),

unit_years as (
    select
        unit_code,
        form,
        year
    from owed
    union  -- a unit that owes and filed is one unit
    select
        unit_code,
        form,
        year
    from filed
),

-- every period that a unit owes must be in force, else the unit is not
unfiled as (
    select distinct  -- one missing month is enough
        owed.unit_code,
        owed.form,
        owed.year
    from owed
    where not exists (
        select 1
        from filed
        where filed.unit_code = owed.unit_code and filed.form = owed.form and filed.period = owed.period
    )
),

unit_coverage as (
    select
        unit_years.form,
        unit_years.unit_code,
        units.region_code,
        unit_years.year,
        unfiled.unit_code is null as is_in_force,
        coalesce((
            select sum(quarantined.row_count)
            from filed
            inner join quarantined on filed.submission_id = quarantined.submission_id
            where
                filed.unit_code = unit_years.unit_code
                and filed.form = unit_years.form
                and filed.year = unit_years.year
        ), 0) as rows_quarantined
    from unit_years
    inner join units on unit_years.unit_code = units.unit_code
    left join unfiled
        on
            unit_years.unit_code = unfiled.unit_code
            and unit_years.form = unfiled.form
            and unit_years.year = unfiled.year
),

rolled as (
    select
        'own' as rollup,
        region_code,
        form,
        year,
        is_in_force,
        rows_quarantined
    from unit_coverage
    union all
    select
        'total' as rollup,
        closure.ancestor_code as region_code,
        unit_coverage.form,
        unit_coverage.year,
        unit_coverage.is_in_force,
        unit_coverage.rows_quarantined
    from unit_coverage
    inner join {{ ref('int_region_closure') }} as closure
        on unit_coverage.region_code = closure.descendant_code
),

final as (
    select
        form,
        region_code,
        rollup,
        year,
        count(*)::integer as units_expected,
        (count(*) filter (where is_in_force))::integer as units_in_force,
        sum(rows_quarantined)::integer as rows_quarantined
    from rolled
    group by form, region_code, rollup, year
)

select * from final
