-- needs: reference.region_boundary, reference.standing_region
-- Codes that stand for another one in some years: of a region that was renamed since, its last
-- code; of one that there was not yet, or no more, the region of the same ground. A part stands
-- for no whole. The first and the last year of boundaries stand for all before and after.
create view reference.region_meaning as
with boundaries as materialized (
    select * from reference.region_boundary
),

regions as (
    select * from reference.region
),

standing as materialized (
    select * from reference.standing_region
),

years as (
    select
        min(boundary_year) as first_year,
        max(boundary_year) as last_year
    from boundaries
),

-- the region that the code stood for in the year, or the nearest in time
nearest as (
    select distinct on (regions.region_code, boundaries.boundary_year)
        regions.region_code,
        regions.region_key,
        boundaries.boundary_year
    from regions
    inner join boundaries on regions.region_key = boundaries.region_key
    order by
        regions.region_code,
        boundaries.boundary_year,
        boundaries.to_key = regions.region_key desc,
        abs(make_date(boundaries.boundary_year, 12, 31) - regions.valid_from),
        regions.region_key
),

meant as (
    select
        nearest.region_code,
        nearest.boundary_year,
        case
            when count(*) = 1 and not bool_or(boundaries.is_merged) then min(reached.standing_code)
            else min(own.standing_code)
        end as standing_code
    from nearest
    inner join boundaries
        on
            nearest.region_key = boundaries.region_key
            and nearest.boundary_year = boundaries.boundary_year
    inner join standing as reached on boundaries.to_key = reached.region_key
    inner join standing as own on nearest.region_key = own.region_key
    group by nearest.region_code, nearest.boundary_year
)

select
    meant.region_code,
    meant.standing_code,
    (case
        when min(meant.boundary_year) = years.first_year then 0
        else min(meant.boundary_year)
    end)::smallint as first_year,
    (case
        when max(meant.boundary_year) = years.last_year then 9999
        else max(meant.boundary_year)
    end)::smallint as last_year
from meant
cross join years
where meant.region_code <> meant.standing_code
group by meant.region_code, meant.standing_code, years.first_year, years.last_year;
comment on view reference.region_meaning is
'One row per code of a region and other code that it stands under, with its years 地区代码的含义';
