-- 年度计划乘以年限，够不够完成总目标？
-- Do the yearly plan and the horizon of a programme come to its target?
-- grain: programme with a target over several years: region x programme x year
-- unit: people; years
-- reading: holds: plan times years reaches the target; violated: it cannot; undecidable: the
-- target, the yearly plan or the horizon is masked or was not filed
-- columns: region_code, region_name, programme_code, programme_name, year, target_low,
-- target_high, yearly_low, yearly_high, years_low, years_high, outcome

with wanted as (
    select '53' as region_prefix
),

stated as (
    select
        observation.region_code,
        observation.programme_code,
        observation.year,
        observation.measure_code,
        observation.since = observation.year::text as is_of_the_year,
        observation.value_low,
        observation.value_high
    from mart.fct_observation as observation
    cross join wanted
    where
        observation.measure_code in ('PROG_PARTICIPANTS_TARGET', 'POLICY_YEARS')
        and observation.witness = 'filed'
        and observation.scope = 'region'
        and starts_with(observation.region_code, wanted.region_prefix)
),

final as (
    select
        target.region_code,
        region.name as region_name,
        target.programme_code,
        programme.name as programme_name,
        target.year,
        target.value_low as target_low,
        target.value_high as target_high,
        yearly.value_low as yearly_low,
        yearly.value_high as yearly_high,
        horizon.value_low as years_low,
        horizon.value_high as years_high,
        case
            when yearly.value_high * horizon.value_high < target.value_low then 'violated'
            when yearly.value_low * horizon.value_low >= target.value_high then 'holds'
            else 'undecidable'
        end as outcome
    from stated as target
    inner join mart.dim_region as region
        on target.region_code = region.region_code and region.valid_to is null
    inner join mart.dim_programme as programme
        on target.programme_code = programme.programme_code
    left join stated as yearly
        on
            target.region_code = yearly.region_code
            and target.programme_code = yearly.programme_code
            and target.year = yearly.year
            and yearly.measure_code = 'PROG_PARTICIPANTS_TARGET'
            and yearly.is_of_the_year
    left join stated as horizon
        on
            target.region_code = horizon.region_code
            and target.programme_code = horizon.programme_code
            and target.year = horizon.year
            and horizon.measure_code = 'POLICY_YEARS'
    where target.measure_code = 'PROG_PARTICIPANTS_TARGET' and not target.is_of_the_year
)

select * from final
order by region_code, programme_code, year;
