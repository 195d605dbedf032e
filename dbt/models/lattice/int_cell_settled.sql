{# Every cell as it is published, with what the places of a head total share: parts without it are
   the whole. Ends that are not known are null. #}
with bounds as (
    select
        bounds.*,
        marked.cell_no is not null as rests_on_disputed
    from {{ ref('int_cell_bound') }} as bounds
    left join {{ ref('int_cell_marked') }} as marked on bounds.cell_no = marked.cell_no
    where
        not exists (
            select 1 from {{ ref('int_rate') }} as rates where rates.cell_no = bounds.cell_no
        )
    union all
    select * from {{ ref('int_rate') }}
),

parts as (
    select
        arcs.whole_no,
        sum(bounds.low) as low,
        sum(bounds.high) as high
    from {{ ref('int_cell_arc') }} as arcs
    inner join bounds on arcs.part_no = bounds.cell_no
    where arcs.dimension = 'region'
    group by arcs.whole_no
),

places as (
    select
        cells.cell_no,
        coalesce(parts.low, 0) as low,
        coalesce(parts.high, 0) + coalesce(unnamed.high_sum, 0) as high
    from {{ ref('int_cell') }} as cells
    inner join {{ ref('int_measure') }} as measures on cells.measure_code = measures.measure_code
    left join parts on cells.cell_no = parts.whole_no
    left join {{ ref('int_cell_unnamed') }} as unnamed
        on cells.cell_no = unnamed.whole_no and unnamed.dimension = 'region'
    where cells.rollup = 'total' and cells.scope = 'region' and measures.adds_region = 'overlap'
),

settled as (
    select
        cells.measure_code,
        cells.region_code,
        cells.rollup,
        cells.programme_code,
        cells.year,
        cells.since,
        cells.scope,
        cells.item,
        cells.life_stage,
        cells.edition,
        cells.cell_no,
        bounds.value,
        nullif(bounds.low, '-Infinity') as value_low,
        nullif(bounds.high, 'Infinity') as value_high,
        bounds.qualifier,
        bounds.obs_status,
        bounds.witness,
        bounds.statement_no,
        bounds.dimension,
        bounds.speaking,
        bounds.verdict,
        bounds.rests_on_disputed,
        bounds.is_contradicted,
        case when places.cell_no is not null then greatest(places.low - bounds.high, 0) end
            as shared_low,
        nullif(places.high, 'Infinity') - bounds.low as shared_high
    from {{ ref('int_cell') }} as cells
    inner join bounds on cells.cell_no = bounds.cell_no
    left join places on cells.cell_no = places.cell_no
),

-- what is another measure in one of its stages shows the cells of that
final as (
    select * from settled
    union all
    select
        same.measure_code,
        {%- for column in cell_columns()[1:] %}
        settled.{{ column }},
        {%- endfor %}
        settled.cell_no,
        settled.value,
        settled.value_low,
        settled.value_high,
        settled.qualifier,
        settled.obs_status,
        settled.witness,
        settled.statement_no,
        settled.dimension,
        settled.speaking,
        settled.verdict,
        settled.rests_on_disputed,
        settled.is_contradicted,
        settled.shared_low,
        settled.shared_high
    from settled
    inner join {{ ref('int_measure') }} as same on settled.measure_code = same.counts_as
    inner join {{ ref('int_lattice_stage') }} as stages
        on settled.life_stage = stages.life_stage and same.default_stage = stages.above_code
)

select * from final
