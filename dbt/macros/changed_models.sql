{#- A change leads on only as far as it changes something. audit.changed_model names the models
    whose rows may differ from what is published. They are marked where they are filled, in the same
    transaction; whether a model is called for is asked before it is compiled
    (src/talent_warehouse/build/choice.py). -#}

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
