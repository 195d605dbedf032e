{{ config(
    materialized='incremental',
    incremental_strategy='replace_changed',
    unique_key=['person_key', 'year'],
    on_schema_change='fail',
    indexes=[{'columns': ['unit_code', 'year', 'counted_by_unit', 'region_code']}],
) }}
with claims as (
    {{ changed_rows(ref('int_talent_claims_counted'), ['person_key', 'year']) }}
),

final as (
    select
        person_key,
        unit_code,
        region_code,
        employer,
        employer_level,
        recruit_drive,
        (case
            when title_level = 'none' then '_Z:none'
            else coalesce(title_series, '_U') || ':' || title_level
        end) as title_code,
        education,
        talent_category,
        staff_category,
        employment,
        entry_mode,
        counted_by_unit,
        -- a row a unit: those that do not count are the other units'
        (string_agg(unit_code, ' ') filter (where not is_counted) over (
            partition by person_key, year
            order by unit_code rows between unbounded preceding and unbounded following
        )) as also_filed_by,
        '1' as rule_version,
        submission_id,
        sheet,
        row_no,
        year,
        age_years,
        is_wage_here as wage_here,
        is_grassroots_title,
        is_counted,
        title_date,
        entry_date,
        as_of_date
    from claims
    where place_in_unit = 1
)

select * from final
