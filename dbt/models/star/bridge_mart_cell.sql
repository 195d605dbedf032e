with mart_rows as (
    select * from {{ ref('int_mart_rows') }}
),

final as (
    select
        measure_code as cell_measure,
        region_code,
        rollup,
        programme_code as cell_programme,
        year,
        measure_code,
        programme_code,
        scope,
        life_stage,
        edition
    from mart_rows
)

select * from final
