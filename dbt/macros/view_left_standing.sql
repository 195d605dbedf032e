{#- A view shows what its tables hold, so one that stands as its model makes it stays as it is. -#}
{% materialization view, adapter='postgres' %}
    {%- set standing = load_cached_relation(this) -%}
    {%- if standing is none or not standing.is_view or flags.FULL_REFRESH or is_made_anew() -%}
        {{ return(dbt.materialization_view_default()) }}
    {%- endif -%}
    {{ return(left_alone()) }}
{% endmaterialization %}
