-- 哪些单位最常迟报、漏报？
-- Which units are late or missing most often?
-- grain: unit, over all its slots whose date has passed; equal units share a place
-- unit: slots; share_in_order from 0 to 1; days after the due date
-- reading: late corrections are shown and not held against a unit: its first filing may have been
-- in time; median_days_late is null where nothing else came late
-- columns: place, unit_code, unit_name, region_name, slots_due, slots_missing, slots_late,
-- slots_corrected_late, share_in_order, median_days_late

with wanted as (
    select '53' as region_prefix
),

slots as (
    select
        completeness.*,
        completeness.is_complete and not completeness.is_on_time as is_late,
        (completeness.received_at at time zone 'Asia/Shanghai')::date
        - completeness.due_date as days_late
    from mart.mart_submission_completeness as completeness
    cross join wanted
    where
        completeness.is_owed
        and completeness.state <> 'owed'
        and starts_with(completeness.region_code, wanted.region_prefix)
),

counted as (
    select
        unit_code,
        unit_name,
        region_name,
        count(*) as slots_due,
        count(*) filter (where not is_complete) as slots_missing,
        count(*) filter (where is_late and revisions = 0) as slots_late,
        count(*) filter (where is_late and revisions > 0) as slots_corrected_late,
        percentile_cont(0.5) within group (order by days_late)
        filter (where is_late and revisions = 0) as median_days_late
    from slots
    group by unit_code, unit_name, region_name
),

final as (
    select
        rank() over (
            order by
                counted.slots_missing + counted.slots_late desc,
                counted.median_days_late desc nulls last
        ) as place,
        counted.unit_code,
        counted.unit_name,
        counted.region_name,
        counted.slots_due,
        counted.slots_missing,
        counted.slots_late,
        counted.slots_corrected_late,
        round(1 - (counted.slots_missing + counted.slots_late)::numeric / counted.slots_due, 4)
            as share_in_order,
        counted.median_days_late
    from counted
)

select * from final
order by place, unit_code;
