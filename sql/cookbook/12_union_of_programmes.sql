-- 科技特派员和“三区”科技人才去重后共有多少人？两边都在的有多少？
-- How many people are in a set of programmes, each once, and how often does a sum count again?
-- grain: region of the wanted level that has anybody x the wanted set
-- unit: people recognised or implemented; places: people of each member, added for comparison only
-- reading: people is the answer; a null high is 以上, and then so is counted_again
-- columns: region_code, region_name, set_code, set_name, people, people_low, people_high,
-- people_status, places_low, places_high, counted_again_low, counted_again_high

with wanted as (
    select
        'county' as region_level,
        'STC_THREE_AREAS' as set_code,
        2021 as year
),

people as (
    select programme_people.*
    from mart.mart_programme_people as programme_people
    cross join wanted
    where
        programme_people.region_level = wanted.region_level
        and programme_people.rollup = 'total'
        and programme_people.life_stage = '_T'
        and programme_people.role = '_T'
        and programme_people.year = wanted.year
),

places as (
    select
        people.region_code,
        lineage.to_code as set_code,
        sum(people.people_low) as places_low,
        case when count(*) = count(people.people_high) then sum(people.people_high) end
            as places_high
    from people
    inner join mart.bridge_programme_lineage as lineage
        on people.programme_code = lineage.from_code and lineage.relation = 'member_of'
    group by people.region_code, lineage.to_code
),

final as (
    select
        people.region_code,
        people.region_name,
        people.programme_code as set_code,
        programme.name as set_name,
        people.people,
        people.people_low,
        people.people_high,
        people.people_status,
        places.places_low,
        places.places_high,
        greatest(places.places_low - people.people_high, 0) as counted_again_low,
        places.places_high - people.people_low as counted_again_high
    from people
    inner join wanted on people.programme_code = wanted.set_code
    inner join mart.dim_programme as programme
        on people.programme_code = programme.programme_code
    left join places
        on people.region_code = places.region_code and people.programme_code = places.set_code
    where coalesce(people.people_high, people.people_low) > 0
)

select * from final
order by people_low desc, region_code;
