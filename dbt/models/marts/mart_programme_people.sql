{# The row over all stages and roles may come from a return; what is by stage or role stands in the
   rosters alone. -#}
with best as (
    select * from {{ ref('int_mart_rows') }} where measure_code = 'PROG_PARTICIPANTS'
),

counted as (
    select * from {{ ref('int_programme_people_counted') }}
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

coverage as (
    select * from {{ ref('int_coverage_whole') }} where form = 'programme_roster'
),

regions as (
    {{ regions_named() }}
),

-- whole at a leaf where every roster is in force and no return knows more; above, where the number
-- of participants is whole
weighed as (
    select
        counted.*,
        regions.name as region_name,
        regions.level as region_level,
        counted.rollup = 'own' or regions.level in ('county', '_U') as is_leaf,
        coverage.units_owed,
        coalesce(coverage.is_whole, false) as is_covered,
        coalesce(best.rows_quarantined, coverage.rows_quarantined, 0) as rows_quarantined,
        greatest(coverage.units_expected, 1) as units_expected,
        greatest(coverage.units_in_force, 1) as units_in_force,
        coalesce(best.witness = 'derived', true)
        and case
            when counted.rollup = 'own' or regions.level in ('county', '_U')
                then coalesce(coverage.is_whole, false)
            else coalesce(best.witness = 'derived' and best.is_complete, false)
        end as is_whole
    from counted
    inner join regions on counted.region_code = regions.region_code
    -- a second row of somebody may name a region that no unit stands behind
    left join coverage
        on
            counted.region_code = coverage.region_code
            and counted.rollup = coverage.rollup
            and counted.year = coverage.year
    left join best
        on
            counted.region_code = best.region_code
            and counted.rollup = best.rollup
            and counted.programme_code = best.programme_code
            and counted.year = best.year
    where counted.life_stage <> '_T' or counted.role <> '_T'
),

cells as (
    select
        region_code,
        rollup,
        programme_code,
        '_T' as life_stage,
        '_T' as role,
        region_name,
        region_level,
        obs_status as people_status,
        year,
        value as people,
        value_low as people_low,
        value_high as people_high,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete,
        why_incomplete
    from best
    union all
    select
        region_code,
        rollup,
        programme_code,
        life_stage,
        role,
        region_name,
        region_level,
        case
            when is_whole then 'A'
            when is_leaf then 'U'
            when units_owed > 0 then 'L'
            else 'O'
        end as people_status,
        year,
        -- a part is "at least": what is doubtful is not in it
        case when is_whole then people else nullif(people - doubtful, 0) end as people,
        people - doubtful as people_low,
        case when is_whole then people + rows_quarantined end as people_high,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_whole and units_in_force = units_expected as is_complete,
        case
            when units_in_force < units_expected then 'units_missing'
            when is_whole then null
            when not is_covered then 'units_silent'
            else 'parts_open'
        end as why_incomplete
    from weighed
),

final as (
    select
        region_code,
        rollup,
        programme_code,
        life_stage,
        role,
        region_name,
        region_level,
        people_status,
        why_incomplete,
        year,
        people::bigint as people,
        people_low::bigint as people_low,
        people_high::bigint as people_high,
        units_expected::integer as units_expected,
        units_in_force::integer as units_in_force,
        rows_quarantined,
        programme_code in (select groups.group_code from groups) as is_set,
        is_complete
    from cells
)

select * from final
