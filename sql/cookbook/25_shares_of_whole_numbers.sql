-- 填报的占比乘以总数是否是整数？
-- Does a stated share come to a whole number of what it is a share of?
-- grain: stated share (one row of a return): region x measure x programme x year
-- unit: per cent; whole numbers of the things counted
-- reading: holds: whole_low..whole_high are possible; violated: no whole number gives that share;
-- undecidable: the share is masked, or the total is not exact
-- columns: region_code, region_name, measure_code, programme_code, year, stated_low, stated_high,
-- total, whole_low, whole_high, outcome

with wanted as (
    select '53' as region_prefix
),

shares as (
    select
        observation.region_code,
        observation.measure_code,
        observation.programme_code,
        observation.year,
        observation.value_low as stated_low,
        observation.value_high as stated_high,
        measure.denominator,
        measure.scale
    from mart.fct_observation as observation
    inner join mart.dim_measure as measure on observation.measure_code = measure.measure_code
    cross join wanted
    where
        measure.kind = 'ratio'
        and measure.unit_code = '%'
        and measure.denominator is not null
        and observation.witness = 'filed'
        and observation.scope = 'region'
        and starts_with(observation.region_code, wanted.region_prefix)
),

counted as (
    select
        shares.*,
        case when whole.value_low = whole.value_high then whole.value end as total
    from shares
    left join mart.mart_observation as whole
        on
            shares.denominator = whole.measure_code
            and shares.region_code = whole.region_code
            and shares.programme_code = whole.programme_code
            and shares.year = whole.year
            and whole.since = shares.year::text
            and whole.rollup = 'total'
            and whole.scope = 'region'
            and whole.item = '_T'
            and whole.edition = '_T'
            and whole.life_stage = '_reached'
),

final as (
    select
        counted.region_code,
        region.name as region_name,
        counted.measure_code,
        counted.programme_code,
        counted.year,
        counted.stated_low,
        counted.stated_high,
        trim_scale(counted.total) as total,
        ceil(counted.stated_low * counted.total / counted.scale) as whole_low,
        floor(counted.stated_high * counted.total / counted.scale) as whole_high,
        case
            when counted.total is null or counted.stated_low is null or counted.stated_high is null
                then 'undecidable'
            when
                ceil(counted.stated_low * counted.total / counted.scale)
                > floor(counted.stated_high * counted.total / counted.scale)
                then 'violated'
            else 'holds'
        end as outcome
    from counted
    inner join mart.dim_region as region
        on counted.region_code = region.region_code and region.valid_to is null
)

select * from final
order by region_code, measure_code, programme_code, year;
