with counted as (
    select * from {{ ref('int_programme_claims_counted') }} where is_counted
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

{{ programme_heads() }},

final as (
    select
        measure_code::text as measure_code,
        programme_code::text as programme_code,
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        region_code::text as region_code,
        year::smallint as year,
        is_doubtful::boolean as is_doubtful
    from heads
    where does_count
)

select * from final
