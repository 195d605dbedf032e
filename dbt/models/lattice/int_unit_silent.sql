{# Who is awaited and has not filed all that is due of a year: the year itself, its months, or the
   months in which money of a budget year may move, from July of the year before (提前下达). #}
with awaited as (
    select * from {{ ref('int_unit_awaited') }}
),

years as (
    select * from {{ ref('int_lattice_year') }}
),

due as (
    select
        forms.form,
        years.year,
        years.year::text as period
    from years
    cross join (values ('talent_register'), ('programme_roster')) as forms (form)
    union all
    select
        'service_log' as form,
        years.year,
        to_char(make_date(years.year, months.month, 1), 'YYYY-MM') as period
    from years
    cross join generate_series(1, 12) as months (month)
    union all
    select
        'funding_ledger' as form,
        years.year,
        to_char(months.month, 'YYYY-MM') as period
    from years
    cross join lateral generate_series(
        make_date(years.year - 1, 7, 1)::timestamp,
        make_date(years.year, 12, 1)
        + make_interval(months => {{ var('fund_close_months', 24) }}),
        interval '1 month'
    ) as months (month)
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
