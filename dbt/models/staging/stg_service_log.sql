with landed as (
    select * from {{ source('raw', 'service_log') }}
),

current_submissions as (
    select * from {{ source('audit', 'current_submission') }}
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
        current_submissions.period as period_code,
        landed.programme__v as programme_code,
        landed.activity_type__v as activity_type,
        landed.mode__v as mode,
        landed.place_region__v as region_code,
        landed.place_text,
        landed.activities as activities_text,
        landed.activities__qualifier as activities_qualifier,
        landed.activities__status as activities_status,
        landed.activities__mask as activities_mask,
        landed.batches as batches_text,
        landed.batches__qualifier as batches_qualifier,
        landed.batches__status as batches_status,
        landed.batches__mask as batches_mask,
        landed.expert_trips as expert_trips_text,
        landed.expert_trips__qualifier as expert_trips_qualifier,
        landed.expert_trips__status as expert_trips_status,
        landed.expert_trips__mask as expert_trips_mask,
        landed.attendances as attendances_text,
        landed.attendances__qualifier as attendances_qualifier,
        landed.attendances__status as attendances_status,
        landed.attendances__mask as attendances_mask,
        landed.people_served as people_served_text,
        landed.people_served__qualifier as people_served_qualifier,
        landed.people_served__status as people_served_status,
        landed.people_served__mask as people_served_mask,
        landed.problems_solved as problems_solved_text,
        landed.problems_solved__qualifier as problems_solved_qualifier,
        landed.problems_solved__status as problems_solved_status,
        landed.problems_solved__mask as problems_solved_mask,
        landed.households as households_text,
        landed.households__qualifier as households_qualifier,
        landed.households__status as households_status,
        landed.households__mask as households_mask,
        left(current_submissions.period, 4)::smallint as year,
        landed.activities__v as activities,
        landed.activities__low as activities_low,
        landed.activities__high as activities_high,
        landed.activities__mult as activities_mult,
        landed.activities__decimals as activities_decimals,
        landed.batches__v as batches,
        landed.batches__low as batches_low,
        landed.batches__high as batches_high,
        landed.batches__mult as batches_mult,
        landed.batches__decimals as batches_decimals,
        landed.expert_trips__v as expert_trips,
        landed.expert_trips__low as expert_trips_low,
        landed.expert_trips__high as expert_trips_high,
        landed.expert_trips__mult as expert_trips_mult,
        landed.expert_trips__decimals as expert_trips_decimals,
        landed.attendances__v as attendances,
        landed.attendances__low as attendances_low,
        landed.attendances__high as attendances_high,
        landed.attendances__mult as attendances_mult,
        landed.attendances__decimals as attendances_decimals,
        landed.people_served__v as people_served,
        landed.people_served__low as people_served_low,
        landed.people_served__high as people_served_high,
        landed.people_served__mult as people_served_mult,
        landed.people_served__decimals as people_served_decimals,
        landed.problems_solved__v as problems_solved,
        landed.problems_solved__low as problems_solved_low,
        landed.problems_solved__high as problems_solved_high,
        landed.problems_solved__mult as problems_solved_mult,
        landed.problems_solved__decimals as problems_solved_decimals,
        landed.households__v as households,
        landed.households__low as households_low,
        landed.households__high as households_high,
        landed.households__mult as households_mult,
        landed.households__decimals as households_decimals,
        landed.start_date__v as start_date,
        landed.end_date__v as end_date
    from landed
    inner join current_submissions on landed.submission_id = current_submissions.submission_id
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
