with final as (
    select
        programme_code,
        name,
        name_en,
        family,
        level,
        authority,
        kind,
        valid_from,
        valid_to
    from {{ source('reference', 'programme') }}
)

select * from final
