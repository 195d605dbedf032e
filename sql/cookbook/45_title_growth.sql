-- 各州市职称人数比上年增长多少？
-- By how much did the holders of titles grow in each prefecture against the year before?
-- grain: region of the wanted level x measure, each year against the one before
-- unit: people; growth 0.05 is five per cent more
-- reading: growth_low, _high: what the bounds of both years leave open; null: one has no end
-- columns: region_code, region_name, measure_code, measure_name, year, before_low, before_high,
-- people_low, people_high, growth_low, growth_high

with wanted as (
    select 'county' as region_level
),

titles as (
    select observation.*
    from mart.mart_observation as observation
    cross join wanted
    where
        observation.measure_code in ('TITLE_STAFF', 'TITLE_SENIOR')
        and observation.region_level = wanted.region_level
        and observation.programme_code = '_T'
        and observation.rollup = 'total'
        and observation.scope = 'region'
        and observation.since = observation.year::text
        and observation.item = '_T'
        and observation.life_stage = '_reached'
        and observation.edition = '_T'
),

final as (
    select
        titles.region_code,
        titles.region_name,
        titles.measure_code,
        titles.measure_name,
        titles.year,
        before.value_low as before_low,
        before.value_high as before_high,
        titles.value_low as people_low,
        titles.value_high as people_high,
        round(titles.value_low / nullif(before.value_high, 0) - 1, 4) as growth_low,
        round(titles.value_high / nullif(before.value_low, 0) - 1, 4) as growth_high
    from titles
    inner join titles as before
        on
            titles.measure_code = before.measure_code
            and titles.region_code = before.region_code
            and titles.year - 1 = before.year
    where titles.value_low is not null and before.value_low is not null
)

select * from final
order by region_code, measure_code, year;
