{# What the logs say by type of activity, of each region by itself and with all below: sums with
   their bounds. People who may be the same are an interval. -#}
{%- set sums = [
    'activities', 'batches', 'expert_trips', 'attendances', 'problems_solved', 'households',
] -%}
{%- set quantities = sums + ['people_served'] -%}
with activities as (
    select * from {{ ref('stg_service_log') }} where side = 'held'
),

closure as (
    select * from {{ ref('int_region_closure') }}
),

-- masked, missing and pending addends leave a sum open; M adds nothing and leaves nothing open
known as (
    select
        {%- for column in quantities %}
        activities.{{ column }}_status not in ('Q', 'O', 'L', 'P', 'M')
        and coalesce(
            activities.{{ column }}, activities.{{ column }}_low, activities.{{ column }}_high
        ) is not null as {{ column }}_is_known,
        {%- endfor %}
        activities.activity_type = 'consultation'
        and num_nulls(activities.activities, activities.answered) = 0 as is_reply_known,
        activities.*
    from activities
),

placed as (
    select
        'own' as rollup,
        known.region_code as row_region,
        known.*
    from known
    union all
    select
        'total' as rollup,
        closure.above_code as row_region,
        known.*
    from known
    inner join closure on known.region_code = closure.region_code
),

final as (
    select
        placed.row_region as region_code,
        placed.rollup,
        programmes.programme_code,
        placed.activity_type,
        {%- for column in quantities %}
        (array_agg(
            placed.{{ column }}_status order by {{ status_rank('placed.' ~ column ~ '_status') }}
        ))[1] as {{ column }}_status,
        {%- endfor %}
        {%- for column in sums %}
        case
            when
                bool_and(placed.{{ column }} is not null) filter (
                    where placed.{{ column }}_is_known
                )
                then sum(placed.{{ column }}) filter (where placed.{{ column }}_is_known)
        end as {{ column }},
        sum(coalesce(placed.{{ column }}_low, 0)) filter (where placed.{{ column }}_is_known)
            as {{ column }}_low,
        {%- endfor %}
        -- heads may overlap: at least the largest of them
        null::numeric as people_served,
        max(placed.people_served_low) filter (where placed.people_served_is_known)
            as people_served_low,
        {%- for column in quantities %}
        case
            when
                bool_and(placed.{{ column }}_high is not null) filter (
                    where placed.{{ column }}_is_known
                )
                then sum(placed.{{ column }}_high) filter (where placed.{{ column }}_is_known)
        end as {{ column }}_high,
        coalesce(
            bool_or(not placed.{{ column }}_is_known)
            filter (where placed.{{ column }}_status <> 'M'), false
        ) as {{ column }}_is_open,
        {%- endfor %}
        {%- for mode in ['offline', 'online', 'both'] %}
        coalesce(
            sum(placed.activities_low) filter (
                where placed.activities_is_known and placed.mode = '{{ mode }}'
            ), 0
        ) as activities_{{ mode }},
        {%- endfor %}
        -- of what was asked for advice, where both numbers are known
        sum(placed.answered) filter (where placed.is_reply_known) as answered,
        sum(placed.activities) filter (where placed.is_reply_known) as asked,
        placed.year
    from placed
    -- what belongs to no programme is in the total only
    cross join lateral (values (placed.programme_code), ('_T')) as programmes (programme_code)
    where programmes.programme_code <> '_Z'
    group by
        placed.row_region, placed.rollup, programmes.programme_code, placed.activity_type,
        placed.year
)

select * from final
