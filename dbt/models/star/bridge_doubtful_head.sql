with claims as not materialized (  -- read twice, by index
    select * from {{ ref('int_talent_claims_counted') }}
),

{{ doubtful_people() }},

final as (
    select
        submission_id,
        sheet,
        row_no,
        region_code,
        year
    from people
)

select * from final
