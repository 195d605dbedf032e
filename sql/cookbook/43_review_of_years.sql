-- 与基年相比，人才、密度、学历、资金、公寓各增长多少（增长、增长到）？
-- Against a base year: by how much did the headline figures grow, and to how many times?
-- grain: region of the wanted level x headline figure, between two years
-- unit: of the figure; growth 0.05 is five per cent more, multiple 1.05 the same said as 增长到
-- reading: growth is null where a year is vague or the definition changed between (is_break)
-- columns: region_code, region_name, measure_code, measure_name, base_year, year, base_value,
-- value, growth, growth_low, growth_high, multiple, growth_status, is_break

with wanted as (
    select
        '53' as region_prefix,
        2020 as base_year,
        2021 as year
),

final as (
    select
        review.region_code,
        review.region_name,
        review.measure_code,
        review.measure_name,
        review.base_year,
        review.year,
        trim_scale(review.base_value) as base_value,
        trim_scale(review.value) as value,
        round(review.growth, 4) as growth,
        round(review.growth_low, 4) as growth_low,
        round(review.growth_high, 4) as growth_high,
        round(review.multiple, 4) as multiple,
        review.growth_status,
        review.is_break
    from mart.mart_region_review as review
    inner join wanted
        on
            starts_with(review.region_code, wanted.region_prefix)
            and review.base_year = wanted.base_year
            and review.year = wanted.year
)

select * from final
order by region_code, measure_code;
