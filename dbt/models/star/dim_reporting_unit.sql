with final as (
    select
        unit_code,
        name,
        kind,
        line_system,
        region_code,
        level,
        parent_unit,
        successor,
        valid_from,
        valid_to
    from {{ source('reference', 'reporting_unit') }}
)

select * from final
