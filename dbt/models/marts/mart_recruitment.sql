{# Drives by edition: offers beside those who came. Of the year as a whole also whom registers know
   to have been introduced; a head belongs to no single drive. -#}
{%- set counts = {
    'drives': 'RECRUIT_DRIVES',
    'posts': 'POSTS_OFFERED',
    'openings': 'POST_OPENINGS',
    'applicants': 'POST_APPLICANTS',
    'filled': 'POSTS_FILLED',
    'introduced': 'TALENT_INTRODUCED',
} -%}
{%- set lead = 'posts' -%}
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
            '{{ measure }}',
            {%- endfor %}
            'FILL_RATE'
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
        {{ quantity('fill_rate', 'FILL_RATE', 'numeric(24, 6)') }},
        {{ row_coverage(counts[lead]) }}
    from best
    group by
        best.region_code, best.rollup, best.programme_code, best.edition, best.region_name,
        best.region_level, best.year
    having bool_or(best.measure_code <> 'TALENT_INTRODUCED')
),

final as (
    select
        region_code,
        rollup,
        programme_code,
        edition,
        region_name,
        region_level,
        {%- for column in counts if column != 'introduced' %}
        {{ column }}_status,
        {%- endfor %}
        (case
            when programme_code = '_T' and edition = '_T' then introduced_status else 'M'
        end) as introduced_status,
        fill_rate_status,
        why_incomplete,
        year,
        {%- for column in (counts | list) + ['fill_rate'] %}
        {{ column }},
        {{ column }}_low,
        {{ column }}_high,
        {%- endfor %}
        units_expected,
        units_in_force,
        rows_quarantined,
        {{ completeness((counts | list) + ['fill_rate'], lead) }}
    from reported
)

select * from final
