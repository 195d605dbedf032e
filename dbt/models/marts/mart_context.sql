{# What stands around the talent of a region, as returns state it. -#}
{%- set counts = {
    'population': 'POP_RESIDENT',
    'universities': 'HIGHER_EDU_INSTITUTIONS',
} -%}
{%- set measured = {
    'urban_area_km2': 'URBAN_AREA',
    'high_grade_road_km': 'HIGH_GRADE_ROAD',
    'rural_net_income_yuan': 'RURAL_NET_INCOME',
    'rural_disposable_income_yuan': 'RURAL_DISPOSABLE_INCOME',
} -%}
{%- set columns = ['population'] + (measured | list) + ['universities'] -%}
{%- set lead = 'population' -%}
with best as (
    select *
    from {{ ref('int_mart_rows') }}
    where
        programme_code = '_T'
        and measure_code in (
            {%- for measure in (counts.values() | list) + (measured.values() | list) %}
            '{{ measure }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

reported as (
    select
        best.region_code,
        best.rollup,
        best.region_name,
        best.region_level,
        best.year,
        {%- for column, measure in counts.items() %}
        {{ quantity(column, measure) }},
        {%- endfor %}
        {%- for column, measure in measured.items() %}
        {{ quantity(column, measure, 'numeric(24, 6)') }},
        {%- endfor %}
        {{ row_coverage(counts[lead]) }}
    from best
    group by
        best.region_code, best.rollup, best.region_name, best.region_level, best.year
),

final as (
    select
        region_code,
        rollup,
        region_name,
        region_level,
        {%- for column in columns %}
        {{ column }}_status,
        {%- endfor %}
        why_incomplete,
        year,
        {%- for column in columns %}
        {{ column }},
        {{ column }}_low,
        {{ column }}_high,
        {%- endfor %}
        units_expected,
        units_in_force,
        rows_quarantined,
        {{ completeness(columns, lead) }}
    from reported
)

select * from final
