{# Six stages that money passes, none of which adds to another, and how far each has come of the one
   before. What is planned, or a ceiling, is no stage. -#}
{%- set stages = {
    'secured_yuan': 'FUND_SECURED',
    'awarded_yuan': 'FUND_AWARDED',
    'matched_yuan': 'FUND_MATCHED',
    'received_yuan': 'FUND_RECEIVED',
    'transferred_yuan': 'FUND_TRANSFERRED',
    'spent_yuan': 'FUND_SPENT',
} -%}
{%- set lead = 'awarded_yuan' -%}
{%- set rates = {
    'received_rate': ['received_yuan', 'awarded_yuan'],
    'transfer_rate': ['transferred_yuan', 'received_yuan'],
    'transferred_of_awarded': ['transferred_yuan', 'awarded_yuan'],
    'spend_rate': ['spent_yuan', 'received_yuan'],
} -%}
{#- 全部 is all of what was awarded, even where nobody says how much that is -#}
{%- set wholes = {
    'received_rate': 'FUND_RECEIVED',
    'transferred_of_awarded': 'FUND_TRANSFERRED',
} -%}
with best as (
    select *
    from {{ ref('int_mart_rows') }}
    where
        measure_code in (
            {%- for measure in stages.values() %}
            '{{ measure }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

executed as (
    select * from {{ ref('int_funding_executed') }}
),

reported as (
    select
        best.region_code,
        best.rollup,
        best.programme_code,
        best.region_name,
        best.region_level,
        best.year,
        {%- for column, measure in stages.items() %}
        {{ quantity(column, measure, 'numeric(18, 2)') }},
        {%- endfor %}
        {%- for rate, measure in wholes.items() %}
        coalesce(bool_or(
            best.obs_status = 'I' and best.witness = 'filed'
            and coalesce(best.value, best.value_low, best.value_high) is null
        ) filter (where best.measure_code = '{{ measure }}'), false) as {{ rate }}_is_whole,
        {%- endfor %}
        {{ row_coverage(stages[lead]) }}
    from best
    group by
        best.region_code, best.rollup, best.programme_code, best.region_name, best.region_level,
        best.year
),

divided as (
    select
        reported.*,
        {%- for column, parts in rates.items() %}
        {{ rate(column, 'reported.' ~ parts[0], 'reported.' ~ parts[1]) }},
        {%- endfor %}
        executed.days as days_award_to_receipt,
        executed.is_each_day_known,
        executed.has_receipt,
        case
            when executed.is_one_sided_known or executed.one_sided > 0 then executed.one_sided
        end as one_sided_yuan,
        case
            when executed.is_one_sided_bounded_below or executed.one_sided_low > 0
                then executed.one_sided_low
        end as one_sided_yuan_low,
        case
            when executed.is_one_sided_bounded_above then executed.one_sided_high
        end as one_sided_yuan_high,
        case
            when executed.region_code is null then 'O'
            when not executed.is_one_sided_known and executed.one_sided > 0 then 'U'
            when not executed.is_one_sided_known then 'Q'
            else 'A'
        end as one_sided_yuan_status
    from reported
    left join executed
        on
            reported.region_code = executed.region_code
            and reported.rollup = executed.rollup
            and reported.programme_code = executed.programme_code
            and reported.year = executed.fund_year
),

stated as (
    select
        divided.*,
        {%- for column, parts in rates.items() %}
        {{ rate_status('divided.', column, parts[0], parts[1], 1) }} as {{ column }}_status,
        {%- endfor %}
        case
            when divided.has_receipt is not true or divided.days_award_to_receipt is null then 'O'
            when divided.is_each_day_known then 'A'
            else 'U'
        end as days_award_to_receipt_status
    from divided
),

final as (
    select
        region_code,
        rollup,
        programme_code,
        region_name,
        region_level,
        {%- for column in stages %}
        {{ column }}_status::text as {{ column }}_status,
        {%- endfor %}
        {%- for column in rates %}
        {%- if column in wholes %}
        (case
            when {{ column }}_is_whole then 'I' else {{ column }}_status
        end)::text as {{ column }}_status,
        {%- else %}
        {{ column }}_status::text as {{ column }}_status,
        {%- endif %}
        {%- endfor %}
        days_award_to_receipt_status,
        one_sided_yuan_status,
        why_incomplete,
        year as fund_year,
        {%- for column in stages %}
        {{ column }},
        {{ column }}_low,
        {{ column }}_high,
        {%- endfor %}
        {%- for column in rates %}
        {%- for bound in ['', '_low', '_high'] %}
        {%- if column in wholes %}
        (case
            when {{ column }}_is_whole then 1 else {{ column }}{{ bound }}
        end)::numeric(24, 6) as {{ column }}{{ bound }},
        {%- else %}
        {{ column }}{{ bound }}::numeric(24, 6) as {{ column }}{{ bound }},
        {%- endif %}
        {%- endfor %}
        {%- endfor %}
        days_award_to_receipt,
        (case
            when is_each_day_known then days_award_to_receipt
        end)::numeric(24, 6) as days_award_to_receipt_low,
        (case
            when is_each_day_known then days_award_to_receipt
        end)::numeric(24, 6) as days_award_to_receipt_high,
        one_sided_yuan::numeric(18, 2) as one_sided_yuan,
        one_sided_yuan_low::numeric(18, 2) as one_sided_yuan_low,
        one_sided_yuan_high::numeric(18, 2) as one_sided_yuan_high,
        units_expected,
        units_in_force,
        rows_quarantined,
        {{ completeness(stages, lead) }}
    from stated
)

select * from final
