-- 人才密度逐年变化如何？哪些年份不可比？
-- How did talent density develop, and which years cannot be compared?
-- grain: region of any level x year, each against the year before; neither is added
-- unit: talent per 10 000 residents; growth 0.05 is five per cent more
-- reading: comparison: grown, fallen, level, uncertain (bounds allow both), break (口径变化), unknown
-- ">= 7" is 7以上; growth is null unless both years are exact
-- columns: region_code, region_name, region_level, year, shown, density_low, density_high,
-- density_status, growth, growth_low, growth_high, comparison

with wanted as (
    select '53' as region_prefix
),

final as (
    select
        density.region_code,
        density.region_name,
        density.region_level,
        density.year,
        case
            when density.density_high is null then '>= ' || round(density.density_low, 2)
            when density.density_low = density.density_high then round(density.density_low, 2)::text
            else round(density.density_low, 2) || '..' || round(density.density_high, 2)
        end as shown,
        density.density_low,
        density.density_high,
        density.density_status,
        density.density_growth as growth,
        density.density_growth_low as growth_low,
        density.density_growth_high as growth_high,
        case
            when density.density_growth_status = 'B' then 'break'
            when density.density_growth_low is null or density.density_growth_high is null
                then 'unknown'
            when density.density_growth_low > 0 then 'grown'
            when density.density_growth_high < 0 then 'fallen'
            when density.density_growth_low = 0 and density.density_growth_high = 0 then 'level'
            else 'uncertain'
        end as comparison
    from mart.mart_talent_density as density
    cross join wanted
    where
        density.rollup = 'total'
        and starts_with(density.region_code, wanted.region_prefix)
)

select * from final
where density_low is not null or comparison = 'break'
order by region_code, year;
