with courses as (
    select * from {{ ref('stg_training_register') }}
),

final as (
    select
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        unit_code::text as unit_code,
        region_code::text as region_code,
        period_code::text as period_code,
        course::text as course,
        programme_code::text as programme_code,
        attendances_status::text as attendances_status,
        year::smallint as year,
        attendances::numeric(24, 6) as attendances,
        attendances_low::numeric(24, 6) as attendances_low,
        attendances_high::numeric(24, 6) as attendances_high,
        start_date::date as start_date
    from courses
)

select * from final
