{# The catalogue as the lattice reads it. What the rows of a form name besides region and year is in
   `carries_`; of another dimension they know the total alone. #}
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
        coalesce(carried.carries_stage, false) as carries_stage,
        coalesce(carried.carries_edition, false) as carries_edition,
        case when measures.is_non_negative then 0 else '-Infinity'::numeric end as least
    from {{ source('reference', 'measure') }} as measures
    left join carried on measures.derivation_form = carried.form
)

select * from final
