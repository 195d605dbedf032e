{# The cells of the second pass: with a difference or a disputed filing, and all above. What the
   first pass found contradicted is not bounded again. #}
with recursive seeds as (
    select cell_no from {{ ref('int_cell_difference') }}
    union  -- a cell may have both
    select witness.cell_no
    from {{ ref('int_cell_witness') }} as witness
    inner join
        {{ ref('int_cell_disputed') }} as disputed
        on witness.statement_no = disputed.statement_no
),

touched as (
    select cell_no from seeds
    union
    select arcs.whole_no as cell_no
    from touched
    inner join {{ ref('int_cell_arc') }} as arcs on touched.cell_no = arcs.part_no
),

final as (
    select
        cells.cell_no,
        cells.rank
    from touched
    inner join {{ ref('int_cell') }} as cells on touched.cell_no = cells.cell_no
    inner join {{ ref('int_cell_first') }} as bounds on cells.cell_no = bounds.cell_no
    where not bounds.is_contradicted
)

select * from final
