{#- A table that stands as its model makes it is emptied and filled again: indexes, comments, grants
    and the views over it stay, which dbt would otherwise make anew each night, in ten statements a
    model. The first build, and one by other models than the last, make the table as dbt does.
    Where it comes out as it was it leads to no other (see changed_models.sql).
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
    {%- endif -%}
    {%- set is_compared = model.fqn[1] in ('intermediate', 'lattice') and not is_full_build() -%}
    {%- set before = run_query(table_before(is_compared)).rows[0] -%}
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
    {%- set after = run_query(table_after(before['content'])).rows[0]['bytes'] -%}
    {%- if is_full_build() or (after - before['bytes']) | abs > before['bytes'] * 0.1 -%}
        {{ analyzed() }}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}

{#- What is asked of a table before: one query, for each costs as much as a small model. -#}
{%- macro table_before(is_compared) -%}
    select
        pg_relation_size('{{ this }}'::regclass) as bytes,
        {% if is_compared %}{{ digest(this) }}{% else %}null{% endif %} as content
{%- endmacro -%}

{%- macro table_after(content) -%}
    with marked as ({{ mark(content) }})

    select pg_relation_size('{{ this }}'::regclass) as bytes
{%- endmacro -%}

{%- macro analyzed() -%}
    {%- call statement('analyze') -%}
        analyze {{ this }}
    {%- endcall -%}
{%- endmacro -%}
