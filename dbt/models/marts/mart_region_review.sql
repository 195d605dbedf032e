{# The headline figures of a region at any two years: what they were, by how much they grew (增长)
   and to how many times (增长到). Of two years that have bounds, not over a change of definition. -#}
{%- set headline = [
    'TALENT_HEADCOUNT', 'TALENT_DENSITY', 'DEGREE_SHARE', 'TALENT_INTRODUCED', 'TALENT_INVESTMENT',
    'FUND_AWARDED', 'FUND_BUDGETED', 'FLATS', 'SERVICE_CENTRES', 'SERVICE_CENTRE_COVERAGE',
    'RURAL_DISPOSABLE_INCOME', 'URBAN_AREA',
] -%}
with measures as (
    select * from {{ source('reference', 'measure') }}
),

figures as (
    select
        best.region_code,
        best.region_name,
        best.region_level,
        best.measure_code,
        measures.name as measure_name,
        measures.unit_code as unit_of_measure,
        best.year,
        best.value,
        best.value_low,
        best.value_high,
        best.obs_status,
        best.is_complete,
        best.rests_on_disputed,
        best.value_low is not null and best.value_high is not null as is_comparable,
        -- years at and before which the definition changed
        count(*) filter (where best.obs_status = 'B' or measures.is_break) over series as breaks
    from {{ ref('int_mart_rows') }} as best
    inner join measures on best.measure_code = measures.measure_code
    where
        best.rollup = 'total'
        and best.programme_code = '_T'
        and coalesce(best.value, best.value_low, best.value_high) is not null
        and best.measure_code in (
            {%- for measure in headline %}
            '{{ measure }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    window series as (
        partition by best.region_code, best.measure_code
        order by best.year
    )
),

pairs as (
    select
        figures.*,
        before.year as base_year,
        before.value as base_value,
        before.value_low as base_low,
        before.value_high as base_high,
        before.obs_status as base_status,
        figures.breaks > before.breaks as is_break,
        figures.is_complete and before.is_complete as are_complete,
        figures.is_comparable
        and before.is_comparable
        and figures.breaks = before.breaks
        and not figures.rests_on_disputed
        and not before.rests_on_disputed as is_growth
    from figures
    inner join figures as before
        on
            figures.region_code = before.region_code
            and figures.measure_code = before.measure_code
            and figures.year > before.year
),

grown as (
    select
        *,
        case when is_growth then value / nullif(base_value, 0) end as multiple,
        case when is_growth then value_low / nullif(base_high, 0) end as multiple_low,
        case when is_growth then value_high / nullif(base_low, 0) end as multiple_high
    from pairs
),

final as (
    select
        region_code,
        measure_code,
        region_name,
        region_level,
        measure_name,
        unit_of_measure,
        obs_status as value_status,
        base_status as base_value_status,
        (case
            when multiple is not null then 'A'
            when multiple_low is not null then 'U'
            when is_break then 'B'
            else 'O'
        end) as growth_status,
        base_year,
        year,
        base_value::numeric(24, 6) as base_value,
        base_low::numeric(24, 6) as base_value_low,
        base_high::numeric(24, 6) as base_value_high,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        (multiple - 1)::numeric(24, 6) as growth,
        (multiple_low - 1)::numeric(24, 6) as growth_low,
        (multiple_high - 1)::numeric(24, 6) as growth_high,
        multiple::numeric(24, 6) as multiple,
        multiple_low::numeric(24, 6) as multiple_low,
        multiple_high::numeric(24, 6) as multiple_high,
        are_complete as is_complete,
        is_break
    from grown
)

select * from final
