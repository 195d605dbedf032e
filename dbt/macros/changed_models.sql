{#- A change leads on only as far as it changes something. audit.changed_model names the models
    whose rows may differ from what is published, `*` all of them: a model that reads none of
    these, no changed form and not the ledger stays as it is. They are marked where they are filled,
    in the same transaction, until a publication: what a build that nobody published left behind
    leads on. -#}

{#- The condition on which this model has to be filled. -#}
{% macro is_called_for() -%}
    {%- set names = ['*'] -%}
    {%- for id in model.depends_on.nodes -%}
        {%- set parts = id.split('.') -%}
        {%- if parts[0] == 'model' -%}
            {%- do names.append(parts[-1]) -%}
        {%- elif parts[2] == 'audit'
            and parts[3] not in ('changed_submission', 'changed_person') -%}
            {{ return('true') }}
        {%- endif -%}
    {%- endfor -%}
    {%- set listed = "('" ~ names | join("', '") ~ "')" -%}
    exists (select from {{ source('audit', 'changed_model') }} where model in {{ listed }})
    or exists (
        select from {{ source('audit', 'changed_submission') }}
        inner join {{ source('audit', 'submission') }} using (submission_id)
        where 'stg_' || form in {{ listed }}
    )
{%- endmacro %}

{#- What a materialization gives back of a table that it did not touch. -#}
{% macro left_alone() -%}
    {%- call noop_statement('main', 'LEFT', 'LEFT') -%}{%- endcall -%}
    {{ return({'relations': [this]}) }}
{%- endmacro %}

{#- Digest of the rows of a relation, in whatever order. -#}
{% macro digest(relation) -%}
    (
        select concat(count(*), ' ', sum(hash_record_extended(filled, 0)))
        from {{ relation }} as filled
    )
{%- endmacro %}

{#- A statement by which this model changed; `content` is the digest of what it held, if that was
    asked. -#}
{% macro mark(content=none) -%}
    insert into {{ source('audit', 'changed_model') }} (model)
    select '{{ this.identifier }}'
    {%- if content %} where {{ digest(this) }} <> '{{ content }}'{% endif %}
    on conflict do nothing
{%- endmacro %}

{% macro marked() -%}
    {%- call statement('mark') -%}{{ mark() }}{%- endcall -%}
{%- endmacro %}
