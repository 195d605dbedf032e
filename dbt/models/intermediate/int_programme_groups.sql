{# Which programmes are counted together: a set with all its members, a merger with what was merged,
   and the total with everything. -#}
with recursive lineage as (
    select
        from_code,
        to_code
    from {{ source('reference', 'programme_lineage') }}
    where relation in ('member_of', 'merged')
),

programmes as (
    select * from {{ source('reference', 'programme') }}
),

below as (
    select
        to_code as group_code,
        from_code as member_code
    from lineage
    union  -- a member that two ways lead to is one member, and a ring ends
    select
        below.group_code,
        lineage.from_code as member_code
    from below
    inner join lineage on below.member_code = lineage.to_code
),

final as (
    select
        group_code,
        member_code
    from below
    where group_code <> member_code
    union all
    -- what was filed of the set itself, undivided
    select
        programme_code as group_code,
        programme_code as member_code
    from programmes
    where kind = 'set' or programme_code in (select below.group_code from below)
    union all
    select
        '_T' as group_code,
        programme_code as member_code
    from programmes
    where programme_code <> '_T'
)

select * from final
