{# Each contradicted cell with the filings that it rests on: what the first pass found, and what
   came to light by a difference. #}
with first_pass as (
    select * from {{ ref('int_dispute_first') }}
),

second_pass as (
    {{ resting_on(ref('int_cell_bound')) | indent }}
),

final as (
    select
        contradicted_no,
        statement_no
    from first_pass
    union all
    select
        second_pass.contradicted_no,
        second_pass.statement_no
    from second_pass
    where
        second_pass.contradicted_no not in (
            select earlier.cell_no
            from {{ ref('int_cell_first') }} as earlier
            where earlier.is_contradicted
        )
)

select * from final
