{# The statements that stand in no sum, when all is known. #}
{{ statements_disputed(ref('int_cell_bound'), ref('int_dispute')) }}
