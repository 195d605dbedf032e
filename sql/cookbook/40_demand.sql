-- 各产业需要多少岗位，拿出多少，到岗多少？
-- How many posts does an industry need, how many were offered, and how many were taken up?
-- grain: region of the wanted level x industry (_T: all of them)
-- unit: posts (个) and people (人); a survey, a list and a drive are never added
-- reading: low: at least; a null high: somebody has not filed
-- columns: region_code, region_name, industry, demanded_low, demanded_high, listed_low,
-- offered_low, offered_high, filled_low, filled_high

with wanted as (
    select
        'prefecture' as region_level,
        2021 as year
),

final as (
    select
        demand.region_code,
        demand.region_name,
        demand.item as industry,
        demand.demanded_low,
        demand.demanded_high,
        demand.listed_low,
        demand.offered_low,
        demand.offered_high,
        demand.filled_low,
        demand.filled_high
    from mart.mart_demand as demand
    cross join wanted
    where
        demand.region_level = wanted.region_level
        and demand.rollup = 'total'
        and demand.year = wanted.year
        and greatest(demand.demanded_low, demand.listed_low, demand.offered_low) > 0
)

select * from final
order by region_code, industry;
