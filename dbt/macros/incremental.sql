{#- What is large is built again, and checked, only where it changed. audit.changed_person names the
    people and years in the rows, old and new, of every submission that differs from what is
    published. Nothing else can have changed: who counts a person in a year depends on that person's
    rows alone. -#}

{#- Whether the build builds everything. Freezing has decided it: by other code, contracts or seeds
    than what is published, or because it was asked for. -#}
{% macro is_full_build() -%}
    {{ return(var('is_full', true)) }}
{%- endmacro %}

{#- Whether the build makes tables, by other models than what stands; freezing has decided it. -#}
{% macro is_made_anew() -%}
    {{ return(var('is_made_anew', true)) }}
{%- endmacro %}

{#- dbt asks this before each build of an incremental model. -#}
{% macro should_full_refresh() -%}
    {{ return(flags.FULL_REFRESH or is_full_build()) }}
{%- endmacro %}

{#- The rows of a relation that a model has to compute again: all of them, or those of who changed.
    `keys` are columns of audit.changed_person, or of `changed`, by their names. -#}
{% macro changed_rows(relation, keys, changed=none) -%}
    {%- if is_incremental() -%}
    select whole.*
    from {{ relation }} as whole
    where exists (
        select 1
        from {{ changed or source('audit', 'changed_person') }} as changed
        where
            {%- for key in keys %}
            changed.{{ key }} = whole.{{ key }}{{ ' and' if not loop.last }}
            {%- endfor %}
    )
    {%- else -%}
    select * from {{ relation }}
    {%- endif -%}
{%- endmacro %}

{#- A condition for tests, of the same meaning. -#}
{% macro only_judged(keys, changed=none) -%}
    {%- set list = 'changed_submission' if keys == ['submission_id'] else 'changed_person' -%}
    {%- if is_full_build() -%}
    true
    {%- else -%}
    ({{ keys | join(', ') }}) in (
        select {{ keys | join(', ') }} from {{ changed or source('audit', list) }}
    )
    {%- endif -%}
{%- endmacro %}

{#- incremental_strategy='replace_changed': what changed goes out, what the query gave comes in; who
    has no row any more is gone, and that is all. unique_key holds columns of audit.changed_person,
    or of the model that meta.changed names. Where a tenth is new, the statistics are too: a join
    planned for a table that was empty yesterday never ends. -#}
{% macro get_incremental_replace_changed_sql(arg_dict) %}
    {%- set keys = arg_dict['unique_key'] %}
    {%- set keys = [keys] if keys is string else keys %}
    {%- set named = config.get('meta', {}).get('changed') %}
    {%- set changed = this.incorporate(path={'identifier': named}) if named
        else source('audit', 'changed_person') %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    insert into {{ source('audit', 'changed_model') }} (model)
    select '{{ this.identifier }}'
    where {{ digest("(select " ~ columns ~ " from " ~ arg_dict['temp_relation'] ~ ")") }}
        <> {{ digest(
            "(select " ~ columns ~ " from " ~ arg_dict['target_relation']
            ~ " where (" ~ keys | join(', ') ~ ") in (select " ~ keys | join(', ')
            ~ " from " ~ changed ~ "))"
        ) }}
    on conflict do nothing;
    delete from {{ arg_dict['target_relation'] }} as target
    using (select distinct {{ keys | join(', ') }} from {{ changed }}) as changed
    where (target.{{ keys | join(', target.') }}) = (changed.{{ keys | join(', changed.') }});
    {{ get_insert_into_sql(
        arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns']
    ) }}
    {%- set grown = run_query(
        'select count(*) > 1000 and count(*) > (select reltuples / 10 from pg_class where oid = '
        ~ dbt.string_literal(arg_dict['target_relation']) ~ '::regclass) from '
        ~ arg_dict['temp_relation']
    ) %}
    {%- if grown.rows[0][0] %};
    analyze {{ arg_dict['target_relation'] }}
    {%- endif %}
{% endmacro %}
