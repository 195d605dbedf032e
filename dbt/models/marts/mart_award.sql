{# Who is honoured under which programme and edition: persons of rosters, organisations of
   registers, beside each other and never added. -#}
{%- set counts = {
    'persons': 'PERSONS_HONOURED',
    'persons_pending': 'PERSONS_HONOURED_PENDING',
    'organisations': 'ORGS_HONOURED',
    'organisations_pending': 'ORGS_HONOURED_PENDING',
} -%}
{%- set lead = 'persons' -%}
with measures as (
    select * from {{ ref('int_measure') }}
),

regions as (
    {{ regions_named() }}
),

best as (
    select
        best.*,
        regions.name as region_name,
        regions.level as region_level
    from {{ ref('int_observation_best') }} as best
    inner join regions on best.region_code = regions.region_code
    inner join measures on best.measure_code = measures.measure_code
    where
        best.measure_code in (
            {%- for measure in counts.values() %}
            '{{ measure }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
        and (best.rollup, best.scope) in (('own', 'own_bureau'), ('total', 'region'))
        and best.item = '_T'
        and best.life_stage = measures.default_stage
        and best.since = best.year::text
        and best.programme_code <> '_Z'
),

reported as (
    select
        best.region_code,
        best.rollup,
        best.programme_code,
        best.edition,
        best.region_name,
        best.region_level,
        best.year,
        {%- for column, measure in counts.items() %}
        {{ quantity(column, measure) }},
        {%- endfor %}
        {{ row_coverage(counts[lead]) }}
    from best
    group by
        best.region_code, best.rollup, best.programme_code, best.edition, best.region_name,
        best.region_level, best.year
),

final as (
    select
        region_code,
        rollup,
        programme_code,
        edition,
        region_name,
        region_level,
        {%- for column in counts %}
        {{ column }}_status,
        {%- endfor %}
        why_incomplete,
        year,
        {%- for column in counts %}
        {{ column }},
        {{ column }}_low,
        {{ column }}_high,
        {%- endfor %}
        units_expected,
        units_in_force,
        rows_quarantined,
        {{ completeness(counts | list, lead) }}
    from reported
)

select * from final
