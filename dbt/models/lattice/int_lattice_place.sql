{# Where what stands in a region counts: in its own, and in the total of it and of all above. #}
with regions as (
    select * from {{ ref('int_region_closure') }}
),

final as (
    select
        region_code,
        'own' as rollup,
        region_code as place_code
    from regions
    where distance = 0
    union all
    select
        region_code,
        'total' as rollup,
        above_code as place_code
    from regions
)

select * from final
