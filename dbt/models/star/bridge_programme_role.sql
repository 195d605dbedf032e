with claims as (
    select * from {{ ref('int_programme_claims_counted') }}
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

{{ programme_people() }},

final as (
    select
        programme_code,
        role,
        submission_id,
        sheet,
        row_no,
        region_code,
        life_stage,
        year,
        is_doubtful
    from people
)

select * from final
