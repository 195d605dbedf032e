with final as (
    select
        measure_code::text as measure_code,
        name::text as name,
        name_en::text as name_en,
        definition::text as definition,
        unit_code::text as unit_code,
        kind::text as kind,
        agg_region::text as agg_region,
        agg_time::text as agg_time,
        numerator::text as numerator,
        denominator::text as denominator,
        fund_stage::text as fund_stage,
        derivation::text as derivation,
        derivation_form::text as derivation_form,
        owner_line::text as owner_line,
        successor::text as successor,
        scale::numeric(24, 6) as scale,
        is_non_negative::boolean as is_non_negative,
        is_break::boolean as is_break
    from {{ source('reference', 'measure') }}
)

select * from final
