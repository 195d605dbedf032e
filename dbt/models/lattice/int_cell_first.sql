{# The first pass over all cells: with all that was filed, and no differences. #}
{{ config(
    materialized='by_rank',
    meta={
        'cells': 'int_cell',
        'columns': bound_columns(),
    },
) }}
{{ cell_bounds() }}
