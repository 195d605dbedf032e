{# Which observation a cell shows, of every scope, item and edition: of what is in being, counted in
   its own year. Of publications before there were cells in five dimensions the
   bridge names it. Not materialized, so that one cell is found by its key. #}
with best as not materialized (
    select * from {{ ref('fct_observation_best') }}
),

measures as not materialized (
    select * from {{ ref('dim_measure') }}
),

shown as (
    select
        best.measure_code as cell_measure,
        best.programme_code as cell_programme,
        best.item as cell_item,
        best.edition as cell_edition,
        best.*
    from best
    inner join measures on best.measure_code = measures.measure_code
    where
        best.life_stage = measures.default_stage
        and best.since = best.year::text
        and best.programme_code <> '_Z'
    union all
    select
        bridge.cell_measure,
        bridge.cell_programme,
        '_T' as cell_item,
        '_T' as cell_edition,
        best.*
    from {{ ref('bridge_mart_cell') }} as bridge
    inner join best
        on
            bridge.measure_code = best.measure_code
            and bridge.region_code = best.region_code
            and bridge.rollup = best.rollup
            and bridge.programme_code = best.programme_code
            and bridge.year = best.year
            and bridge.scope = best.scope
            and bridge.life_stage = best.life_stage
            and bridge.edition = best.edition
    where best.since = '_Z'
),

final as (
    select
        cell_measure,
        cell_programme,
        cell_item,
        cell_edition,
    {%- for column in cell_columns() %}
    {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    from shown
)

select * from final
