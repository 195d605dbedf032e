-- 有多少人还在申报、推荐、公示中，尚未认定？
-- How many people are pending: applied, recommended or in public notice?
-- grain: region of the wanted level x programme x stage; a set stands beside its members
-- unit: people; none of them is a participant yet
-- reading: a null high is 以上, rosters are missing; recognised: those who have got there
-- columns: region_code, region_name, programme_code, programme_name, is_set, life_stage, people,
-- people_low, people_high, people_status, recognised_low, recognised_high

with wanted as (
    select
        'county' as region_level,
        2021 as year
),

people as (
    select programme_people.*
    from mart.mart_programme_people as programme_people
    cross join wanted
    where
        programme_people.region_level = wanted.region_level
        and programme_people.rollup = 'total'
        and programme_people.role = '_T'
        and programme_people.programme_code <> '_T'
        and programme_people.year = wanted.year
),

final as (
    select
        pending.region_code,
        pending.region_name,
        pending.programme_code,
        programme.name as programme_name,
        pending.is_set,
        pending.life_stage,
        pending.people,
        pending.people_low,
        pending.people_high,
        pending.people_status,
        recognised.people_low as recognised_low,
        recognised.people_high as recognised_high
    from people as pending
    inner join mart.dim_programme as programme
        on pending.programme_code = programme.programme_code
    left join people as recognised
        on
            pending.region_code = recognised.region_code
            and pending.programme_code = recognised.programme_code
            and recognised.life_stage = '_T'
    where
        pending.life_stage in ('applied', 'recommended', 'in_public_notice')
        and coalesce(pending.people_high, pending.people_low) > 0
)

select * from final
order by region_code, programme_code, life_stage;
