with final as (
    select
        region_key::text as region_key,
        region_code::text as region_code,
        name::text as name,
        level::text as level,
        parent_code::text as parent_code,
        successor::text as successor,
        valid_from::date as valid_from,
        valid_to::date as valid_to
    from {{ source('reference', 'region') }}
)

select * from final
