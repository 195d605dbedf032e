{# Which regions a row of a mart speaks of: at rollup own the region alone, at total those below
   too. #}
with recursive regions as (
    select distinct  -- a region that was renamed stands once
        standing_code as region_code,
        standing_parent as parent_code
    from {{ ref('dim_region') }}
),

below as (
    select
        region_code,
        region_code as within_code
    from regions
    union all
    select
        below.region_code,
        regions.region_code as within_code
    from below
    inner join regions on below.within_code = regions.parent_code
),

final as (
    select
        region_code,
        'own' as rollup,
        region_code as within_code
    from regions
    union all
    select
        region_code,
        'total' as rollup,
        within_code
    from below
)

select * from final
