-- Every row of a submission in force is either quarantined or goes on. Without this test an inner
-- join in staging or in a first intermediate model (a unit or measure that left the seeds) would
-- drop people in silence.
with landed as (
    select
        'talent_register' as form,
        submission_id,
        count(*) as row_count
    from {{ source('raw', 'talent_register') }}
    group by submission_id
    union all
    select
        'measure_return' as form,
        submission_id,
        count(*) as row_count
    from {{ source('raw', 'measure_return') }}
    group by submission_id
),

kept as (
    select
        submission_id,
        count(*) as row_count
    from {{ ref('int_talent_claims_counted') }}
    group by submission_id
    union all
    select
        submission_id,
        count(*) as row_count
    from {{ ref('int_observation_filed') }}
    group by submission_id
),

-- a critical finding may name a row that never landed: only landed rows count here
set_aside as (
    select
        quarantined_row.submission_id,
        count(*) as row_count
    from {{ source('audit', 'quarantined_row') }} as quarantined_row
    where
        exists (
            select 1
            from {{ source('raw', 'talent_register') }} as register
            where
                register.submission_id = quarantined_row.submission_id
                and register.sheet = quarantined_row.sheet
                and register.row_no = quarantined_row.row_no
        )
        or exists (
            select 1
            from {{ source('raw', 'measure_return') }} as return
            where
                return.submission_id = quarantined_row.submission_id
                and return.sheet = quarantined_row.sheet
                and return.row_no = quarantined_row.row_no
        )
    group by quarantined_row.submission_id
),

final as (
    select
        landed.form,
        landed.submission_id,
        landed.row_count as rows_landed,
        coalesce(kept.row_count, 0) as rows_kept,
        coalesce(set_aside.row_count, 0) as rows_quarantined
    from landed
    inner join {{ source('audit', 'current_submission') }} as current_submission
        on landed.submission_id = current_submission.submission_id
    left join kept on landed.submission_id = kept.submission_id
    left join set_aside on landed.submission_id = set_aside.submission_id
    where landed.row_count <> coalesce(kept.row_count, 0) + coalesce(set_aside.row_count, 0)
)

select * from final
