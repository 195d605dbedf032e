-- needs: reference.standing_region
create view reference.later_region as
with recursive walked as (
    select
        regions.region_key,
        changes.from_key as before_key
    from reference.region as regions
    inner join reference.region_change as changes on regions.region_key = changes.to_key
    where regions.valid_to is null
    union
    select
        walked.region_key,
        changes.from_key as before_key
    from walked
    inner join reference.region_change as changes on walked.before_key = changes.to_key
),

named as (
    select
        regions.*,
        parents.name || regions.name as full_name
    from reference.region as regions
    left join reference.region as parents
        on
            regions.parent_code = parents.region_code
            and regions.valid_from >= parents.valid_from
            and (regions.valid_from < parents.valid_to or parents.valid_to is null)
)

select
    spelled.text,
    today.region_code as today_code,
    extract(year from today.valid_from)::integer as since,
    befores.region_code as then_code,
    befores.name as then_name,
    -- the first list stands for all years before
    (case
        when
            befores.valid_from
            = (select min(known.valid_from) from reference.region as known)
            then 0
        else extract(year from befores.valid_from)
    end)::integer as then_since,
    extract(year from befores.valid_to)::integer as then_until,
    standing.standing_code = own.standing_code as is_same
from walked
inner join named as today on walked.region_key = today.region_key
inner join named as befores on walked.before_key = befores.region_key
inner join reference.standing_region as own on walked.region_key = own.region_key
inner join reference.standing_region as standing on walked.before_key = standing.region_key
cross join
    lateral (
        select today.name as text
        union
        select today.region_code
        union
        select today.full_name
        union
        select synonym from reference.region_synonym where region_code = today.region_code
    ) as spelled
where
    spelled.text is not null
    and spelled.text not in (befores.region_code, befores.name, befores.full_name);
comment on view reference.later_region is
'One row per name or code that a region of today did not have yet, and region before 后设区划名称';
