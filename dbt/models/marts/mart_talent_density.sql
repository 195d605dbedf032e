with best as (
    select * from {{ ref('int_mart_rows') }} where programme_code = '_T'
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
        {{ quantity('degree_staff', 'DEGREE_STAFF') }},
        {{ quantity('education_stated', 'EDUCATION_STATED') }},
        max(best.units_expected)::integer as units_expected,
        max(best.units_in_force)::integer as units_in_force,
        max(best.rows_quarantined)::integer as rows_quarantined,
        bool_and(best.is_complete) as is_complete
    from best
    where best.measure_code in ('TALENT_HEADCOUNT', 'POP_RESIDENT', 'DEGREE_STAFF', 'EDUCATION_STATED')
    group by best.region_code, best.rollup, best.region_name, best.region_level, best.year
),

-- residents are a region's, not a bureau's: at rollup own there is no population to divide by
ratios as (
    select
        *,
        case when rollup = 'own' then 'M' else population_status end as residents_status,
        talent / nullif(population, 0) * 10000 as density,
        talent_low / nullif(population_high, 0) * 10000 as density_low,
        talent_high / nullif(population_low, 0) * 10000 as density_high,
        degree_staff / nullif(education_stated, 0) * 100 as degree_share,
        degree_staff_low / nullif(education_stated_high, 0) * 100 as degree_share_low,
        least(degree_staff_high / nullif(education_stated_low, 0) * 100, 100) as degree_share_high
    from reported
),

-- growth against the year before; a missing year or a lower bound has none
compared as (
    select
        now.*,
        case
            when now.talent is not null and now.is_complete and before.is_complete
                then now.density / nullif(before.density, 0)
        end as density_multiple
    from ratios as now
    left join ratios as before
        on
            now.region_code = before.region_code
            and now.rollup = before.rollup
            and now.year = before.year + 1
),

final as (
    select
        region_code::text as region_code,
        rollup::text as rollup,
        region_name::text as region_name,
        region_level::text as region_level,
        talent_status::text as talent_status,
        residents_status::text as population_status,
        (case
            when residents_status = 'M' then 'M'
            when density is null
                then case when talent is null then talent_status else residents_status end
            when talent_status <> 'A' then talent_status
            else residents_status
        end)::text as density_status,
        (case when degree_share is not null and talent_status <> 'A' then talent_status
            else degree_staff_status end)::text as degree_share_status,
        (case when density_multiple is not null then 'A'
            when residents_status = 'M' then 'M' else 'O' end)::text as density_growth_status,
        (case when density_multiple is not null then 'A'
            when residents_status = 'M' then 'M' else 'O' end)::text as density_multiple_status,
        year::smallint as year,
        talent::numeric(24, 6) as talent,
        talent_low::numeric(24, 6) as talent_low,
        talent_high::numeric(24, 6) as talent_high,
        population::numeric(24, 6) as population,
        population_low::numeric(24, 6) as population_low,
        population_high::numeric(24, 6) as population_high,
        density::numeric(24, 6) as density,
        density_low::numeric(24, 6) as density_low,
        density_high::numeric(24, 6) as density_high,
        degree_share::numeric(24, 6) as degree_share,
        degree_share_low::numeric(24, 6) as degree_share_low,
        degree_share_high::numeric(24, 6) as degree_share_high,
        (density_multiple - 1)::numeric(24, 6) as density_growth,
        density_multiple::numeric(24, 6) as density_multiple,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete
    from compared
)

select * from final
