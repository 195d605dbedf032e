-- 谁至今没有报送，谁报晚了？
-- Who has never filed, and who filed late?
-- grain: slot that is owed and not in order: unit x form x period x part
-- unit: days after the due date; of what is not in force, days until the publication
-- reading: never: nothing came; returned, withdrawn: nothing is in force; late_correction: replaced
-- an earlier filing, which may have been in time; null received_date: nothing came
-- columns: region_name, unit_code, unit_name, form, period, part, verdict, due_date, received_date,
-- days_late

with wanted as (
    select
        '5301' as region_prefix,
        '2021' as period
),

newest as (
    select max(published_at) as published_at
    from mart.publication
),

slots as (
    select
        completeness.*,
        (completeness.received_at at time zone 'Asia/Shanghai')::date as received_date,
        (newest.published_at at time zone 'Asia/Shanghai')::date as published_date
    from mart.mart_submission_completeness as completeness
    cross join wanted
    cross join newest
    where
        completeness.is_owed
        and completeness.state <> 'owed'
        and starts_with(completeness.region_code, wanted.region_prefix)
        and starts_with(completeness.period, wanted.period)
        and not (completeness.is_complete and completeness.is_on_time)
),

final as (
    select
        region_name,
        unit_code,
        unit_name,
        form,
        period,
        part,
        case
            when state = 'late' then 'never'
            when state in ('returned', 'withdrawn') then state
            when revisions > 0 then 'late_correction'
            else 'late'
        end as verdict,
        due_date,
        received_date,
        case when is_complete then received_date else published_date end - due_date as days_late
    from slots
)

select * from final
order by days_late desc, unit_code, form, period, part;
