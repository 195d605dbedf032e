with filed as (
    select * from {{ ref('int_observation_filed') }}
),

own as (
    select * from {{ ref('int_observation_own') }} where witness in ('derived', 'derived_part')
),

final as (
    select
        measure_code,
        region_code,
        programme_code,
        period_code,
        scope,
        life_stage,
        edition,
        'filed' as witness,
        unit_code,
        submission_id,
        sheet,
        row_no,
        unit_of_measure,
        qualifier,
        obs_status,
        value_text,
        mask_pattern,
        as_of_basis,
        year,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        unit_mult,
        decimals,
        period_start,
        make_date(year, 12, 31) as period_end,
        as_of_date
    from filed
    union all
    select
        measure_code,
        region_code,
        programme_code,
        year::text as period_code,
        scope,
        life_stage,
        edition,
        witness,
        unit_code,
        submission_id,
        sheet,
        row_no,
        unit_of_measure,
        qualifier,
        obs_status,
        null::text as value_text,
        null::text as mask_pattern,
        'filed' as as_of_basis,
        year,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        0::smallint as unit_mult,
        null::smallint as decimals,
        null::date as period_start,
        make_date(year, 12, 31) as period_end,
        as_of_date
    from own
)

select * from final
