{# Of which places a unit that sits in a region may speak: of its region and of the totals in which
   that lies; if its rows may name what lies below, of those as well. #}
with regions as (
    select * from {{ ref('int_region_closure') }}
),

places as (
    select * from {{ ref('int_lattice_place') }}
),

reaches as (
    select reaches_below
    from (values (true), (false)) as reaches (reaches_below)
),

final as (
    select
        places.region_code,
        reaches.reaches_below,
        places.rollup,
        places.place_code
    from places
    cross join reaches
    union all
    select
        regions.above_code as region_code,
        true as reaches_below,
        rollups.rollup,
        regions.region_code as place_code
    from regions
    cross join (values ('own'), ('total')) as rollups (rollup)
    where regions.distance > 0
)

select * from final
