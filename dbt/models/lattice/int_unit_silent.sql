{# Who is awaited and has not filed all that is due of a year: the year itself, its months, or the
   months in which money of a budget year may move, from July of the year before (提前下达). #}
{%- set forms = var('derivations') | selectattr('derives') | list -%}
with awaited as (
    select * from {{ ref('int_unit_awaited') }}
),

years as (
    select * from {{ ref('int_lattice_year') }}
),

due as (
    {%- for declared in forms %}
    select
        '{{ declared.form }}' as form,
        years.year,
        {{ period_due(declared) }} as period
    from years
    {{- periods_of_year(declared) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

filed_whole as (
    select
        form,
        unit_code,
        period
    from {{ source('audit', 'current_submission') }}
    except  -- and a period that was filed in parts is one
    select
        form,
        unit_code,
        period
    from {{ ref('int_slot_outstanding') }}
),

-- how many of the periods due are whole
whole as (
    select
        due.form,
        due.year,
        filed.unit_code,
        count(*) as periods
    from due
    inner join filed_whole as filed on due.form = filed.form and due.period = filed.period
    group by due.form, due.year, filed.unit_code
),

wanted as (
    select
        form,
        year,
        count(*) as periods
    from due
    group by form, year
),

final as (
    select
        awaited.measure_code,
        awaited.year,
        awaited.unit_code,
        awaited.region_code,
        awaited.reaches_below,
        awaited.is_owed
    from awaited
    inner join wanted on awaited.form = wanted.form and awaited.year = wanted.year
    left join whole
        on
            awaited.form = whole.form
            and awaited.year = whole.year
            and awaited.unit_code = whole.unit_code
    where coalesce(whole.periods, 0) < wanted.periods
)

select * from final
