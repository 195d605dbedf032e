{# The cells that marts show: own_bureau at rollup own, region at total; all items and editions
   together, of what is in being, counted in its own year. #}
with best as (
    select * from {{ ref('int_observation_best') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

regions as (
    {{ regions_named() }}
),

final as (
    select
        best.measure_code,
        best.region_code,
        best.rollup,
        best.programme_code,
        best.year,
        best.scope,
        best.life_stage,
        best.edition,
        best.witness,
        best.unit_of_measure,
        best.qualifier,
        best.obs_status,
        best.value,
        best.value_low,
        best.value_high,
        best.units_expected,
        best.units_in_force,
        best.rows_quarantined,
        best.is_complete,
        best.why_incomplete,
        best.rests_on_disputed,
        regions.name as region_name,
        regions.level as region_level
    from best
    inner join regions on best.region_code = regions.region_code
    inner join measures on best.measure_code = measures.measure_code
    where
        -- by statistics: of a comparison of columns the planner expects a handful of rows
        (best.rollup, best.scope) in (('own', 'own_bureau'), ('total', 'region'))
        and best.item = '_T'
        and best.edition = '_T'
        and best.life_stage = measures.default_stage
        and best.since = best.year::text
        and best.programme_code <> '_Z'
)

select * from final
