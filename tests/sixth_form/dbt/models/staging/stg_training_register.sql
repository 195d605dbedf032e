with landed as (
    select * from {{ source('raw', 'training_register') }}
),

current_submissions as (
    select * from {{ source('audit', 'current_submission') }}
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

quarantined as (
    select * from {{ source('audit', 'quarantined_row') }}
),

final as (
    select
        landed.submission_id,
        landed.sheet,
        landed.row_no,
        current_submissions.unit_code,
        units.region_code,
        current_submissions.period as period_code,
        landed.course,
        landed.programme__v as programme_code,
        landed.attendances__status as attendances_status,
        left(current_submissions.period, 4)::smallint as year,
        landed.attendances__v as attendances,
        landed.attendances__low as attendances_low,
        landed.attendances__high as attendances_high,
        landed.start_date__v as start_date
    from landed
    inner join current_submissions on landed.submission_id = current_submissions.submission_id
    inner join units on current_submissions.unit_code = units.unit_code
    where not exists (
        select 1
        from quarantined
        where
            quarantined.submission_id = landed.submission_id
            and quarantined.sheet = landed.sheet
            and quarantined.row_no = landed.row_no
    )
)

select * from final
