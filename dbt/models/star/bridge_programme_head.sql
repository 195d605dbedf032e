with counted as (
    select * from {{ ref('int_programme_claims_counted') }} where is_counted
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

{{ programme_heads() }},

final as (
    select
        measure_code,
        programme_code,
        submission_id,
        sheet,
        row_no,
        region_code,
        year,
        is_doubtful
    from heads
    where does_count
)

select * from final
