-- A weak key is made of unit, name and birth. Were it to stand in two units, two people of one name
-- would be merged and one of them would count nowhere.
with claims as (
    select
        person_key,
        unit_code
    from {{ ref('int_talent_claims_counted') }}
    where person_basis = 'weak' and {{ only_judged(['person_key']) }}
    union all
    select
        person_key,
        unit_code
    from {{ ref('int_programme_claims_counted') }}
    where person_basis = 'weak' and {{ only_judged(['person_key']) }}
),

final as (
    select
        person_key,
        count(distinct unit_code) as units
    from claims
    group by person_key
    having count(distinct unit_code) > 1
)

select * from final
