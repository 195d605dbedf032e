{# All regions that ever stood, and all in which each lies: a code has one region above it through
   all time. Which of them there are in a year int_region_year says. #}
with recursive regions as (
    {{ standing_regions() }}
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
