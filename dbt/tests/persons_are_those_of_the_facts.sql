-- dim_person describes exactly those people who stand in a fact. Without this test a steward would
-- look for a person whom a withdrawn register named, or not find one whom a headcount counts.
with facts as (
    select person_key from {{ ref('fct_talent_headcount') }}
    where {{ only_judged(['person_key']) }}
    union  -- one row a person, however many registers and rosters
    select person_key from {{ ref('fct_programme_participation') }}
    where {{ only_judged(['person_key']) }}
),

final as (
    select
        coalesce(people.person_key, facts.person_key) as person_key,
        people.person_key is null as is_missing
    from (
        select * from {{ ref('dim_person') }} where {{ only_judged(['person_key']) }}
    ) as people
    full outer join facts
        on people.person_key = facts.person_key
    where people.person_key is null or facts.person_key is null
)

select * from final
