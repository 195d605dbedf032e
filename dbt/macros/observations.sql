{#- The rank of a status when parts of a sum have different ones: the worst names the sum. -#}
{% macro status_rank(status) -%}
    array_position(array['Q', 'L', 'O', 'P', 'U', 'I', 'E', 'B', 'A', 'M'], {{ status }})
{%- endmacro %}

{#- A quantity of a mart: value, bounds, status and completeness of one measure among the best
    observations of a row. Counts are whole numbers; money is numeric(18, 2), a ratio
    numeric(24, 6). What nobody speaks of is not complete. -#}
{% macro quantity(column, measure, type='bigint') -%}
    {%- set of_measure = "filter (where best.measure_code = '" ~ measure ~ "')" -%}
    (max(best.value) {{ of_measure }})::{{ type }} as {{ column }},
        (max(best.value_low) {{ of_measure }})::{{ type }} as {{ column }}_low,
        (max(best.value_high) {{ of_measure }})::{{ type }} as {{ column }}_high,
        coalesce(max(best.obs_status) {{ of_measure }}, 'O') as {{ column }}_status,
        coalesce(bool_or(best.is_complete) {{ of_measure }}, false) as {{ column }}_is_complete
{%- endmacro %}

{#- What a mart row rests on: the coverage of its lead quantity, which the mart names. Where the row
    has no cell of that, of its least covered number, or of what is missing where it has none; it is
    complete if all are. The rows set aside are the most of any number. -#}
{% macro row_coverage(lead_measure) -%}
    {%- for column, type in [
        ('units_expected', 'integer'), ('units_in_force', 'integer'),
        ('is_complete', 'boolean'), ('why_incomplete', 'text'),
    ] -%}
    (array_agg(best.{{ column }} order by
            best.measure_code <> '{{ lead_measure }}',
            {%- if type != 'integer' %}
            best.is_complete,
            {%- endif %}
            coalesce(best.value, best.value_low, best.value_high) is null,
            best.units_in_force::numeric / nullif(best.units_expected, 0) nulls first,
            best.units_expected desc, best.measure_code
        ))[1]::{{ type }} as {{ column }},
        {% endfor -%}
    max(best.rows_quarantined)::integer as rows_quarantined
{%- endmacro %}

{#- Completeness of a mart row, of its lead quantity and of each other. -#}
{% macro completeness(columns, lead) -%}
    is_complete
    {%- for column in columns if column != lead %},
        {{ column }}_is_complete
    {%- endfor %}
{%- endmacro %}
