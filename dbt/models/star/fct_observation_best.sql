with best as (
    select * from {{ ref('int_observation_best') }}
),

final as (
    select
        measure_code::text as measure_code,
        region_code::text as region_code,
        rollup::text as rollup,
        programme_code::text as programme_code,
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
        verdict::text as verdict,
        year::smallint as year,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        witness_count::integer as witness_count,
        units_expected::integer as units_expected,
        units_in_force::integer as units_in_force,
        rows_quarantined::integer as rows_quarantined,
        is_complete::boolean as is_complete,
        as_of_date::date as as_of_date
    from best
)

select * from final
