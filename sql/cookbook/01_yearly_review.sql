-- 年度总结总表：本地区及下一级有多少人才、高级职称，密度多高，获得和到位多少资金？
-- The headline table of a yearly review: talent, senior titles, density, money awarded, received.
-- grain: region (the wanted one and those just below it, never added to each other) x item
-- unit: people; people per 10 000 residents; yuan of the budget year
-- reading: ">= 120" is 120以上, somebody has not filed; "7..8" is between; null: see obs_status,
-- and without one nobody has filed anything about it
-- columns: region_code, region_name, region_level, measure_code, measure_name, shown, value,
-- value_low, value_high, obs_status, units_in_force, units_expected, is_complete

with wanted as (
    select
        '530100' as region_code,
        2021 as year
),

items (place, measure_code) as (
    values
    (1, 'TALENT_HEADCOUNT'),
    (2, 'TITLE_SENIOR'),
    (3, 'TALENT_DENSITY'),
    (4, 'FUND_AWARDED'),
    (5, 'FUND_RECEIVED')
),

regions as (
    select
        dim_region.region_code,
        dim_region.name as region_name,
        dim_region.level as region_level
    from mart.dim_region as dim_region
    cross join wanted
    where
        dim_region.valid_to is null
        and wanted.region_code in (dim_region.region_code, dim_region.parent_code)
),

final as (
    select
        regions.region_code,
        regions.region_name,
        regions.region_level,
        items.measure_code,
        measure.name as measure_name,
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
        observation.units_in_force,
        observation.units_expected,
        observation.is_complete,
        items.place
    from wanted
    cross join regions
    cross join items
    inner join mart.dim_measure as measure on items.measure_code = measure.measure_code
    left join mart.mart_observation as observation
        on
            regions.region_code = observation.region_code
            and items.measure_code = observation.measure_code
            and observation.programme_code = '_T'
            and observation.rollup = 'total'
            and observation.scope = 'region'
            and wanted.year = observation.year
            and wanted.year::text = observation.since
            and observation.item = '_T'
            and measure.default_stage = observation.life_stage
            and observation.edition = '_T'
)

select
    region_code,
    region_name,
    region_level,
    measure_code,
    measure_name,
    shown,
    value,
    value_low,
    value_high,
    obs_status,
    units_in_force,
    units_expected,
    is_complete
from final
order by region_code, place;
