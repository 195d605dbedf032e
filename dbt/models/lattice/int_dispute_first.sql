{# After the first pass: each contradicted cell with the filings that it rests on. #}
{{ resting_on(ref('int_cell_first')) }}
