{# What a region of any time is on the boundaries of a year; several, if it was divided. #}
with boundaries as (
    select
        *,
        count(*) over (partition by region_key, boundary_year) as parts
    from {{ source('reference', 'region_boundary') }}
),

regions as (
    select * from {{ source('reference', 'region') }}
),

final as (
    select
        boundaries.region_key,
        boundaries.to_key,
        (case
            when boundaries.parts > 1 then 'split'
            when boundaries.region_key = boundaries.to_key then 'same'
            when boundaries.is_merged then 'merge'
            else 'rename'
        end) as relation,
        regions.region_code as to_code,
        regions.name as to_name,
        regions.level as to_level,
        boundaries.boundary_year
    from boundaries
    inner join regions on boundaries.to_key = regions.region_key
)

select * from final
