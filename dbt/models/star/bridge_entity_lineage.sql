{# Which thing came of which: the predecessor that a row names, found by its name among the things
   of its class and area, in that year or the nearest before. #}
with claims as (
    select * from {{ ref('int_entity_claims') }}
),

named as (
    select distinct  -- several units file a thing
        entity_class,
        area,
        plain_name,
        year,
        entity_key
    from claims
),

found as (
    select
        claims.entity_key as to_key,
        claims.relation,
        claims.year,
        named.entity_key as from_key,
        row_number() over (
            partition by claims.submission_id, claims.sheet, claims.row_no
            order by named.year desc, named.entity_key
        ) as nth
    from claims
    inner join named
        on
            claims.entity_class = named.entity_class
            and claims.area = named.area
            and {{ plain_entity_name('claims.predecessor') }} = named.plain_name
            and claims.year >= named.year
            and claims.entity_key <> named.entity_key
    where claims.relation is not null
),

final as (
    select
        from_key,
        to_key,
        relation,
        min(year) as year
    from found
    where nth = 1
    group by from_key, to_key, relation
)

select * from final
