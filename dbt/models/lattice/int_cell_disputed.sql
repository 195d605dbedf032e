{# The statements that the first pass found disputed; the second leaves them out of the sums
   above. #}
{{ statements_disputed(ref('int_cell_first'), ref('int_dispute_first')) }}
