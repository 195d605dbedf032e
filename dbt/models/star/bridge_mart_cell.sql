with best as (
    select * from {{ ref('int_observation_best') }}
),

{{ mart_cells() }},

final as (
    select
        mart_measure as cell_measure,
        region_code,
        rollup,
        mart_programme as cell_programme,
        year,
        measure_code,
        programme_code,
        scope,
        life_stage,
        edition
    from chosen
    where choice = 1
)

select * from final
