{#- One quantity of a row over another: a rate with its bounds, of non-negative parts. Without an
    upper bound of the denominator nothing is known from above, so there is no point value. -#}
{% macro rate(column, numerator, denominator) -%}
    case
        when {{ denominator }}_high is not null
            then {{ numerator }}::numeric / nullif({{ denominator }}, 0)
    end as {{ column }},
        {{ numerator }}_low::numeric / nullif({{ denominator }}_high, 0) as {{ column }}_low,
        {{ numerator }}_high::numeric / nullif({{ denominator }}_low, 0) as {{ column }}_high
{%- endmacro %}

{#- The status of such a rate: the worse of its parts'. Over nothing there is none; beyond its
    whole, or bounded from above without a value, it is vague. -#}
{% macro rate_status(alias, column, numerator, denominator, at_most=none) -%}
    {%- set of_numerator = alias ~ numerator ~ '_status' -%}
    {%- set of_denominator = alias ~ denominator ~ '_status' -%}
    case
        when
            {{ alias }}{{ denominator }}_high = 0
            or {{ of_numerator }} = 'M'
            or {{ of_denominator }} = 'M'
            then 'M'
        {%- if at_most %}
        when {{ alias }}{{ column }}_low > {{ at_most }} then 'U'
        {%- endif %}
        when
            {{ alias }}{{ column }} is null
            and (
                {{ alias }}{{ column }}_high is not null
                or (
                    {{ of_numerator }} not in ('Q', 'L', 'O')
                    and {{ of_denominator }} not in ('Q', 'L', 'O')
                )
            )
            then 'U'
        when {{ status_rank(of_denominator) }} < {{ status_rank(of_numerator) }}
            then {{ of_denominator }}
        else {{ of_numerator }}
    end
{%- endmacro %}
