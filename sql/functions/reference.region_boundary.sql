-- needs: reference.reporting_year
-- Boundaries of a year are those of its 31 December. From a region of any time the changes lead on,
-- forward or back, to what was there then; to several, if it was divided.
create view reference.region_boundary as
with recursive regions as (
    select * from reference.region
),

changes as (
    select * from reference.region_change
),

-- from the first list of codes to the last year that is reported or brought a change
vintages as (
    select
        boundary_year::smallint as boundary_year,
        make_date(boundary_year, 12, 31) as boundary_date
    from
        generate_series(
            (select min(extract(year from valid_from))::integer from regions),
            greatest(
                (select max(extract(year from valid_from))::integer from regions),
                (select max(year)::integer from reference.reporting_year)
            )
        ) as boundary_year
),

walked as (
    select
        regions.region_key,
        vintages.boundary_year,
        vintages.boundary_date,
        regions.valid_from > vintages.boundary_date as is_later,
        regions.region_key as reached_key,
        false as is_merged
    from regions
    cross join vintages
    union  -- two changes may lead to one region
    select
        walked.region_key,
        walked.boundary_year,
        walked.boundary_date,
        walked.is_later,
        case when walked.is_later then changes.from_key else changes.to_key end as reached_key,
        -- a division that is taken back is a merge
        walked.is_merged
        or case
            when walked.is_later then changes.relation in ('split', 'carved_out')
            else changes.relation = 'merge'
        end as is_merged
    from walked
    inner join regions on walked.reached_key = regions.region_key
    inner join changes
        on
            (
                regions.region_key = changes.to_key
                and walked.is_later
                and walked.boundary_date < regions.valid_from
            )
            or (
                regions.region_key = changes.from_key
                and not walked.is_later
                and walked.boundary_date >= regions.valid_to
            )
)

select
    walked.region_key,
    regions.region_key as to_key,
    bool_or(walked.is_merged) as is_merged,
    walked.boundary_year
from walked
inner join regions
    on
        walked.reached_key = regions.region_key
        and walked.boundary_date >= regions.valid_from
        and (regions.valid_to is null or walked.boundary_date < regions.valid_to)
group by walked.region_key, regions.region_key, walked.boundary_year;
comment on view reference.region_boundary is
'One row per region of any time, year, and region of its end that it is or has a part in 区划沿革';
