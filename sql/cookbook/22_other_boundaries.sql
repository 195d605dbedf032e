-- 今年的数按另一年的行政区划是多少？拆分、划出的部分有多少说不清？
-- What do a year's figures come to on the boundaries of another, and what does nobody know?
-- grain: region that there was at the end of the wanted year of boundaries and has a figure
-- unit: people
-- reading: where relation is split a part of the ground was divided: low is without that part,
-- high with all of it; undivided is what lies between
-- columns: region_code, region_name, region_level, relation, headcount, headcount_low,
-- headcount_high, headcount_status, undivided

with wanted as (
    select
        2021 as year,
        2010 as boundary_year
)

select
    regions.region_code,
    regions.region_name,
    regions.region_level,
    regions.boundary_relation as relation,
    regions.headcount,
    regions.headcount_low,
    regions.headcount_high,
    regions.headcount_status,
    case
        when regions.boundary_relation = 'split' then regions.headcount_high - regions.headcount_low
    end as undivided
from wanted
cross join lateral mart.region_programme_year_on(wanted.boundary_year) as regions
where
    regions.year = wanted.year
    and regions.rollup = 'total'
    and regions.programme_code = '_T'
    and coalesce(regions.headcount, regions.headcount_low, regions.headcount_high) is not null
order by regions.region_code
