with best as (
    select * from {{ ref('int_observation_best') }}
),

final as (
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
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
        verdict,
        year,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        witness_count::integer as witness_count,
        units_expected::integer as units_expected,
        units_in_force::integer as units_in_force,
        rows_quarantined,
        is_complete,
        as_of_date
    from best
)

select * from final
