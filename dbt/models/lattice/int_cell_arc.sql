{{ config(indexes=[{'columns': ['whole_no']}, {'columns': ['part_no']}]) }}
{# Which cell is a part of which total, along which dimension, and how the parts of that total add.
   On one rung at a time, inside one programme and edition, heads do not overlap. #}
with cells as (
    select * from {{ ref('int_cell') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

regions as (
    {{ standing_regions() }}
),

parents as (
    select * from {{ ref('int_lattice_programme') }} where distance = 1
),

sets as (
    select distinct above_code from parents  -- a set has several members
),

stages as (
    select * from {{ ref('int_lattice_stage') }} where life_stage <> above_code
),

above as (
    select
        cells.cell_no as part_no,
        'region' as dimension,
        {{ cell_key('cells', {
            'region_code': "case cells.rollup when 'own' then cells.region_code"
                ~ " else regions.parent_code end",
            'rollup': "'total'",
            'scope': "'region'",
        }) }} as observation_key
    from cells
    inner join regions on cells.region_code = regions.region_code
    where cells.scope = 'own_bureau' or (cells.scope = 'region' and regions.parent_code is not null)
    union all
    select
        cells.cell_no as part_no,
        'programme' as dimension,
        {{ cell_key('cells', {'programme_code': 'parents.above_code'}) }} as observation_key
    from cells
    inner join parents on cells.programme_code = parents.programme_code
    union all
    select
        cell_no as part_no,
        'item' as dimension,
        {{ cell_key('cells', {'item': "'_T'"}) }} as observation_key
    from cells
    where item <> '_T'
    union all
    select
        cells.cell_no as part_no,
        'stage' as dimension,
        {{ cell_key('cells', {'life_stage': 'stages.above_code'}) }} as observation_key
    from cells
    inner join stages on cells.life_stage = stages.life_stage
    union all
    select
        cell_no as part_no,
        'edition' as dimension,
        {{ cell_key('cells', {'edition': "'_T'"}) }} as observation_key
    from cells
    where edition <> '_T'
),

-- a figure since an earlier year is a total of the years that have cells
spans as (
    select
        cells.cell_no as whole_no,
        {{ cell_key('cells', {'year': 'years.year', 'since': 'years.year'}) }} as observation_key
    from cells
    cross join
        lateral generate_series(
            case cells.since when '_U' then cells.year else cells.since::integer end, cells.year
        ) as years (year)
    where cells.since <> cells.year::text
),

arcs as (
    select
        wholes.cell_no as whole_no,
        above.part_no,
        above.dimension
    from above
    inner join cells as wholes on above.observation_key = wholes.observation_key
    union all
    select
        spans.whole_no,
        cells.cell_no as part_no,
        'since' as dimension
    from spans
    inner join cells on spans.observation_key = cells.observation_key
),

final as (
    select
        arcs.whole_no,
        arcs.part_no,
        arcs.dimension,
        wholes.rank,
        case arcs.dimension
            when 'region' then measures.adds_region
            when 'programme' then measures.adds_programme
            when 'item' then measures.adds_item
            when 'edition' then measures.adds_edition
            when 'since' then measures.adds_since
            when 'stage'
                then case
                    when
                        measures.adds_stage = 'overlap'
                        and wholes.edition <> '_T'
                        and sets.above_code is null
                        then 'sum'
                    else measures.adds_stage
                end
        end as adds
    from arcs
    inner join cells as wholes on arcs.whole_no = wholes.cell_no
    inner join measures on wholes.measure_code = measures.measure_code
    left join sets on wholes.programme_code = sets.above_code
)

select * from final
