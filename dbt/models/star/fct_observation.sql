with filed as (
    select * from {{ ref('int_observation_filed') }}
),

own as (
    select * from {{ ref('int_observation_own') }} where witness in ('derived', 'derived_part')
),

final as (
    select
        measure_code::text as measure_code,
        region_code::text as region_code,
        programme_code::text as programme_code,
        period_code::text as period_code,
        scope::text as scope,
        life_stage::text as life_stage,
        edition::text as edition,
        'filed'::text as witness,
        unit_code::text as unit_code,
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        unit_of_measure::text as unit_of_measure,
        qualifier::text as qualifier,
        obs_status::text as obs_status,
        value_text::text as value_text,
        mask_pattern::text as mask_pattern,
        as_of_basis::text as as_of_basis,
        year::smallint as year,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        unit_mult::smallint as unit_mult,
        decimals::smallint as decimals,
        period_start::date as period_start,
        make_date(year, 12, 31)::date as period_end,
        as_of_date::date as as_of_date
    from filed
    union all
    select
        measure_code::text as measure_code,
        region_code::text as region_code,
        programme_code::text as programme_code,
        year::text as period_code,
        scope::text as scope,
        life_stage::text as life_stage,
        edition::text as edition,
        witness::text as witness,
        unit_code::text as unit_code,
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        unit_of_measure::text as unit_of_measure,
        qualifier::text as qualifier,
        obs_status::text as obs_status,
        null::text as value_text,
        null::text as mask_pattern,
        'filed'::text as as_of_basis,
        year::smallint as year,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        0::smallint as unit_mult,
        null::smallint as decimals,
        null::date as period_start,
        make_date(year, 12, 31)::date as period_end,
        as_of_date::date as as_of_date
    from own
)

select * from final
