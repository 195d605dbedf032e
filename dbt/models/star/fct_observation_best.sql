with best as (
    select * from {{ ref('int_observation_best') }}
),

final as (
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        since,
        scope,
        item,
        life_stage,
        edition,
        witness,
        dimension,
        unit_code,
        submission_id,
        sheet,
        row_no,
        unit_of_measure,
        qualifier,
        obs_status,
        verdict,
        why_incomplete,
        year,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        shared_low::numeric(24, 6) as shared_low,
        shared_high::numeric(24, 6) as shared_high,
        witness_count::integer as witness_count,
        units_expected::integer as units_expected,
        units_in_force::integer as units_in_force,
        rows_quarantined,
        is_complete,
        rests_on_disputed,
        as_of_date
    from best
)

select * from final
