{#- Everything that dbt builds stands in one schema; nothing there is published. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema }}
{%- endmacro %}
