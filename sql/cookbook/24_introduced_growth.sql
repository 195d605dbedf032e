-- 引进人才是否逐年增加？年均增长率与填报的是否一致？
-- Did the number of people introduced rise every year, and by the yearly rate that is stated?
-- grain: stated yearly rate (one row of a return): region x base year x year
-- unit: per cent a year, 20 is a fifth more every year
-- reading: outcome: holds, violated, undecidable; every_year: rose, fell (in some year), unknown
-- columns: region_code, region_name, base_year, year, stated_low, stated_high, rate_low,
-- rate_high, outcome, every_year

with wanted as (
    select '53' as region_prefix
),

stated as (
    select
        observation.region_code,
        extract(year from observation.period_start)::integer as base_year,
        observation.year,
        observation.value_low as stated_low,
        observation.value_high as stated_high
    from mart.fct_observation as observation
    cross join wanted
    where
        observation.measure_code = 'TALENT_INTRODUCED_CAGR'
        and observation.witness = 'filed'
        and observation.scope = 'region'
        and starts_with(observation.region_code, wanted.region_prefix)
),

computed as (
    select
        stated.*,
        round(
            100 * (power(review.multiple_low, 1.0 / (stated.year - stated.base_year)) - 1), 2
        ) as rate_low,
        round(
            100 * (power(review.multiple_high, 1.0 / (stated.year - stated.base_year)) - 1), 2
        ) as rate_high
    from stated
    left join mart.mart_region_review as review
        on
            stated.region_code = review.region_code
            and review.measure_code = 'TALENT_INTRODUCED'
            and stated.base_year = review.base_year
            and stated.year = review.year
),

-- each year against the one before it
steps as (
    select
        computed.region_code,
        computed.base_year,
        computed.year,
        count(review.year) as known,
        coalesce(bool_and(review.growth_low > 0), false) as is_risen,
        coalesce(bool_or(review.growth_high <= 0), false) as is_fallen
    from computed
    left join mart.mart_region_review as review
        on
            computed.region_code = review.region_code
            and review.measure_code = 'TALENT_INTRODUCED'
            and review.base_year = review.year - 1
            and computed.base_year <= review.base_year
            and computed.year >= review.year
    group by computed.region_code, computed.base_year, computed.year
),

final as (
    select
        computed.region_code,
        region.name as region_name,
        computed.base_year,
        computed.year,
        computed.stated_low,
        computed.stated_high,
        computed.rate_low,
        computed.rate_high,
        case
            when computed.stated_low > computed.rate_high then 'violated'
            when computed.stated_high < computed.rate_low then 'violated'
            when
                computed.stated_low <= computed.rate_low
                and coalesce(computed.stated_high, 'Infinity') >= computed.rate_high
                then 'holds'
            else 'undecidable'
        end as outcome,
        case
            when steps.is_fallen then 'fell'
            when steps.is_risen and steps.known = steps.year - steps.base_year then 'rose'
            else 'unknown'
        end as every_year
    from computed
    inner join steps
        on
            computed.region_code = steps.region_code
            and computed.base_year = steps.base_year
            and computed.year = steps.year
    inner join mart.dim_region as region
        on computed.region_code = region.region_code and region.valid_to is null
)

select * from final
order by region_code, year, base_year;
