create view reference.former_region as
with recursive followed as (
    select
        region_key,
        name,
        region_code,
        parent_code,
        valid_from,
        valid_to,
        successor,
        valid_to as from_then_on
    from reference.region
    where valid_to is not null
    union all
    -- one of which several came leads nowhere
    select
        followed.region_key,
        followed.name,
        followed.region_code,
        followed.parent_code,
        followed.valid_from,
        followed.valid_to,
        following.successor,
        following.valid_to as from_then_on
    from followed
    inner join reference.region as following
        on
            followed.successor = following.region_code
            and followed.from_then_on >= following.valid_from
            and (followed.from_then_on < following.valid_to or following.valid_to is null)
    where followed.successor is not null and following.valid_to is not null
),

ended as (
    select
        followed.region_key,
        followed.name,
        followed.region_code,
        followed.parent_code,
        extract(year from followed.valid_from)::integer as since,
        extract(year from followed.valid_to)::integer as until,
        today.region_code as today_code,
        today.name as today_name
    from followed
    inner join reference.region as today
        on followed.successor = today.region_code and today.valid_to is null
    where followed.from_then_on >= today.valid_from
),

parents as (
    select
        ended.region_key,
        parent.name
    from ended
    inner join reference.region as parent
        on
            ended.parent_code = parent.region_code
            and ended.since >= extract(year from parent.valid_from)
            and (ended.since < extract(year from parent.valid_to) or parent.valid_to is null)
)

select
    spelled.text,
    ended.since,
    ended.until,
    ended.today_code,
    ended.today_name
from ended
left join parents on ended.region_key = parents.region_key
cross join
    lateral (
        values (ended.name), (ended.region_code), (parents.name || ended.name)
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
of the year before `until` 曾用区划名称与代码';
