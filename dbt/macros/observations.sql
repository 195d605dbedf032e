{#- What every observation is keyed by, besides region, rollup and scope. -#}
{% macro observation_key(alias) -%}
    {%- for column in ['measure_code', 'programme_code', 'year', 'life_stage', 'edition'] -%}
        {{ alias }}.{{ column }}{{ ',
        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The rank of a status when parts of a sum have different ones: the worst names the sum. -#}
{% macro status_rank(status) -%}
    array_position(array['Q', 'L', 'O', 'P', 'U', 'I', 'E', 'B', 'A', 'M'], {{ status }})
{%- endmacro %}

{#- A quantity of a mart: value, bounds and status of one measure among the best observations of a row. -#}
{% macro quantity(column, measure, type='numeric(24, 6)') -%}
    (max(best.value) filter (where best.measure_code = '{{ measure }}'))::{{ type }} as {{ column }},
        (max(best.value_low) filter (where best.measure_code = '{{ measure }}'))::{{ type }} as {{ column }}_low,
        (max(best.value_high) filter (where best.measure_code = '{{ measure }}'))::{{ type }} as {{ column }}_high,
        coalesce(
            max(best.obs_status) filter (where best.measure_code = '{{ measure }}'), 'O'
        ) as {{ column }}_status
{%- endmacro %}
