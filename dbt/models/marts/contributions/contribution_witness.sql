{# Observations as they are shown: the best ones, and the witnesses beside them that say otherwise.
   Not materialized, so that one observation is found by its key. #}
with best as not materialized (
    select * from {{ ref('fct_observation_best') }}
),

others as not materialized (
    select * from {{ ref('mart_witness_disagreement') }}
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
        '' as other,
        witness,
        submission_id,
        sheet,
        row_no,
        unit_of_measure,
        obs_status,
        year,
        value,
        value_low
    from best
    union all
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        scope,
        life_stage,
        edition,
        concat_ws('|', other_witness, other_submission_id, other_sheet, other_row_no) as other,
        other_witness as witness,
        other_submission_id as submission_id,
        other_sheet as sheet,
        other_row_no as row_no,
        unit_of_measure,
        other_status as obs_status,
        year,
        other_value as value,
        other_value_low as value_low
    from others
)

select * from final
