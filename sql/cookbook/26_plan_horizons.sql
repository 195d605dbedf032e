-- 填报的规划年限与名录中的起止时间是否一致？
-- Does the stated horizon of a plan agree with the months from which and to which it runs?
-- grain: stated horizon (one row of a return): region x plan x year
-- unit: years, both the first and the last counted
-- reading: holds, violated, undecidable: the register has no such plan, or not both of its months
-- columns: region_code, region_name, programme_code, programme_name, year, stated_low,
-- stated_high, first_year, last_year, years, outcome

with wanted as (
    select '53' as region_prefix
),

plans as (
    select
        claim.region_code,
        claim.programme_code,
        claim.year,
        min(extract(year from claim.valid_from))::integer as first_year,
        max(extract(year from claim.valid_to))::integer as last_year
    from mart.fct_entity as claim
    where claim.entity_class = 'policy'
    group by claim.region_code, claim.programme_code, claim.year
),

final as (
    select
        observation.region_code,
        region.name as region_name,
        observation.programme_code,
        programme.name as programme_name,
        observation.year,
        observation.value_low as stated_low,
        observation.value_high as stated_high,
        plans.first_year,
        plans.last_year,
        plans.last_year - plans.first_year + 1 as years,
        case
            when plans.last_year - plans.first_year + 1 < observation.value_low then 'violated'
            when plans.last_year - plans.first_year + 1 > observation.value_high then 'violated'
            when
                observation.qualifier = '='
                and plans.last_year - plans.first_year + 1 = observation.value
                then 'holds'
            else 'undecidable'
        end as outcome
    from mart.fct_observation as observation
    cross join wanted
    inner join mart.dim_region as region
        on observation.region_code = region.region_code and region.valid_to is null
    inner join mart.dim_programme as programme
        on observation.programme_code = programme.programme_code
    left join plans
        on
            observation.region_code = plans.region_code
            and observation.programme_code = plans.programme_code
            and observation.year = plans.year
    where
        observation.measure_code = 'POLICY_YEARS'
        and observation.witness = 'filed'
        and observation.scope = 'region'
        and starts_with(observation.region_code, wanted.region_prefix)
)

select * from final
order by region_code, programme_code, year;
