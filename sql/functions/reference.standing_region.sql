-- A region whose name, kind or code alone changed is the same region, and its numbers of all years
-- stand under its last code. One that was merged or divided, or came under another prefecture,
-- stands for its own years. So a code has one region above it through all time.
create view reference.standing_region as
with recursive renamed as (
    select
        from_key,
        to_key
    from reference.region_change
    where relation not in ('merge', 'split', 'carved_out')
),

upper_walked as (
    select
        region_key,
        region_key as last_key
    from reference.region
    where level <> 'county'
    union all
    select
        upper_walked.region_key,
        renamed.to_key as last_key
    from upper_walked
    inner join renamed on upper_walked.last_key = renamed.from_key
),

upper_standing as (
    select
        regions.region_code,
        regions.valid_from,
        coalesce(regions.valid_to, 'infinity') as valid_to,
        regions.region_key,
        lasts.region_key as standing_key,
        lasts.region_code as standing_code
    from upper_walked
    inner join reference.region as regions on upper_walked.region_key = regions.region_key
    inner join reference.region as lasts on upper_walked.last_key = lasts.region_key
    where not exists (select from renamed where renamed.from_key = upper_walked.last_key)
),

placed as (
    select
        regions.region_key,
        regions.region_code,
        regions.level,
        aboves.standing_code as standing_parent
    from reference.region as regions
    left join upper_standing as aboves
        on
            regions.parent_code = aboves.region_code
            and coalesce(regions.valid_to - 1, '9999-12-31') >= aboves.valid_from
            and coalesce(regions.valid_to - 1, '9999-12-31') < aboves.valid_to
),

walked as (
    select
        region_key,
        region_key as last_key
    from placed
    where level = 'county'
    union all
    select
        walked.region_key,
        renamed.to_key as last_key
    from walked
    inner join renamed on walked.last_key = renamed.from_key
    inner join placed as befores on renamed.from_key = befores.region_key
    inner join placed as afters on renamed.to_key = afters.region_key
    where befores.standing_parent = afters.standing_parent
),

standing as (
    select
        region_key,
        standing_key
    from upper_standing
    union all
    select
        walked.region_key,
        walked.last_key as standing_key
    from walked
    inner join placed as befores on walked.last_key = befores.region_key
    where not exists (
        select
        from renamed
        inner join placed as afters on renamed.to_key = afters.region_key
        where
            renamed.from_key = walked.last_key
            and befores.standing_parent = afters.standing_parent
    )
)

select
    standing.region_key,
    placed.region_code as standing_code,
    placed.standing_parent
from standing
inner join placed on standing.standing_key = placed.region_key;
comment on view reference.standing_region is
'One row per region of any time: the code that its numbers stand under, and that above 统计用代码';
