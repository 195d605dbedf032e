{# What may stand at a total under no member that has a cell: a list of programmes, items, rungs,
   editions is open, unless the total's register is whole and its rows name the dimension; then it
   is what was set aside. #}
with cells as (
    select * from {{ ref('int_cell') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

derived as (
    select * from {{ ref('int_cell_derived') }} where is_whole
),

-- totals along a list, of which each has its parts once; the years of a figure since nobody knows
-- when are one too
listed as (
    select
        whole_no,
        dimension,
        adds
    from {{ ref('int_cell_arc') }}
    where dimension not in ('region', 'since') and adds <> 'none'
    group by whole_no, dimension, adds
    union all
    select
        cells.cell_no as whole_no,
        'since' as dimension,
        measures.adds_since as adds
    from cells
    inner join measures on cells.measure_code = measures.measure_code
    where cells.since = '_U'
),

asked as (
    select
        listed.whole_no,
        listed.dimension,
        listed.adds,
        measures.least,
        derived.rows_aside > 0 as has_aside,
        derived.cell_no is not null
        and case listed.dimension
            when 'programme' then measures.carries_programme
            when 'item' then measures.carries_item
            when 'stage' then measures.carries_stage
            when 'edition' then measures.carries_edition
            else false
        end as is_closed,
        cells.*
    from listed
    inner join cells on listed.whole_no = cells.cell_no
    inner join measures on cells.measure_code = measures.measure_code
    left join derived on cells.cell_no = derived.cell_no
),

-- what is set aside may stand beside the parts where none of them holds it already
asided as (
    select
        asked.whole_no,
        asked.dimension,
        sum(asides.high) as high
    from asked
    inner join {{ ref('int_aside_place') }} as asides
        on
            asked.measure_code = asides.measure_code
            and asked.year = asides.year
            and asked.rollup = asides.rollup
            and asked.region_code = asides.region_code
    where
        asked.is_closed
        and asked.has_aside
        and {{ may_stand('asides', 'asked') }}
        and not exists (
            select 1
            from {{ ref('int_cell_arc') }} as arcs
            inner join {{ ref('int_cell') }} as parts on arcs.part_no = parts.cell_no
            left join {{ ref('int_lattice_programme') }} as programmes
                on
                    parts.programme_code = programmes.above_code
                    and asides.programme_code = programmes.programme_code
            where
                arcs.whole_no = asked.whole_no
                and arcs.dimension = asked.dimension
                and case asked.dimension
                    when 'programme' then programmes.programme_code is not null
                    when 'item' then asides.item = parts.item
                    when 'stage' then asides.life_stage = parts.life_stage
                    else asides.edition = parts.edition
                end
        )
    group by asked.whole_no, asked.dimension
),

final as (
    select
        asked.whole_no,
        asked.dimension,
        asked.adds,
        case when asked.is_closed then 0 else asked.least end as low,
        case when asked.is_closed then coalesce(asided.high, 0) else 'Infinity'::numeric end as high
    from asked
    left join asided on asked.whole_no = asided.whole_no and asked.dimension = asided.dimension
)

select * from final
