-- Everyone whom a roster in force names as a participant counts exactly once in a programme and
-- year. Without this test a person whose counting row is lost between the claims and the fact would
-- be missing from every number of participants, and no sum would show it.
with claimed as (
    select distinct  -- several units, editions and roles may name a person
        person_key,
        programme_code,
        year
    from {{ ref('int_programme_claims_counted') }}
    where is_participant and {{ only_judged(['person_key', 'year']) }}
),

counted as (
    select
        person_key,
        programme_code,
        year,
        count(*) as times
    from {{ ref('fct_programme_participation') }}
    where is_counted and {{ only_judged(['person_key', 'year']) }}
    group by person_key, programme_code, year
),

final as (
    select
        coalesce(claimed.person_key, counted.person_key) as person_key,
        coalesce(claimed.programme_code, counted.programme_code) as programme_code,
        coalesce(claimed.year, counted.year) as year,
        coalesce(counted.times, 0) as times
    from claimed
    full outer join counted
        on
            claimed.person_key = counted.person_key
            and claimed.programme_code = counted.programme_code
            and claimed.year = counted.year
    where claimed.person_key is null or counted.times is distinct from 1
)

select * from final
