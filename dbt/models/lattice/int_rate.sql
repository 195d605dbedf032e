{# Rates and shares as what their parts make of them and what is filed come to. A filed one is a
   witness of its own cell and of nothing above. #}
with cells as (
    select * from {{ ref('int_rate_made') }}
),

witnesses as (
    select
        cell_no,
        null::integer as rank,
        case when is_by_rows then 'derived' else 'rate' end as kind,
        null::bigint as statement_no,
        null::text as dimension,
        0 as position,
        low,
        high,
        value,
        true as is_whole,
        '=' as qualifier,
        null::numeric as floor_value,
        badness,
        null::text as value_status,
        (low, high) <> (0, cap) as speaks,
        false as is_filed,
        false as is_exact,
        false as is_not_applicable,
        null::numeric as refuted_by,
        false as is_disputed
    from cells
    where is_defined
    union all
    select
        own.*,
        false as is_disputed
    from {{ ref('int_cell_witness') }} as own
    inner join cells on own.cell_no = cells.cell_no
),

{{ settled_cells() }}

select
    final.*,
    final.is_contradicted
    or cells.rests_on_disputed
    or final.cell_no in (select marked.cell_no from {{ ref('int_cell_marked') }} as marked)
        as rests_on_disputed
from final
inner join cells on final.cell_no = cells.cell_no
