{# Which programmes a row of a mart speaks of: a set of itself and its members, the total of all. #}
with recursive programmes as (
    select * from {{ ref('dim_programme') }}
),

lineage as (
    select * from {{ ref('bridge_programme_lineage') }} where relation = 'member_of'
),

below as (
    select
        programme_code,
        programme_code as within_code
    from programmes
    union all
    select
        below.programme_code,
        lineage.from_code as within_code
    from below
    inner join lineage on below.within_code = lineage.to_code
),

final as (
    select
        programme_code,
        within_code
    from below
    where programme_code <> '_T'
    union all
    select
        '_T' as programme_code,
        programme_code as within_code
    from programmes
)

select * from final
