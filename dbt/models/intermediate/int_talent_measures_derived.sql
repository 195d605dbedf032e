{# What the register says by itself: people counted once, in the region where they work. -#}
with cells as (
    select * from {{ ref('int_talent_cells') }}
),

doubtful as (
    select * from {{ ref('int_talent_doubtful') }}
),

sums as (
    select
        region_code,
        year,
        {%- call(code, condition, amount, fields, is_last) each_talent_measure() %}
        sum({{ code | lower }})::numeric as {{ code | lower }},
        {%- endcall %}
        max(as_of_date) as as_of_date
    from cells
    group by region_code, year
),

final as (
    select
        measures.measure_code,
        sums.region_code,
        sums.year,
        sums.as_of_date,
        measures.value,
        coalesce(measures.doubtful, 0)::numeric as doubtful
    from sums
    left join doubtful
        on sums.region_code = doubtful.region_code and sums.year = doubtful.year
    cross join lateral (
        values
        {%- call(code, condition, amount, fields, is_last) each_talent_measure() %}
        ('{{ code }}', sums.{{ code | lower }}, doubtful.{{ code | lower }})
        {{- ',' if not is_last }}
        {%- endcall %}
    ) as measures (measure_code, value, doubtful)
)

select * from final
