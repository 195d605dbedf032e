{%- set counts = {
    'headcount': 'TALENT_HEADCOUNT',
    'participants': 'PROG_PARTICIPANTS',
    'participants_new': 'PROG_PARTICIPANTS_NEW',
    'participants_pending': 'PROG_PARTICIPANTS_PENDING',
    'activities': 'SERVICE_ACTIVITIES',
    'attendances': 'TRAIN_ATTENDANCE',
    'expert_trips': 'EXPERT_TRIPS',
    'problems_solved': 'PROBLEMS_SOLVED',
    'people_served': 'PEOPLE_SERVED',
} -%}
{%- set amounts = {
    'secured_yuan': 'FUND_SECURED',
    'awarded_yuan': 'FUND_AWARDED',
    'matched_yuan': 'FUND_MATCHED',
    'received_yuan': 'FUND_RECEIVED',
    'transferred_yuan': 'FUND_TRANSFERRED',
    'spent_yuan': 'FUND_SPENT',
} -%}
{%- set lead = 'participants' -%}
{%- set measures = (counts.values() | list) + (amounts.values() | list) -%}
with best as (
    select *
    from {{ ref('int_mart_rows') }}
    where
        measure_code in (
            {%- for measure in measures %}
            '{{ measure }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
        -- a head belongs to no single programme: below the total there is no headcount
        and (measure_code <> 'TALENT_HEADCOUNT' or programme_code = '_T')
),

reported as (
    select
        best.region_code,
        best.rollup,
        best.programme_code,
        best.region_name,
        best.region_level,
        best.year,
        {%- for column, measure in counts.items() %}
        {{ quantity(column, measure) }},
        {%- endfor %}
        {%- for column, measure in amounts.items() %}
        {{ quantity(column, measure, 'numeric(18, 2)') }},
        {%- endfor %}
        {{ row_coverage(counts[lead]) }}
    from best
    group by
        best.region_code, best.rollup, best.programme_code, best.region_name, best.region_level,
        best.year
),

final as (
    select
        region_code,
        rollup,
        programme_code,
        region_name,
        region_level,
        (case
            when programme_code = '_T' then headcount_status else 'M'
        end) as headcount_status,
        {%- for column in (counts | list) + (amounts | list) if column != 'headcount' %}
        {{ column }}_status::text as {{ column }}_status,
        {%- endfor %}
        why_incomplete,
        year,
        {%- for column in (counts | list) + (amounts | list) %}
        {{ column }},
        {{ column }}_low,
        {{ column }}_high,
        {%- endfor %}
        units_expected,
        units_in_force,
        rows_quarantined,
        {{ completeness((counts | list) + (amounts | list), lead) }}
    from reported
)

select * from final
