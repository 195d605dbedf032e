with best as (
    select * from {{ ref('int_observation_best') }}
),

{{ mart_cells() }},

final as (
    select
        mart_measure::text as cell_measure,
        region_code::text as region_code,
        rollup::text as rollup,
        mart_programme::text as cell_programme,
        year::smallint as year,
        measure_code::text as measure_code,
        programme_code::text as programme_code,
        scope::text as scope,
        life_stage::text as life_stage,
        edition::text as edition
    from chosen
    where choice = 1
)

select * from final
