with final as (
    select
        regions.region_key,
        regions.region_code,
        regions.name,
        regions.level,
        regions.parent_code,
        regions.successor,
        standing.standing_code,
        standing.standing_parent,
        regions.valid_from,
        regions.valid_to
    from {{ source('reference', 'region') }} as regions
    inner join {{ source('reference', 'standing_region') }} as standing
        on regions.region_key = standing.region_key
)

select * from final
