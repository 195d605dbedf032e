{# Boundaries of a year are those of its 31 December. From a region of any time the changes lead on,
   forward or back, to what was there then. One that was split belongs to none of its parts. #}
with recursive regions as (
    select * from {{ source('reference', 'region') }}
),

changes as (
    select * from {{ source('reference', 'region_change') }}
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
                (select max(year)::integer from {{ source('reference', 'reporting_year') }})
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
    union
    select
        walked.region_key,
        walked.boundary_year,
        walked.boundary_date,
        walked.is_later,
        case when walked.is_later then changes.from_key else changes.to_key end as reached_key,
        -- a split that is taken back is a merge
        walked.is_merged
        or changes.relation = case when walked.is_later then 'split' else 'merge' end as is_merged
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
),

reached as (
    select
        walked.region_key,
        walked.boundary_year,
        walked.boundary_date,
        count(distinct regions.region_key) > 1 as is_split,
        bool_or(walked.is_merged) as is_merged,
        min(regions.region_key) as to_key,
        min(regions.region_code) as to_code,
        min(regions.name) as to_name,
        min(regions.level) as to_level,
        min(regions.parent_code) as parent_code
    from walked
    inner join regions
        on
            walked.reached_key = regions.region_key
            and walked.boundary_date >= regions.valid_from
            and (regions.valid_to is null or walked.boundary_date < regions.valid_to)
    group by walked.region_key, walked.boundary_year, walked.boundary_date
),

final as (
    select
        reached.region_key,
        (case
            when reached.is_split then reached.parent_code || '_U' else reached.to_key
        end) as to_key,
        (case
            when reached.is_split then 'split'
            when reached.region_key = reached.to_key then 'same'
            when reached.is_merged then 'merge'
            else 'rename'
        end) as relation,
        (case
            when reached.is_split then reached.parent_code || '_U' else reached.to_code
        end) as to_code,
        (case
            when reached.is_split then parents.name || '（拆分，归属未知）' else reached.to_name
        end) as to_name,
        reached.to_level,
        reached.boundary_year
    from reached
    left join regions as parents
        on
            reached.parent_code = parents.region_code
            and reached.boundary_date >= parents.valid_from
            and (parents.valid_to is null or reached.boundary_date < parents.valid_to)
)

select * from final
