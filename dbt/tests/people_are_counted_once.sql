-- Everyone whom a register in force names counts exactly once a year, and each row of a person
-- names all the others who filed. Without this test a person whose counting row is lost between the
-- claims and the fact would be missing from every headcount, and no sum would show it.
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
        count(*) filter (where is_counted) as times,
        count(*) - 1 as others,
        min(coalesce(cardinality(string_to_array(also_filed_by, ' ')), 0)) as fewest_named,
        max(coalesce(cardinality(string_to_array(also_filed_by, ' ')), 0)) as most_named
    from {{ ref('fct_talent_headcount') }}
    where {{ only_judged(['person_key', 'year']) }}
    group by person_key, year
),

final as (
    select
        coalesce(claimed.person_key, counted.person_key) as person_key,
        coalesce(claimed.year, counted.year) as year,
        coalesce(counted.times, 0) as times,
        counted.others,
        counted.fewest_named,
        counted.most_named
    from claimed
    full outer join counted
        on claimed.person_key = counted.person_key and claimed.year = counted.year
    where
        claimed.person_key is null
        or counted.times is distinct from 1
        or counted.fewest_named <> counted.others
        or counted.most_named <> counted.others
)

select * from final
