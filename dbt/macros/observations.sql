{#- The rank of a status when parts of a sum have different ones: the worst names the sum. -#}
{% macro status_rank(status) -%}
    array_position(array['Q', 'L', 'O', 'P', 'U', 'I', 'E', 'B', 'A', 'M'], {{ status }})
{%- endmacro %}

{#- A quantity of a mart: value, bounds and status of one measure among the best observations of a
    row. Counts are whole numbers; money is numeric(18, 2), a ratio numeric(24, 6). -#}
{% macro quantity(column, measure, type='bigint') -%}
    {%- set of_measure = "filter (where best.measure_code = '" ~ measure ~ "')" -%}
    (max(best.value) {{ of_measure }})::{{ type }} as {{ column }},
        (max(best.value_low) {{ of_measure }})::{{ type }} as {{ column }}_low,
        (max(best.value_high) {{ of_measure }})::{{ type }} as {{ column }}_high,
        coalesce(max(best.obs_status) {{ of_measure }}, 'O') as {{ column }}_status
{%- endmacro %}

{#- What a mart row rests on: the coverage of its least covered number, or of what is missing
   where it has none. -#}
{% macro row_coverage() -%}
    {%- for column in ['units_expected', 'units_in_force'] -%}
    (array_agg(best.{{ column }} order by
            coalesce(best.value, best.value_low, best.value_high) is null,
            best.units_in_force::numeric / nullif(best.units_expected, 0) nulls first,
            best.units_expected desc, best.measure_code
        ))[1]::integer as {{ column }},
        {% endfor -%}
    max(best.rows_quarantined)::integer as rows_quarantined,
        bool_and(best.is_complete) as is_complete
{%- endmacro %}
