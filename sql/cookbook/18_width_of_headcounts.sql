-- 哪些人数不是精确数？区间有多宽，为什么？
-- Which counts of people are intervals, how wide, and why?
-- grain: measure x region of the wanted level, where counted from registers that are all in force
-- unit: people; width_share is the width over the value, null where that is 0
-- reading: below_value: no number, perhaps somebody counted elsewhere (weak keys); above_value: may
-- stand in rows_quarantined; what is 以上 for want of a register is not here
-- columns: measure_code, measure_name, region_code, region_name, value, value_low, value_high,
-- below_value, above_value, width_share, rows_quarantined

with wanted as (
    select
        'county' as region_level,
        2021 as year
),

final as (
    select
        observation.measure_code,
        observation.measure_name,
        observation.region_code,
        observation.region_name,
        observation.value,
        observation.value_low,
        observation.value_high,
        observation.value - observation.value_low as below_value,
        observation.value_high - observation.value as above_value,
        round(
            (observation.value_high - observation.value_low) / nullif(observation.value, 0), 4
        ) as width_share,
        observation.rows_quarantined
    from mart.mart_observation as observation
    inner join mart.dim_measure as measure
        on
            observation.measure_code = measure.measure_code
            and measure.kind = 'stock'
            and measure.unit_code = '人'
    cross join wanted
    where
        observation.region_level = wanted.region_level
        and observation.rollup = 'total'
        and observation.scope = 'region'
        and observation.programme_code = '_T'
        and observation.witness = 'derived'
        and observation.year = wanted.year
        and observation.since = wanted.year::text
        and observation.item = '_T'
        and observation.life_stage = measure.default_stage
        and observation.edition = '_T'
        and observation.value_high > observation.value_low
)

select * from final
order by width_share desc nulls first, measure_code, region_code;
