{# Places that there are in a year, of which a silent unit may speak. #}
with silent as (
    select
        measure_code,
        year,
        region_code,
        reaches_below,
        count(*) as units_silent,
        count(*) filter (where is_owed) as owed_silent
    from {{ ref('int_unit_silent') }}
    group by measure_code, year, region_code, reaches_below
),

reach as (
    select * from {{ ref('int_lattice_reach') }}
),

-- added first: by year alone each would meet all regions
reached as (
    select
        silent.measure_code,
        silent.year,
        reach.rollup,
        reach.place_code as region_code,
        sum(silent.units_silent)::integer as units_silent,
        sum(silent.owed_silent)::integer as owed_silent
    from silent
    inner join reach
        on
            silent.region_code = reach.region_code
            and silent.reaches_below = reach.reaches_below
    group by silent.measure_code, silent.year, reach.rollup, reach.place_code
),

final as (
    select reached.*
    from reached
    inner join {{ ref('int_region_year') }} as regions
        on reached.year = regions.year and reached.region_code = regions.region_code
)

select * from final
