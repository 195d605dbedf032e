{{ config(
    materialized='incremental',
    incremental_strategy='replace_changed',
    unique_key='person_key',
    on_schema_change='fail',
) }}
with registers as (
    {{ changed_rows(ref('int_talent_claims_counted'), ['person_key']) }}
),

rosters as (
    {{ changed_rows(ref('int_programme_claims_counted'), ['person_key']) }}
),

claims as (
    select
        person_key,
        person_basis,
        key_id,
        name_mask,
        name_hash,
        coalesce(id_sex, sex) as sex,
        birth_month,
        year,
        1 as form_rank,
        place_overall,
        submission_id,
        sheet,
        row_no
    from registers
    union all
    select
        person_key,
        person_basis,
        key_id,
        name_mask,
        name_hash,
        id_sex as sex,
        birth_month,
        year,
        2 as form_rank,
        place_overall,
        submission_id,
        sheet,
        row_no
    from rosters
),

-- of several rows that speak of a person, the one that counts in the latest year describes him or
-- her, a register before a roster
ordered as (
    select
        *,
        row_number() over (
            partition by person_key
            order by year desc, form_rank, place_overall, submission_id, sheet, row_no
        ) as place
    from claims
),

final as (
    select
        person_key,
        key_id,
        person_basis as basis,
        name_mask,
        name_hash,
        sex,
        extract(year from birth_month)::smallint as birth_year
    from ordered
    where place = 1
)

select * from final
