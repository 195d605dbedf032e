{# What each row adds to the cell where it stands, and to all above, of the forms whose rows are
   heads or amounts: heads count by distinct person, low 0 for who may be somebody of the same name
   and year of birth that stands in the form of the year under another key. #}
{%- set forms = var('derivations') | selectattr('rows') | list -%}
with measures as (
    select * from {{ source('reference', 'measure') }}
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

{%- for declared in forms %}

{{ declared.form }}_rows as (
    {{ rows_that_count(declared) }}
),
{%- endfor %}

stated as (
    {%- for declared in forms %}
    {%- set is_last_form = loop.last %}
    {%- for derived in declared.derives if not derived.counts_as %}
    select
        '{{ derived.measure }}' as measure_code,
        {{ axis(declared, 'year', 'year', 'year') }},
        unit_code,
        {{ axis(declared, 'region', 'region_code') }},
        {{ axis(declared, 'programme', 'programme_code') }},
        {{ item_told(declared, derived) }} as item,
        {{ axis(declared, 'stage', 'life_stage') }},
        {{ edition_told(declared) }} as edition,
        {{ row_adds(declared, derived) }},
        {{ axis(declared, 'day', 'moved_on', 'null::date') }},
        submission_id,
        sheet,
        row_no
    from {{ declared.form }}_rows
    where {{ derived.condition }}
    {{- '\n    union all' if not (is_last_form and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        stated.measure_code,
        stated.year,
        coalesce(stated.region_code, units.region_code) as region_code,
        coalesce(stated.programme_code, '_T') as programme_code,
        stated.item,
        coalesce(stated.life_stage, measures.default_stage) as life_stage,
        stated.edition,
        stated.low,
        stated.value,
        stated.high,
        stated.thing,
        stated.moved_on,
        stated.submission_id,
        stated.sheet,
        stated.row_no
    from stated
    inner join units on stated.unit_code = units.unit_code
    inner join measures on stated.measure_code = measures.measure_code
)

select * from final
