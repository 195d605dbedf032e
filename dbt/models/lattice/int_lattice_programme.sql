{# Programmes and all above each, itself included: its set, the set of that, and `_T`. Of `_T` every
   programme is a part that is in no set, and so is `_Z`. #}
with recursive parents as (
    select
        programme.programme_code,
        coalesce(lineage.to_code, '_T') as parent_code
    from {{ source('reference', 'programme') }} as programme
    left join {{ source('reference', 'programme_lineage') }} as lineage
        on programme.programme_code = lineage.from_code and lineage.relation = 'member_of'
    where programme.programme_code <> '_T'
),

closure as (
    select
        programme_code,
        programme_code as above_code,
        0 as distance
    from {{ source('reference', 'programme') }}
    union all
    select
        closure.programme_code,
        parents.parent_code as above_code,
        closure.distance + 1 as distance
    from closure
    inner join parents on closure.above_code = parents.programme_code
),

heights as (
    select
        above_code as programme_code,
        max(distance) as height
    from closure
    group by above_code
),

final as (
    select
        closure.programme_code,
        closure.above_code,
        closure.distance,
        heights.height,
        coalesce(parents.parent_code is not null and heights.height > 0, false) as is_set
    from closure
    inner join heights on closure.above_code = heights.programme_code
    left join parents on closure.above_code = parents.programme_code
)

select * from final
