with final as (
    select
        region_key,
        region_code,
        name,
        level,
        parent_code,
        successor,
        valid_from,
        valid_to
    from {{ source('reference', 'region') }}
)

select * from final
