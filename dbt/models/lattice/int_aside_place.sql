{# Rows that are set aside, wherever they may stand among regions: where their region reads, there
   and above it; else wherever their unit may speak. Alike ones are one row. Null is what does not
   read, and what they may add is infinite where that does not. #}
with asides as (
    select
        *,
        coalesce(high, 'Infinity') as most
    from {{ ref('int_row_aside') }}
),

spoken as (
    select
        asides.*,
        places.rollup,
        places.place_code
    from asides
    inner join {{ ref('int_lattice_place') }} as places on asides.region_code = places.region_code
    union all
    select
        asides.*,
        reach.rollup,
        reach.place_code
    from asides
    inner join {{ ref('int_lattice_reach') }} as reach
        on asides.reach_region = reach.region_code and asides.reaches_below = reach.reaches_below
    where asides.region_code is null
),

final as (
    select
        measure_code,
        year,
        rollup,
        place_code as region_code,
        programme_code,
        item,
        life_stage,
        edition,
        count(*) as row_count,
        sum(most) as high
    from spoken
    group by measure_code, year, rollup, place_code, programme_code, item, life_stage, edition
)

select * from final
