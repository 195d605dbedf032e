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
        person_key::text as person_key,
        unit_code::text as unit_code,
        region_code::text as region_code,
        employer::text as employer,
        (case
            when title_level = 'none' then '_Z:none'
            else coalesce(title_series, '_U') || ':' || title_level
        end)::text as title_code,
        education::text as education,
        talent_category::text as talent_category,
        staff_category::text as staff_category,
        employment::text as employment,
        entry_mode::text as entry_mode,
        counted_by_unit::text as counted_by_unit,
        -- a row a unit: those that do not count are the other units'
        (string_agg(unit_code, ' ') filter (where not is_counted) over (
            partition by person_key, year
            order by unit_code rows between unbounded preceding and unbounded following
        ))::text as also_filed_by,
        '1'::text as rule_version,
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        year::smallint as year,
        age_years::smallint as age_years,
        is_wage_here::boolean as wage_here,
        is_grassroots_title::boolean as is_grassroots_title,
        is_counted::boolean as is_counted,
        title_date::date as title_date,
        entry_date::date as entry_date,
        as_of_date::date as as_of_date
    from claims
    where place_in_unit = 1
)

select * from final
