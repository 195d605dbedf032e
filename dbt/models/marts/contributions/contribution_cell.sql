{# Which observations a cell shows, of every scope: those of the marts, and of the scopes that only
   an identity speaks of. #}
with best as (
    select * from {{ ref('fct_observation_best') }}
),

{{ other_scopes() }},

final as (
    select
        cell_measure,
        region_code,
        rollup,
        cell_programme,
        scope,
        year,
        measure_code,
        programme_code,
        life_stage,
        edition
    from {{ ref('bridge_mart_cell') }}
    union all
    select
        measure_code as cell_measure,
        region_code,
        rollup,
        cell_programme,
        scope,
        year,
        measure_code,
        programme_code,
        life_stage,
        edition
    from other_scopes
    where choice = 1
)

select * from final
