-- 各奖项表彰了多少人、多少单位，还有多少在公示？
-- How many people and organisations were honoured, and how many are in public notice?
-- grain: region of the wanted level x programme (_T: all of them) x measure
-- unit: people and organisations; those in public notice are in no other number
-- reading: ">= 12" is 12以上: who has not filed may have more; no row: nobody filed about it
-- columns: region_code, region_name, programme_code, programme_name, measure_code, measure_name,
-- shown, value, value_low, value_high, obs_status, is_complete

with wanted as (
    select
        'county' as region_level,
        2021 as year
),

items (place, measure_code) as (
    values
    (1, 'PERSONS_HONOURED'),
    (2, 'PERSONS_HONOURED_PENDING'),
    (3, 'ORGS_HONOURED'),
    (4, 'ORGS_HONOURED_PENDING')
),

final as (
    select
        observation.region_code,
        observation.region_name,
        observation.programme_code,
        programme.name as programme_name,
        observation.measure_code,
        observation.measure_name,
        case
            when observation.value_low is null then '~ ' || trim_scale(observation.value)
            when observation.value_high is null then '>= ' || trim_scale(observation.value_low)
            when observation.value_low = observation.value_high
                then trim_scale(observation.value_low)::text
            else trim_scale(observation.value_low) || '..' || trim_scale(observation.value_high)
        end as shown,
        observation.value,
        observation.value_low,
        observation.value_high,
        observation.obs_status,
        observation.is_complete,
        items.place
    from mart.mart_observation as observation
    cross join wanted
    inner join items on observation.measure_code = items.measure_code
    inner join mart.dim_measure as measure on observation.measure_code = measure.measure_code
    inner join mart.dim_programme as programme
        on observation.programme_code = programme.programme_code
    where
        observation.region_level = wanted.region_level
        and observation.rollup = 'total'
        and observation.scope = 'region'
        and observation.year = wanted.year
        and observation.since = wanted.year::text
        and observation.life_stage = measure.default_stage
        and observation.item = '_T'
        and observation.edition = '_T'
        and observation.programme_code <> '_Z'
        and coalesce(observation.value, observation.value_low) is not null
)

select
    region_code,
    region_name,
    programme_code,
    programme_name,
    measure_code,
    measure_name,
    shown,
    value,
    value_low,
    value_high,
    obs_status,
    is_complete
from final
order by region_code, programme_code, place;
