{# The first pass over all cells: with all that was filed, and no differences. The rows of cells
   that are not to be bound again stay. #}
{{ config(
    materialized='by_rank',
    meta={
        'cells': 'int_cell_redone',
        'standing': 'int_cell',
        'columns': dict(bound_columns(), input='numeric'),
    },
) }}
{{ cell_bounds() }}
