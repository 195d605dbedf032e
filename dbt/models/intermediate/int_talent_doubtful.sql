{# Who stands there without a number may be somebody who stands elsewhere with one, of the same name
   and year of birth: the low bounds leave them out. They are few, and anybody's change anywhere may
   make one, so all are looked at. -#}
with claims as (
    select * from {{ ref('int_talent_claims_counted') }}
),

people as (
    select *
    from claims
    where
        person_basis = 'weak'
        and is_counted
        and exists (
            select 1
            from claims as others
            where
                others.name_hash = claims.name_hash
                and others.year = claims.year
                and extract(year from others.birth_month) = extract(year from claims.birth_month)
                and others.person_key <> claims.person_key
                and others.is_counted
        )
),

final as (
    select
        region_code,
        year,
        {%- for code, condition in talent_conditions().items() %}
        count(*) filter (where {{ condition }}) as {{ code | lower }},
        {%- endfor %}
        coalesce(sum(age_years) filter (where title_level <> 'none'), 0) as title_age_sum
    from people
    group by region_code, year
)

select * from final
