-- needs: reference.reporting_year, audit.extension_now
create view reference.owed_slot as
with periods as (
    select
        year::text as period,
        'year' as grain,
        make_date(year, 12, 31) as end_date
    from reference.reporting_year
    union all
    select
        year || '-Q' || quarter as period,
        'quarter' as grain,
        (make_date(year, quarter * 3, 1) + interval '1 month')::date - 1 as end_date
    from reference.reporting_year
    cross join generate_series(1, 4) as quarter
    union all
    select
        year || '-' || lpad(month::text, 2, '0') as period,
        'month' as grain,
        (make_date(year, month, 1) + interval '1 month')::date - 1 as end_date
    from reference.reporting_year
    cross join generate_series(1, 12) as month
)

select
    units.unit_code,
    obligations.form,
    periods.period,
    '-' as part,
    left(periods.period, 4)::smallint as year,
    units.region_code,
    coalesce(extensions.due_date, periods.end_date + obligations.due_days) as due_date
from reference.obligation as obligations
inner join reference.reporting_unit as units
    on obligations.unit_kind = units.kind and obligations.unit_level = units.level
inner join periods
    on
        obligations.period_grain = periods.grain
        and periods.period between obligations.first_period and obligations.last_period
left join audit.extension_now as extensions
    on
        units.unit_code = extensions.unit_code and obligations.form = extensions.form
        and periods.period = extensions.period
where
    units.valid_from <= periods.end_date
    and (units.valid_to is null or units.valid_to > periods.end_date);
comment on view reference.owed_slot is
'One row per slot that a unit owes, unit × form × period, part ''-'', extensions included 应报报送位';
