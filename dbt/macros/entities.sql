{#- What a row of a named thing says of its year, as conditions of measures ask for it. -#}
{%- macro entity_facts(stage_group) -%}
    {{ stage_group }} = '_reached'
        and coalesce(extract(year from first_date) = year, false)
        and coalesce(relation, '') not in ('renamed', 'merged', 'split') as is_new,
        {{ stage_group }} = '_pending' as is_pending,
        {{ stage_group }} = '_gone' and extract(year from stage_date) = year as has_left,
        coalesce(valid_from, make_date(year, 12, 1)) <= make_date(year, 12, 1)
        and coalesce(valid_to, make_date(year, 12, 1)) >= make_date(year, 12, 1) as is_in_force,
        relation is not null
        and year in (
            coalesce(extract(year from first_date), 0), extract(year from stage_date)
        ) as is_renewed,
        host is not null as is_hosted,
        life_stage in ('evaluated', 'on_sale')
        and extract(year from stage_date) = year as is_evaluated,
        life_stage = 'on_sale' and extract(year from stage_date) = year as is_on_sale
{%- endmacro -%}

{#- A name without what each clerk writes in his own way. -#}
{%- macro plain_entity_name(name) -%}
    translate({{ name }}, ' 　（）()〔〕[]［］【】“”"·', '')
{%- endmacro -%}
