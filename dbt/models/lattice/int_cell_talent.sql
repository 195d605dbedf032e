{# The register where people stand, each counted once: n; low, without who may be somebody else who
   counts; and firm, those of low whom no other row can take. #}
{%- set firm = "people.is_paid_here and units.level = 'county'" -%}
with units as (
    select
        unit_code,
        level
    from {{ ref('stg_reporting_unit') }}
),

counted as (
    select
        people.region_code,
        {%- call(code, condition, amount, fields, is_last) each_measure('talent_register') %}
        sum(people.{{ code | lower }}) as {{ code | lower }},
        sum(people.{{ code | lower }}) filter (where {{ firm }}) as {{ code | lower }}_firm,
        {%- endcall %}
        people.year
    from {{ ref('int_talent_cells') }} as people
    inner join units on people.unit_code = units.unit_code
    group by people.region_code, people.year
),

doubtful as (
    select
        people.region_code,
        {%- call(code, condition, amount, fields, is_last) each_measure('talent_register') %}
        sum(people.{{ code | lower }}) as {{ code | lower }},
        sum(people.{{ code | lower }}) filter (where {{ firm }}) as {{ code | lower }}_firm,
        {%- endcall %}
        people.year
    from {{ ref('int_talent_doubtful') }} as people
    inner join units on people.unit_code = units.unit_code
    group by people.region_code, people.year
),

final as (
    select
        measures.measure_code,
        counted.region_code,
        counted.year,
        measures.n::numeric as n,
        (measures.n - coalesce(measures.doubtful, 0))::numeric as low,
        (coalesce(measures.firm, 0) - coalesce(measures.doubtful_firm, 0))::numeric as firm
    from counted
    left join doubtful
        on counted.region_code = doubtful.region_code and counted.year = doubtful.year
    cross join
        lateral (
            values
            {%- call(code, condition, amount, fields, is_last) each_measure('talent_register') %}
            {%- set column = code | lower %}
        (
            '{{ code }}',
            counted.{{ column }},
            counted.{{ column }}_firm,
            doubtful.{{ column }},
            doubtful.{{ column }}_firm
        )
            {{- ',' if not is_last }}
            {%- endcall %}
        ) as measures (measure_code, n, firm, doubtful, doubtful_firm)
    where measures.n > 0
)

select * from final
