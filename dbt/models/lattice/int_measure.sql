{# The catalogue as the lattice reads it. What the rows of a form name besides region and year is in
   `carries_`; of another dimension they know the total alone. #}
{%- set forms = var('derivations') | selectattr('derives') | list -%}
with carried (form, carries_programme, carries_stage, carries_edition) as (
    values
    {%- for declared in var('derivations') %}
    (
        '{{ declared.form }}',
        {{ 'true' if declared.programme else 'false' }},
        {{ 'true' if declared.stage else 'false' }},
        {{ 'true' if declared.edition else 'false' }}
    )
    {{- ',' if not loop.last }}
    {%- endfor %}
),

-- the form whose rows say of a measure how many there are, or how many at least; and of a floor the
-- measure of the same rows that is none: who may be claimed from elsewhere is in neither
derived (measure_code, form, carries_item, is_floor, claimed_as) as (
    values
    {%- for declared in forms %}
    {%- set is_last_form = loop.last %}
    {%- for derived in declared.derives %}
    (
        '{{ derived.measure }}',
        '{{ declared.form }}',
        {{ 'true' if derived.item or declared.item else 'false' }},
        {{ 'true' if derived.is_floor else 'false' }},
        '{{ declared.derives[0].measure if derived.is_floor else derived.measure }}'
    )
    {{- ',' if not (is_last_form and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        measures.measure_code,
        measures.unit_code,
        measures.kind,
        measures.agg_region,
        measures.is_non_negative,
        measures.numerator,
        measures.denominator,
        measures.scale,
        measures.fund_stage,
        measures.derivation_form,
        measures.counts_as,
        measures.knows_programme,
        measures.default_stage,
        measures.adds_region,
        measures.adds_programme,
        measures.adds_item,
        measures.adds_stage,
        measures.adds_edition,
        measures.adds_since,
        measures.kind = 'ratio' as is_ratio,
        coalesce(carried.carries_programme, false) as carries_programme,
        coalesce(derived.carries_item, false) as carries_item,
        coalesce(carried.carries_stage, false) as carries_stage,
        coalesce(carried.carries_edition, false) as carries_edition,
        derived.form as rows_form,
        coalesce(derived.is_floor, false) as is_floor,
        derived.claimed_as,
        case when measures.is_non_negative then 0 else '-Infinity'::numeric end as least
    from {{ source('reference', 'measure') }} as measures
    left join derived on measures.measure_code = derived.measure_code
    left join carried on derived.form = carried.form
)

select * from final
