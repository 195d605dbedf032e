-- 每次培训平均多少人次参加？
-- How many attend a training on average?
-- grain: region of the wanted level x programme, trainings only
-- unit: person-times (人次) per training (次), a quotient of sums, no mean of means
-- reading: ">=": logs are missing; logged_mean is that of what was logged, mean_low and mean_high
-- bound that of all trainings, null where a sum is 以上
-- columns: region_code, region_name, programme_code, programme_name, trainings_shown,
-- attendances_shown, logged_mean, mean_low, mean_high, attendances_per_activity_status

with wanted as (
    select
        'county' as region_level,
        2021 as year
),

trainings as (
    select outcomes.*
    from mart.mart_service_outcomes as outcomes
    cross join wanted
    where
        outcomes.region_level = wanted.region_level
        and outcomes.rollup = 'total'
        and outcomes.activity_type = 'training'
        and outcomes.programme_code <> '_T'
        and outcomes.year = wanted.year
        and outcomes.activities_low > 0
),

final as (
    select
        trainings.region_code,
        trainings.region_name,
        trainings.programme_code,
        programme.name as programme_name,
        case
            when trainings.activities_high is null then '>= ' || trainings.activities_low
            when trainings.activities_low = trainings.activities_high
                then trainings.activities_low::text
            else trainings.activities_low || '..' || trainings.activities_high
        end as trainings_shown,
        case
            when trainings.attendances_high is null then '>= ' || trainings.attendances_low
            when trainings.attendances_low = trainings.attendances_high
                then trainings.attendances_low::text
            else trainings.attendances_low || '..' || trainings.attendances_high
        end as attendances_shown,
        round(trainings.attendances::numeric / nullif(trainings.activities, 0), 2) as logged_mean,
        round(trainings.attendances_per_activity_low, 2) as mean_low,
        round(trainings.attendances_per_activity_high, 2) as mean_high,
        trainings.attendances_per_activity_status
    from trainings
    inner join mart.dim_programme as programme
        on trainings.programme_code = programme.programme_code
)

select * from final
order by logged_mean desc nulls last, region_code, programme_code;
