{{ config(
    materialized='incremental',
    incremental_strategy='replace_changed',
    unique_key=['person_key', 'year'],
    on_schema_change='fail',
    indexes=[{'columns': ['person_key', 'year']}],
) }}
{# One row of a roster each, with its place among all rows that name the person there. -#}
with claims as (
    {{ changed_rows(ref('stg_programme_roster'), ['person_key', 'year']) }}
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

stages as (
    select
        code as life_stage,
        rank as stage_rank
    from {{ source('reference', 'code') }}
    where list = 'life_stage'
),

ordered as (
    select
        claims.*,
        coalesce(claims.edition, '_Z') as edition_code,
        coalesce(claims.service_region, units.region_code) as region_code,
        -- who was withdrawn in one edition may serve in another: that a person left goes last
        case claims.life_stage when 'withdrawn' then 0 else stages.stage_rank end as stage_rank,
        case units.level when 'county' then 1 when 'prefecture' then 2 else 3 end as level_rank
    from claims
    inner join units on claims.unit_code = units.unit_code
    inner join stages on claims.life_stage = stages.life_stage
),

-- the published rule: the highest stage, then the order of the registers as far as a roster has it
-- (it states neither wage nor post, and the day of the stage is what it says of time)
placed as (
    select
        *,
        row_number() over (
            partition by person_key, programme_code, edition_code, role, year, unit_code
            order by
                stage_rank desc, stage_date desc nulls last, level_rank, unit_code, submission_id,
                sheet, row_no
        ) as place_in_unit,
        row_number() over in_programme as place_in_programme,
        row_number() over (
            partition by person_key, year
            order by
                stage_rank desc, stage_date desc nulls last, level_rank, unit_code, submission_id,
                sheet, row_no
        ) as place_overall,
        first_value(unit_code) over in_programme as counted_by_unit
    from ordered
    window
        -- who was honoured, sent or linked takes part in nothing by that
        in_programme as (
            partition by person_key, programme_code, year, is_participant
            order by
                stage_rank desc, stage_date desc nulls last, level_rank, unit_code, submission_id,
                sheet, row_no
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
        programme_code,
        edition_code as edition,
        role,
        authority,
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
        life_stage,
        life_stage_to,
        origin,
        sending_unit,
        service_region,
        id_sex,
        year,
        target_year,
        place_in_unit,
        place_in_programme,
        place_overall,
        is_participant,
        is_participant and place_in_programme = 1 as is_counted,
        birth_month,
        stage_date,
        start_date,
        end_date,
        outcome_date
    from placed
)

select * from final
