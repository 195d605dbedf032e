{#- The age band of dim list age_band that an age falls into; _U where the age is not known. -#}
{% macro age_band(age) -%}
    case
            when {{ age }} is null then '_U'
            when {{ age }} < 30 then 'under_30'
            {%- for low in range(30, 60, 5) %}
            when {{ age }} < {{ low + 5 }} then '{{ low }}_{{ low + 4 }}'
            {%- endfor %}
            else '60_over'
        end
{%- endmacro %}
