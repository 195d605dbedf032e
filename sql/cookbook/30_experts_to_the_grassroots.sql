-- 各项目下派专家多少批次、人次，服务多少人，解决多少问题？
-- How many dispatches of experts were there, whom did they serve, and what did they solve?
-- grain: region of the wanted level x programme (_T: all of them)
-- unit: batches, person-times, people, problems, households: five measures that are never added
-- reading: low: what is logged at least; a null high: who has not filed may have more
-- columns: region_code, region_name, programme_code, programme_name, batches_low, expert_trips_low,
-- expert_trips_high, people_served_low, people_served_high, problems_solved_low, households_low,
-- is_complete

with wanted as (
    select
        'county' as region_level,
        2021 as year
),

final as (
    select
        outcome.region_code,
        outcome.region_name,
        outcome.programme_code,
        programme.name as programme_name,
        outcome.batches_low,
        outcome.expert_trips_low,
        outcome.expert_trips_high,
        outcome.people_served_low,
        outcome.people_served_high,
        outcome.problems_solved_low,
        outcome.households_low,
        outcome.is_complete
    from mart.mart_service_outcomes as outcome
    cross join wanted
    inner join mart.dim_programme as programme
        on outcome.programme_code = programme.programme_code
    where
        outcome.region_level = wanted.region_level
        and outcome.rollup = 'total'
        and outcome.activity_type = '_T'
        and outcome.year = wanted.year
        and coalesce(outcome.expert_trips_low, outcome.people_served_low, outcome.batches_low) > 0
)

select * from final
order by region_code, programme_code;
