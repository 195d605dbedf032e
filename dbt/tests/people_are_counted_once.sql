-- Everyone whom a register in force names counts exactly once a year. Without this test a person
-- whose counting row is lost between the claims and the fact would be missing from every headcount,
-- and no sum would show it.
with claimed as (
    select distinct  -- several units may claim a person
        person_key,
        year
    from {{ ref('int_talent_claims_counted') }}
    where {{ only_judged(['person_key', 'year']) }}
),

counted as (
    select
        person_key,
        year,
        count(*) as times
    from {{ ref('fct_talent_headcount') }}
    where is_counted and {{ only_judged(['person_key', 'year']) }}
    group by person_key, year
),

final as (
    select
        coalesce(claimed.person_key, counted.person_key) as person_key,
        coalesce(claimed.year, counted.year) as year,
        coalesce(counted.times, 0) as times
    from claimed
    full outer join counted
        on claimed.person_key = counted.person_key and claimed.year = counted.year
    where claimed.person_key is null or counted.times is distinct from 1
)

select * from final
