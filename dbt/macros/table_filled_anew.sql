{#- A table that stands as its model makes it is emptied and filled again: indexes, comments, grants
    and the views over it stay, which dbt would otherwise make anew each night, in ten statements a
    model. The first build, and one by other models than the last, make the table as dbt does. -#}
{% materialization table, adapter='postgres' %}
    {%- set standing = load_cached_relation(this) -%}
    {%- if standing is none or not standing.is_table or flags.FULL_REFRESH or is_made_anew() -%}
        {{ return(dbt.materialization_table_default()) }}
    {%- endif -%}
    {%- set is_contracted = config.get('contract').enforced -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') -%}
        truncate {{ this }};
        {% if is_contracted -%}
        insert into {{ this }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
        {{ get_select_subquery(sql) }}
        {%- else -%}
        insert into {{ this }}
        {{ sql }}
        {%- endif %}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}
