{# A unit counts as expected where it owes the form, filed it without owing it, or claims people
   who work there. -#}
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

closure as (
    select * from {{ ref('int_region_closure') }}
),

quarantined as (
    select
        submission_id,
        count(*) as row_count
    from {{ source('audit', 'quarantined_row') }}
    group by submission_id
),

set_aside as (
    select
        filed.unit_code,
        filed.form,
        filed.year,
        sum(quarantined.row_count) as row_count
    from filed
    inner join quarantined on filed.submission_id = quarantined.submission_id
    group by filed.unit_code, filed.form, filed.year
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

owing as (
    select distinct  -- a unit that owes twelve months owes the year once
        unit_code,
        form,
        year
    from owed
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
        where
            filed.unit_code = owed.unit_code
            and filed.form = owed.form
            and filed.period = owed.period
    )
),

unit_coverage as (
    select
        unit_years.form,
        unit_years.unit_code,
        units.region_code,
        unit_years.year,
        owing.unit_code is not null as is_owed,
        true as is_inside,
        unfiled.unit_code is null as is_in_force,
        coalesce(set_aside.row_count, 0) as rows_quarantined
    from unit_years
    inner join units on unit_years.unit_code = units.unit_code
    left join owing
        on
            unit_years.unit_code = owing.unit_code
            and unit_years.form = owing.form
            and unit_years.year = owing.year
    left join unfiled
        on
            unit_years.unit_code = unfiled.unit_code
            and unit_years.form = unfiled.form
            and unit_years.year = unfiled.year
    left join set_aside
        on
            unit_years.unit_code = set_aside.unit_code
            and unit_years.form = set_aside.form
            and unit_years.year = set_aside.year
),

-- a unit whose people work elsewhere stands behind the number there too
elsewhere as (
    select distinct  -- one row a unit and place of work, however many people
        'talent_register' as form,
        unit_code,
        region_code,
        year,
        false as is_owed,
        false as is_inside,
        true as is_in_force,
        0 as rows_quarantined
    from {{ ref('int_talent_claims_counted') }}
    where is_counted
),

placed as (
    select * from unit_coverage
    union all
    select * from elsewhere
),

rolled as (
    select
        'own' as rollup,
        region_code,
        form,
        year,
        unit_code,
        is_owed,
        is_inside,
        is_in_force,
        rows_quarantined
    from placed
    union all
    select
        'total' as rollup,
        closure.ancestor_code as region_code,
        placed.form,
        placed.year,
        placed.unit_code,
        placed.is_owed,
        placed.is_inside,
        placed.is_in_force,
        placed.rows_quarantined
    from placed
    inner join closure on placed.region_code = closure.descendant_code
),

-- a unit stands once behind a region, whether it sits there, has people there, or both
by_unit as (
    select
        form,
        region_code,
        rollup,
        year,
        unit_code,
        bool_or(is_owed) as is_owed,
        bool_or(is_inside) as is_inside,
        bool_and(is_in_force) as is_in_force,
        sum(rows_quarantined) as rows_quarantined
    from rolled
    group by form, region_code, rollup, year, unit_code
),

final as (
    select
        form,
        region_code,
        rollup,
        year,
        count(*)::integer as units_expected,
        (count(*) filter (where is_in_force))::integer as units_in_force,
        (count(*) filter (where is_owed))::integer as units_owed,
        (count(*) filter (where is_inside))::integer as units_inside,
        sum(rows_quarantined)::integer as rows_quarantined
    from by_unit
    group by form, region_code, rollup, year
)

select * from final
