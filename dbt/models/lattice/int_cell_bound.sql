-- depends_on: {{ ref('int_cell_first') }}
{# The second pass: with what whole and children leave for own, and without what is disputed in the
   sums above it. What the first pass found contradicted stays so. #}
{{ config(
    materialized='by_rank',
    meta={
        'cells': 'int_cell_touched',
        'before': 'int_cell_first',
        'columns': bound_columns(),
    },
) }}
{{ cell_bounds(is_second=true) }}
