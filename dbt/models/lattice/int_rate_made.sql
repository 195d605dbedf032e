{# What the two parts of a rate or share make of it at every cell: the least numerator over the
   greatest denominator to the greatest over the least, a share at most the whole. Of no denominator
   there is none. #}
with measures as (
    select * from {{ ref('int_measure') }} where numerator is not null and denominator is not null
),

bounds as (
    select
        bounds.*,
        cells.observation_key,
        marked.cell_no is not null as rests_on_disputed
    from {{ ref('int_cell_bound') }} as bounds
    inner join {{ ref('int_cell') }} as cells on bounds.cell_no = cells.cell_no
    left join {{ ref('int_cell_marked') }} as marked on bounds.cell_no = marked.cell_no
),

cells as (
    select
        cells.*,
        measures.numerator,
        measures.denominator,
        measures.least,
        coalesce(measures.scale, 1) as scale,
        case
            when measures.unit_code = '%' then coalesce(measures.scale, 1) else 'Infinity'::numeric
        end as cap
    from {{ ref('int_cell') }} as cells
    inner join measures on cells.measure_code = measures.measure_code
),

sides as (
    select
        cells.*,
        coalesce(above.low, 0) as above_low,
        coalesce(above.high, above_unnamed.high_sum) as above_high,
        coalesce(below.low, 0) as below_low,
        coalesce(below.high, below_unnamed.high_sum) as below_high,
        case
            when above.cell_no is null then case when above_unnamed.high_sum = 0 then 0 end
            when above.qualifier = '=' then above.value
        end as above_value,
        case when below.qualifier = '=' then below.value end as below_value,
        greatest(
            coalesce(above.badness, {{ badness("'O'") }}),
            coalesce(below.badness, {{ badness("'O'") }})
        ) as badness,
        coalesce(above.is_by_rows and below.is_by_rows, false) as is_by_rows,
        coalesce(above.rests_on_disputed, false) or coalesce(below.rests_on_disputed, false)
            as rests_on_disputed
    from cells
    left join bounds as above
        on {{ cell_key('cells', {'measure_code': 'cells.numerator'}) }} = above.observation_key
    left join bounds as below
        on {{ cell_key('cells', {'measure_code': 'cells.denominator'}) }} = below.observation_key
    left join {{ ref('int_cell_unnamed') }} as above_unnamed
        on cells.cell_no = above_unnamed.whole_no and above_unnamed.dimension = 'numerator'
    left join {{ ref('int_cell_unnamed') }} as below_unnamed
        on cells.cell_no = below_unnamed.whole_no and below_unnamed.dimension = 'denominator'
),

final as (
    select
        cell_no,
        life_stage,
        least,
        is_by_rows,
        rests_on_disputed,
        badness,
        cap,
        least(
            case
                when below_high = 'Infinity' then 0 else above_low * scale / nullif(below_high, 0)
            end,
            cap
        ) as low,
        least(
            case
                when below_low = 0 or above_high = 'Infinity' then 'Infinity'
                else above_high * scale / nullif(below_low, 0)
            end,
            cap
        ) as high,
        above_value * scale / nullif(below_value, 0) as value,
        below_high > 0 as is_defined
    from sides
)

select * from final
