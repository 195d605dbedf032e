with claims as (
    select * from {{ ref('int_programme_claims_counted') }}
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

{{ programme_people() }},

final as (
    select
        programme_code::text as programme_code,
        role::text as role,
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        region_code::text as region_code,
        life_stage::text as life_stage,
        year::smallint as year,
        is_doubtful::boolean as is_doubtful
    from people
)

select * from final
