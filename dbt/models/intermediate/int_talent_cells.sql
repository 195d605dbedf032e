{# The register counted once and for all: people by where they work, year, unit, title level, age
   and whether the unit pays and employs them for good, and of each cell how many fulfil the
   condition of each measure. Measures, structure and coverage add these cells up; none reads the
   people again. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changed',
    unique_key=['region_code', 'year', 'unit_code'],
    on_schema_change='fail',
    meta={'changed': 'int_talent_changed_slices'},
) }}
{%- set slice = ['region_code', 'year', 'unit_code'] -%}
{%- set changed = ref('int_talent_changed_slices') -%}
with claims as (
    {{ changed_rows(ref('int_talent_claims_counted'), slice, changed) }}
),

people as (
    select
        *,
        {{ age_band('age_years') }} as age_band,
        coalesce(is_wage_here and employment = 'permanent', false) as is_paid_here
    from claims
    where is_counted
),

final as (
    select
        region_code,
        unit_code,
        title_level,
        age_band,
        is_paid_here,
        year,
        {%- call(code, condition, amount, fields, is_last) each_measure('talent_register') %}
        coalesce(sum({{ amount }}) filter (where {{ condition }}), 0) as {{ code | lower }},
        {%- endcall %}
        max(as_of_date) as as_of_date
    from people
    group by region_code, unit_code, title_level, age_band, is_paid_here, year
)

select * from final
