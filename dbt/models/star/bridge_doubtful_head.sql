with claims as not materialized (  -- read twice, by index
    select * from {{ ref('int_talent_claims_counted') }}
),

{{ doubtful_people() }},

final as (
    select
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        region_code::text as region_code,
        year::smallint as year
    from people
)

select * from final
