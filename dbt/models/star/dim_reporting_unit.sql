with final as (
    select
        unit_code::text as unit_code,
        name::text as name,
        kind::text as kind,
        line_system::text as line_system,
        region_code::text as region_code,
        level::text as level,
        parent_unit::text as parent_unit,
        successor::text as successor,
        valid_from::date as valid_from,
        valid_to::date as valid_to
    from {{ source('reference', 'reporting_unit') }}
)

select * from final
