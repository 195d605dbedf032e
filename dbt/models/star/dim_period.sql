with years as (
    select year from {{ source('reference', 'reporting_year') }}
    union  -- a year that was filed without being owed is a period too
    select left(period, 4)::smallint as year from {{ source('audit', 'current_submission') }}
    union  -- money may be awarded a year ahead, or be carried over from years before
    select fund_year as year from {{ ref('stg_funding_ledger') }}
),

final as (
    select
        year::text as period_code,
        year,
        make_date(year, 1, 1) as start_date,
        make_date(year, 12, 31) as end_date
    from years
    union all
    select
        years.year || '-' || lpad(months.month::text, 2, '0') as period_code,
        years.year,
        make_date(years.year, months.month, 1) as start_date,
        (make_date(years.year, months.month, 1) + interval '1 month')::date - 1 as end_date
    from years
    cross join generate_series(1, 12) as months (month)
    {%- if var('derivations') | selectattr('grain', 'equalto', 'quarter') | list %}
    union all
    select
        years.year || '-Q' || quarters.quarter as period_code,
        years.year,
        make_date(years.year, quarters.quarter * 3 - 2, 1) as start_date,
        (make_date(years.year, quarters.quarter * 3, 1) + interval '1 month')::date - 1 as end_date
    from years
    cross join generate_series(1, 4) as quarters (quarter)
    {%- endif %}
)

select * from final
