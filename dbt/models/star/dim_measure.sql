with final as (
    select
        measure_code,
        name,
        name_en,
        definition,
        unit_code,
        kind,
        agg_region,
        agg_time,
        numerator,
        denominator,
        fund_stage,
        derivation,
        derivation_form,
        owner_line,
        successor,
        counts_as,
        breakdown,
        default_stage,
        adds_region,
        adds_programme,
        adds_item,
        adds_stage,
        adds_edition,
        adds_since,
        scale::numeric(24, 6) as scale,
        is_non_negative,
        knows_programme,
        is_break
    from {{ source('reference', 'measure') }}
)

select * from final
