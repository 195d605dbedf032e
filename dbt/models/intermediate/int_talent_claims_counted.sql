{{ config(
    materialized='incremental',
    incremental_strategy='replace_changed',
    unique_key=['person_key', 'year'],
    on_schema_change='fail',
    indexes=[
        {'columns': ['person_key', 'year']},
        {'columns': ['name_hash', 'year']},
        {'columns': ['person_basis']},
        {'columns': ['region_code', 'year', 'unit_code']},
    ],
) }}
with claims as materialized (  -- the changed rows first: joined on, all rows are looked at
    {{ changed_rows(ref('stg_talent_register'), ['person_key', 'year']) }}
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

ordered as (
    select
        claims.*,
        coalesce(claims.work_region, units.region_code) as region_code,
        case claims.is_wage_here when true then 1 when false then 3 else 2 end as wage_rank,
        case claims.employment
            when 'permanent' then 1 when 'contract' then 2 else 3
        end as employment_rank,
        case units.level when 'county' then 1 when 'prefecture' then 2 else 3 end as level_rank
    from claims
    inner join units on claims.unit_code = units.unit_code
),

-- the published rule: who counts a person whom several rows claim for one year
placed as (
    select
        *,
        row_number() over (
            partition by person_key, year, unit_code
            order by
                wage_rank, employment_rank, as_of_date desc nulls last, level_rank, unit_code,
                submission_id, sheet, row_no
        ) as place_in_unit,
        row_number() over in_year as place_overall,
        first_value(unit_code) over in_year as counted_by_unit
    from ordered
    window
        in_year as (
            partition by person_key, year
            order by
                wage_rank, employment_rank, as_of_date desc nulls last, level_rank, unit_code,
                submission_id, sheet, row_no
        )
),

final as (
    select
        submission_id,
        sheet,
        row_no,
        person_key,
        person_basis,
        key_id,
        name_mask,
        name_hash,
        unit_code,
        region_code,
        counted_by_unit,
        employer,
        employer_level,
        recruit_drive,
        sex,
        id_sex,
        staff_category,
        talent_category,
        education,
        degree,
        title_series,
        title_level,
        employment,
        entry_mode,
        year,
        place_in_unit,
        place_overall,
        (year - extract(year from birth_month))::smallint as age_years,
        is_wage_here,
        is_grassroots_title,
        place_overall = 1 as is_counted,
        birth_month,
        title_date,
        entry_date,
        as_of_date
    from placed
)

select * from final
