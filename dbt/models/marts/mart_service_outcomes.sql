{# The row over all types may come from a return; what is by type stands in the logs alone. -#}
{%- set counts = {
    'activities': 'SERVICE_ACTIVITIES',
    'batches': 'EXPERT_BATCHES',
    'expert_trips': 'EXPERT_TRIPS',
    'attendances': 'SERVICE_ATTENDANCE',
    'people_served': 'PEOPLE_SERVED',
    'problems_solved': 'PROBLEMS_SOLVED',
    'households': 'HOUSEHOLDS_BENEFITED',
} -%}
{%- set lead = 'activities' -%}
{%- set modes = ['offline', 'online', 'both'] -%}
{#- a quantity of one type; a row that was set aside may add anything -#}
{%- set whole = 'is_whole and units_in_force = units_expected and rows_quarantined = 0
        and not COLUMN_is_open and COLUMN_high is not null' -%}
with best as (
    select *
    from {{ ref('int_mart_rows') }}
    where
        measure_code in (
            {%- for measure in counts.values() %}
            '{{ measure }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

types as (
    select * from {{ ref('int_service_types_counted') }}
),

coverage as (
    select * from {{ ref('int_coverage_whole') }} where form = 'service_log'
),

regions as (
    {{ regions_named() }}
),

over_all_types as (
    select
        best.region_code,
        best.rollup,
        best.programme_code,
        '_T' as activity_type,
        best.region_name,
        best.region_level,
        best.year,
        {%- for column, measure in counts.items() %}
        {{ quantity(column, measure) }},
        {%- endfor %}
        {{ row_coverage(counts[lead]) }}
    from best
    group by
        best.region_code, best.rollup, best.programme_code, best.region_name, best.region_level,
        best.year
),

activities_best as (
    select * from best where measure_code = 'SERVICE_ACTIVITIES'
),

-- whole at a leaf where every log is in force and no return knows more; above, where the number of
-- activities is whole. Parts of years alone have a unit behind them too
weighed as (
    select
        types.*,
        regions.name as region_name,
        regions.level as region_level,
        types.rollup = 'own' or regions.level in ('county', '_U') as is_leaf,
        coverage.units_owed,
        coverage.is_whole as is_covered,
        coalesce(activities_best.rows_quarantined, coverage.rows_quarantined) as rows_quarantined,
        greatest(coverage.units_expected, 1) as units_expected,
        greatest(coverage.units_in_force, 1) as units_in_force,
        coalesce(activities_best.witness = 'derived', true)
        and case
            when types.rollup = 'own' or regions.level in ('county', '_U') then coverage.is_whole
            else coalesce(
                activities_best.witness = 'derived' and activities_best.is_complete, false
            )
        end as is_whole
    from types
    inner join regions on types.region_code = regions.region_code
    inner join coverage
        on
            types.region_code = coverage.region_code
            and types.rollup = coverage.rollup
            and types.year = coverage.year
    left join activities_best
        on
            types.region_code = activities_best.region_code
            and types.rollup = activities_best.rollup
            and types.programme_code = activities_best.programme_code
            and types.year = activities_best.year
),

by_type as (
    select
        region_code,
        rollup,
        programme_code,
        activity_type,
        region_name,
        region_level,
        year,
        {%- for column in counts %}
        case
            {%- if column == 'people_served' %}
            -- people are never added over regions
            when rollup = 'total' then null
            {%- endif %}
            when is_whole and not {{ column }}_is_open then {{ column }}
            when {{ column }}_low > 0 and {{ column }} is not null then {{ column }}_low
        end::bigint as {{ column }},
        case
            {%- if column == 'people_served' %}
            when rollup = 'total' then null
            {%- endif %}
            when {{ column }}_low > 0 or (is_whole and not {{ column }}_is_open)
                then {{ column }}_low
        end::bigint as {{ column }}_low,
        case
            {%- if column == 'people_served' %}
            when rollup = 'total' then null
            {%- endif %}
            -- a row that was set aside may add anything
            when is_whole and not {{ column }}_is_open and rows_quarantined = 0
                then {{ column }}_high
        end::bigint as {{ column }}_high,
        case
            {%- if column == 'people_served' %}
            when rollup = 'total' then 'O'
            {%- endif %}
            when is_whole and not {{ column }}_is_open then {{ column }}_status
            when {{ column }}_low > 0 and is_leaf then 'U'
            when {{ column }}_status in ('Q', 'L', 'O', 'P', 'M') then {{ column }}_status
            when units_owed > 0 then 'L'
            else 'O'
        end as {{ column }}_status,
        {{ whole | replace('COLUMN', column) }}
        {%- if column == 'people_served' %}
        and rollup = 'own'
        {%- endif %} as {{ column }}_is_complete,
        {%- endfor %}
        units_expected,
        units_in_force,
        {{ whole | replace('COLUMN', lead) }} as is_complete,
        case
            when {{ whole | replace('COLUMN', lead) }} then null
            when units_in_force < units_expected then 'units_missing'
            when is_whole then 'rows_open'
            when not is_covered then 'units_silent'
            else 'parts_open'
        end as why_incomplete,
        rows_quarantined
    from weighed
),

cells as (
    select * from over_all_types
    union all
    select * from by_type
),

-- as the logs in force have it, at least
modes as (
    select
        region_code,
        rollup,
        programme_code,
        coalesce(activity_type, '_T') as activity_type,
        year,
        {%- for mode in modes %}
        sum(activities_{{ mode }}) as activities_{{ mode }},
        {%- endfor %}
        sum(answered) / nullif(sum(asked), 0) as reply_rate
    from types
    group by
        region_code, rollup, programme_code, year,
        grouping sets ((activity_type), ())
),

beside_modes as (
    select
        cells.*,
        {%- for mode in modes %}
        modes.activities_{{ mode }},
        {%- endfor %}
        modes.reply_rate
    from cells
    left join modes
        on
            cells.region_code = modes.region_code
            and cells.rollup = modes.rollup
            and cells.programme_code = modes.programme_code
            and cells.activity_type = modes.activity_type
            and cells.year = modes.year
),

divided as (
    select
        *,
        {{ rate('attendances_per_activity', 'attendances', 'activities') }}
    from beside_modes
),

final as (
    select
        region_code,
        rollup,
        programme_code,
        activity_type,
        region_name,
        region_level,
        {%- for column in counts %}
        {{ column }}_status::text as {{ column }}_status,
        {%- endfor %}
        ({{ rate_status('', 'attendances_per_activity', 'attendances', 'activities') }}
        ) as attendances_per_activity_status,
        why_incomplete,
        year,
        {%- for column in counts %}
        {{ column }},
        {{ column }}_low,
        {{ column }}_high,
        {%- endfor %}
        attendances_per_activity::numeric(24, 6) as attendances_per_activity,
        attendances_per_activity_low::numeric(24, 6) as attendances_per_activity_low,
        attendances_per_activity_high::numeric(24, 6) as attendances_per_activity_high,
        {%- for mode in modes %}
        activities_{{ mode }}::bigint as activities_{{ mode }},
        {%- endfor %}
        reply_rate::numeric(24, 6) as reply_rate,
        units_expected,
        units_in_force,
        rows_quarantined,
        {{ completeness(counts, lead) }}
    from divided
)

select * from final
