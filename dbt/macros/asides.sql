{#- Whether a row of int_aside_place may stand in a cell of its place, by what it says of the other
    dimensions; `but` names one that is not asked. -#}
{%- macro may_stand(aside, cell, but=none) -%}
    ({{ aside }}.item is null or {{ cell }}.item in ({{ aside }}.item, '_T'))
            and ({{ aside }}.edition is null or {{ cell }}.edition in ({{ aside }}.edition, '_T'))
            and (
                {{ aside }}.life_stage is null
                or exists (
                    select 1
                    from {{ ref('int_lattice_stage') }} as stages
                    where
                        stages.life_stage = {{ aside }}.life_stage
                        and stages.above_code = {{ cell }}.life_stage
                )
            )
            and (
                {{ aside }}.programme_code is null
                or exists (
                    select 1
                    from {{ ref('int_lattice_programme') }} as programmes
                    where
                        programmes.programme_code = {{ aside }}.programme_code
                        and programmes.above_code = {{ cell }}.programme_code
                )
            )
{%- endmacro -%}

{#- Whether rows of a form can name a cell: of a dimension that they lack they know the total
    alone. -#}
{%- macro is_counted_in_rows(cell, measure) -%}
    {{ measure }}.rows_form is not null
        and {{ cell }}.since = {{ cell }}.year::text
        and {{ cell }}.scope in ('own_bureau', 'region')
        and ({{ measure }}.carries_programme or {{ cell }}.programme_code = '_T')
        and ({{ measure }}.carries_item or {{ cell }}.item = '_T')
        and ({{ measure }}.carries_stage or {{ cell }}.life_stage = {{ measure }}.default_stage)
        and ({{ measure }}.carries_edition or {{ cell }}.edition = '_T')
{%- endmacro -%}
