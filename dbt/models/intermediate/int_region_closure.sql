{# Today's regions, and all in which each lies; rows land with today's codes. #}
with recursive regions as (
    select * from {{ source('reference', 'region') }} where valid_to is null
),

final as (
    select
        region_code,
        region_code as above_code,
        0 as distance
    from regions
    union all
    select
        final.region_code,
        regions.parent_code as above_code,
        final.distance + 1 as distance
    from final
    inner join regions on final.above_code = regions.region_code
    where regions.parent_code is not null
)

select * from final
