{# The cells that rest on what is disputed. #}
{{ cells_marked(ref('int_cell_bound'), ref('int_statement_disputed'), ref('int_cell_difference')) }}
