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
        person_key::text as person_key,
        programme_code::text as programme_code,
        edition::text as edition,
        unit_code::text as unit_code,
        role::text as role,
        region_code::text as region_code,
        service_region::text as service_region,
        life_stage::text as life_stage,
        authority::text as authority,
        origin::text as origin,
        sending_unit::text as sending_unit,
        counted_by_unit::text as counted_by_unit,
        '1'::text as rule_version,
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        year::smallint as year,
        is_counted::boolean as is_counted,
        stage_date::date as stage_date,
        start_date::date as start_date,
        end_date::date as end_date
    from claims
    where place_in_unit = 1
)

select * from final
