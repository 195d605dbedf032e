{# What a total and the children's totals leave for own, where nobody disputes either and it says
   more than is known of own: at least the whole without all that the children may be, at most
   without what they are; heads at most the whole. #}
with cells as (
    select * from {{ ref('int_cell') }} where rollup = 'own'
),

measures as (
    select * from {{ ref('int_measure') }}
),

bounds as (
    select * from {{ ref('int_cell_first') }}
),

marked as (
    select * from {{ ref('int_cell_marked_first') }}
),

own as (
    select
        arcs.whole_no,
        arcs.part_no,
        measures.adds_region,
        measures.least
    from {{ ref('int_cell_arc') }} as arcs
    inner join cells on arcs.part_no = cells.cell_no
    inner join measures on cells.measure_code = measures.measure_code
    where arcs.dimension = 'region' and measures.adds_region in ('sum', 'overlap')
),

children as (
    select
        own.whole_no,
        sum(bounds.low) as low,
        sum(bounds.high) as high,
        bool_or(marked.cell_no is not null) as is_marked
    from own
    inner join {{ ref('int_cell_arc') }} as arcs
        on
            own.whole_no = arcs.whole_no
            and arcs.dimension = 'region'
            and own.part_no <> arcs.part_no
    inner join bounds on arcs.part_no = bounds.cell_no
    left join marked on bounds.cell_no = marked.cell_no
    group by own.whole_no
),

taken as (
    select
        own.part_no as cell_no,
        greatest(
            whole.low - coalesce(children.high, 0) - coalesce(unnamed.high_below, 0), own.least
        ) as low,
        case own.adds_region
            when 'overlap' then whole.high
            else whole.high - coalesce(children.low, 0) - coalesce(unnamed.low_below, 0)
        end as high
    from own
    inner join bounds as whole on own.whole_no = whole.cell_no
    left join children on own.whole_no = children.whole_no
    left join {{ ref('int_cell_unnamed') }} as unnamed
        on own.whole_no = unnamed.whole_no and unnamed.dimension = 'region'
    where
        children.is_marked is not true
        and own.whole_no not in (select marked.cell_no from marked)
),

final as (
    select taken.*
    from taken
    inner join bounds on taken.cell_no = bounds.cell_no
    where taken.low > bounds.low or taken.high < bounds.high
)

select * from final
