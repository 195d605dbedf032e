with final as (
    select
        programme_code::text as programme_code,
        name::text as name,
        name_en::text as name_en,
        family::text as family,
        level::text as level,
        authority::text as authority,
        kind::text as kind,
        valid_from::date as valid_from,
        valid_to::date as valid_to
    from {{ source('reference', 'programme') }}
)

select * from final
