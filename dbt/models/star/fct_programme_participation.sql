{{ config(
    materialized='incremental',
    incremental_strategy='replace_changed',
    unique_key=['person_key', 'year'],
    on_schema_change='fail',
) }}
with claims as (
    {{ changed_rows(ref('int_programme_claims_counted'), ['person_key', 'year']) }}
),

final as (
    select
        person_key,
        programme_code,
        edition,
        unit_code,
        role,
        region_code,
        service_region,
        life_stage,
        life_stage_to,
        authority,
        origin,
        sending_unit,
        education,
        platform_id,
        claim,
        award_level,
        outcome,
        outcome_grade,
        pair_ref,
        posting_kind,
        posting_level,
        linked_by,
        counted_by_unit,
        '1' as rule_version,
        submission_id,
        sheet,
        row_no,
        year,
        target_year,
        is_participant,
        is_counted,
        stage_date,
        start_date,
        end_date,
        outcome_date
    from claims
    where place_in_unit = 1
)

select * from final
