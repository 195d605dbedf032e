-- needs: reference.standing_region
create view reference.former_region as
with recursive followed as (
    select
        region_key,
        name,
        region_code,
        parent_code,
        valid_from,
        valid_to,
        region_key as following_key
    from reference.region
    where valid_to is not null
    union
    select
        followed.region_key,
        followed.name,
        followed.region_code,
        followed.parent_code,
        followed.valid_from,
        followed.valid_to,
        changes.to_key as following_key
    from followed
    inner join reference.region_change as changes on followed.following_key = changes.from_key
),

ended as (
    select
        followed.name,
        followed.region_code,
        parents.name as parent_name,
        extract(year from followed.valid_from)::integer as since,
        extract(year from followed.valid_to)::integer as until,
        standing.standing_code as own_code,
        today.region_code as today_code,
        today.name as today_name
    from followed
    inner join reference.region as today
        on followed.following_key = today.region_key and today.valid_to is null
    inner join reference.standing_region as standing on followed.region_key = standing.region_key
    left join reference.region as parents
        on
            followed.parent_code = parents.region_code
            and followed.valid_from >= parents.valid_from
            and (followed.valid_from < parents.valid_to or parents.valid_to is null)
    union all
    select
        other.name,
        null as region_code,
        case when other.name !~ '^[0-9]' then parents.name end as parent_name,
        other.since,
        other.until,
        today.region_code as own_code,
        today.region_code as today_code,
        today.name as today_name
    from reference.region_other_name as other
    inner join reference.region as today
        on other.region_code = today.region_code and today.valid_to is null
    left join reference.region as parents
        on today.parent_code = parents.region_code and parents.valid_to is null
    where other.until is not null
)

select
    spelled.text,
    ended.since,
    ended.until,
    ended.own_code,
    ended.today_code,
    ended.today_name
from ended
cross join
    lateral (
        values (ended.name), (ended.region_code), (ended.parent_name || ended.name)
    ) as spelled (text)
where
    spelled.text is not null
    -- a code or a name that the same place still has
    and not exists (
        select from reference.region as same
        left join reference.region as above
            on same.parent_code = above.region_code and above.valid_to is null
        where
            same.valid_to is null
            and same.region_code = ended.today_code
            and spelled.text in (same.region_code, same.name, above.name || same.name)
    );
comment on view reference.former_region is
'One row per name or code that a region of today had, and time in which it had it: until 31 December
of the year before `until`; then it meant own_code. One of which several came stands once for each 曾用区划名称与代码';
