create view reference.reporting_year as
select distinct year::smallint as year
from reference.obligation
cross join
    lateral
    generate_series(left(first_period, 4)::integer, left(last_period, 4)::integer) as year;
comment on view reference.reporting_year is
'One row per year that some obligation opens 报送年度';
