-- 填报的增长倍数与两年的数算出来的是否一致？
-- Does a stated growth agree with what the figures of the two years come to?
-- grain: stated growth (one row of a return): region x measure x base year x year
-- unit: times (倍) the base year's figure, 1.2 is a fifth more
-- reading: holds, violated (the bounds exclude it), undecidable (masked, or a year is missing);
-- multiple_low, _high: computed of the two years; no base year: the filing does not say since when
-- columns: region_code, region_name, measure_code, base_year, year, stated_low, stated_high,
-- multiple_low, multiple_high, is_break, outcome

with wanted as (
    select '53' as region_prefix
),

growths (measure_code, base_measure) as (
    values
    ('TALENT_DENSITY_GROWTH', 'TALENT_DENSITY'),
    ('DEGREE_SHARE_GROWTH', 'DEGREE_SHARE')
),

stated as (
    select
        observation.region_code,
        observation.measure_code,
        growths.base_measure,
        extract(year from observation.period_start)::integer as base_year,
        observation.year,
        observation.value_low as stated_low,
        observation.value_high as stated_high
    from mart.fct_observation as observation
    inner join growths on observation.measure_code = growths.measure_code
    cross join wanted
    where
        observation.witness = 'filed'
        and observation.scope = 'region'
        and starts_with(observation.region_code, wanted.region_prefix)
),

final as (
    select
        stated.region_code,
        region.name as region_name,
        stated.measure_code,
        stated.base_year,
        stated.year,
        stated.stated_low,
        stated.stated_high,
        review.multiple_low,
        review.multiple_high,
        coalesce(review.is_break, false) as is_break,
        case
            when stated.stated_low > review.multiple_high then 'violated'
            when stated.stated_high < review.multiple_low then 'violated'
            when
                stated.stated_low <= review.multiple_low
                and coalesce(stated.stated_high, 'Infinity') >= review.multiple_high
                then 'holds'
            else 'undecidable'
        end as outcome
    from stated
    inner join mart.dim_region as region
        on stated.region_code = region.region_code and region.valid_to is null
    left join mart.mart_region_review as review
        on
            stated.region_code = review.region_code
            and stated.base_measure = review.measure_code
            and stated.base_year = review.base_year
            and stated.year = review.year
)

select * from final
order by region_code, measure_code, year, base_year;
