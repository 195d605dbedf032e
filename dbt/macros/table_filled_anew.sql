{#- A table that stands as its model makes it is emptied and filled again: indexes, comments, grants
    and the views over it stay, which dbt would otherwise make anew each night, in ten statements a
    model. The first build, and one by other models than the last, make the table as dbt does.
    Where nothing that it reads changed it stays as it is, and where it comes out as it was it leads
    to no other (see changed_models.sql).
    A fresh table has no statistics, and the next model would be planned for a handful of rows. One
    that is filled keeps those that it had, which hold where it is about as large as it was. -#}
{% materialization table, adapter='postgres' %}
    {%- set standing = load_cached_relation(this) -%}
    {%- if standing is none or not standing.is_table or flags.FULL_REFRESH or is_made_anew() -%}
        {{ marked() }}
        {%- set made = dbt.materialization_table_default() -%}
        {{ analyzed() }}
        {{ adapter.commit() }}
        {{ return(made) }}
    {%- elif not is_called_for() -%}
        {{ return(left_alone()) }}
    {%- endif -%}
    {%- set before = bytes_of(this) -%}
    {%- set is_compared = model.fqn[1] in ('intermediate', 'lattice') and not is_full_build() -%}
    {%- set content = content_of(this) if is_compared -%}
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
    {{ marked(content) }}
    {%- set after = bytes_of(this) -%}
    {%- if is_full_build() or after > before * 1.1 or after < before * 0.9 -%}
        {{ analyzed() }}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}

{%- macro bytes_of(relation) -%}
    {{ return(run_query("select pg_relation_size('" ~ relation ~ "'::regclass)").rows[0][0]) }}
{%- endmacro -%}

{%- macro analyzed() -%}
    {%- call statement('analyze') -%}
        analyze {{ this }}
    {%- endcall -%}
{%- endmacro -%}
