{%- set lead = 'talent' -%}
{%- set quantities = ['talent', 'population', 'density', 'degree_share'] -%}
with measures as (
    select * from {{ source('reference', 'measure') }}
),

best as (
    select *
    from {{ ref('int_mart_rows') }}
    where
        programme_code = '_T'
        and measure_code in ('TALENT_HEADCOUNT', 'POP_RESIDENT', 'TALENT_DENSITY', 'DEGREE_SHARE')
        -- residents are a region's, not a bureau's: at rollup own there is no population to divide
        -- by
        and (rollup = 'total' or measure_code not in ('POP_RESIDENT', 'TALENT_DENSITY'))
),

reported as (
    select
        best.region_code,
        best.rollup,
        best.region_name,
        best.region_level,
        best.year,
        {{ quantity('talent', 'TALENT_HEADCOUNT') }},
        {{ quantity('population', 'POP_RESIDENT') }},
        {{ quantity('density', 'TALENT_DENSITY', 'numeric(24, 6)') }},
        {{ quantity('degree_share', 'DEGREE_SHARE', 'numeric(24, 6)') }},
        coalesce(
            bool_and(best.value_low is not null and best.value_high is not null)
            filter (where best.measure_code = 'TALENT_DENSITY'), false
        ) as is_comparable,
        -- the definition changed in this year, or does from year to year
        bool_or(best.obs_status = 'B' or measures.is_break) as is_break,
        {{ row_coverage('TALENT_HEADCOUNT') }}
    from best
    inner join measures on best.measure_code = measures.measure_code
    group by best.region_code, best.rollup, best.region_name, best.region_level, best.year
),

-- growth against the year before: of years that have bounds, and not over a change of definition
compared as (
    select
        current_year.*,
        current_year.density / nullif(year_before.density, 0) as density_multiple,
        current_year.density_low / nullif(year_before.density_high, 0) as density_multiple_low,
        current_year.density_high / nullif(year_before.density_low, 0) as density_multiple_high
    from reported as current_year
    left join reported as year_before
        on
            current_year.region_code = year_before.region_code
            and current_year.rollup = year_before.rollup
            and current_year.year = year_before.year + 1
            and current_year.is_comparable
            and year_before.is_comparable
            and not current_year.is_break
),

stated as (
    select
        *,
        case
            when rollup = 'own' then 'M'
            when density_multiple is not null then 'A'
            when density_multiple_low is not null then 'U'
            when is_break then 'B'
            else 'O'
        end as growth_status
    from compared
),

final as (
    select
        region_code,
        rollup,
        region_name,
        region_level,
        talent_status,
        (case when rollup = 'own' then 'M' else population_status end) as population_status,
        (case when rollup = 'own' then 'M' else density_status end) as density_status,
        degree_share_status,
        growth_status as density_growth_status,
        growth_status as density_multiple_status,
        why_incomplete,
        year,
        talent,
        talent_low,
        talent_high,
        population,
        population_low,
        population_high,
        density,
        density_low,
        density_high,
        degree_share,
        degree_share_low,
        degree_share_high,
        (density_multiple - 1)::numeric(24, 6) as density_growth,
        (density_multiple_low - 1)::numeric(24, 6) as density_growth_low,
        (density_multiple_high - 1)::numeric(24, 6) as density_growth_high,
        density_multiple::numeric(24, 6) as density_multiple,
        density_multiple_low::numeric(24, 6) as density_multiple_low,
        density_multiple_high::numeric(24, 6) as density_multiple_high,
        units_expected,
        units_in_force,
        rows_quarantined,
        {{ completeness(quantities, lead) }}
    from stated
)

select * from final
