{# The cells that rest on what the first pass found disputed: nothing is taken from them. #}
{{ cells_marked(ref('int_cell_first'), ref('int_cell_disputed')) }}
