{# What the rosters say by themselves: people counted once a programme, in the region that they
   serve, and over a set or all programmes once, where the first of their rows places them. -#}
{%- set measures = {
    'PROG_PARTICIPANTS': 'is_participant',
    'PROG_PARTICIPANTS_NEW': 'is_new',
    'PROG_PARTICIPANTS_PENDING': 'is_pending',
} -%}
with claims as (
    select * from {{ ref('int_programme_claims_counted') }} where is_counted
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

-- a weak key may be somebody who stands there with a number: the low bound leaves it out
people as (
    select
        person_key,
        region_code,
        programme_code,
        year,
        place_overall,
        life_stage in ('recognised', 'implemented') as is_participant,
        life_stage in ('recognised', 'implemented')
        and extract(year from stage_date) = year as is_new,
        life_stage in ('applied', 'recommended', 'in_public_notice') as is_pending,
        person_basis = 'weak' and birth_month is not null
        and min(person_key) over namesakes_there <> max(person_key) over namesakes_there
            as is_doubtful,
        person_basis = 'weak' and birth_month is not null
        and min(person_key) over namesakes <> max(person_key) over namesakes as is_doubtful_anywhere
    from claims
    window
        namesakes_there as (
            partition by name_hash, extract(year from birth_month), year, programme_code
        ),
        namesakes as (partition by name_hash, extract(year from birth_month), year)
),

-- one region a person, so that regions add; in a number if any of the programmes puts him or her
-- there
persons as (
    select
        people.person_key,
        people.year,
        groups.group_code as programme_code,
        (array_agg(people.region_code order by people.place_overall))[1] as region_code,
        bool_or(people.is_participant) as is_participant,
        bool_or(people.is_new) as is_new,
        bool_or(people.is_pending) as is_pending,
        bool_or(people.is_doubtful_anywhere) as is_doubtful
    from people
    inner join groups on people.programme_code = groups.member_code
    group by people.person_key, people.year, groups.group_code
),

heads as (
    select
        region_code,
        programme_code,
        year,
        is_participant,
        is_new,
        is_pending,
        is_doubtful
    from people
    where programme_code not in (select groups.group_code from groups)
    union all
    select
        region_code,
        programme_code,
        year,
        is_participant,
        is_new,
        is_pending,
        is_doubtful
    from persons
),

final as (
    {%- for code, condition in measures.items() %}
    select
        '{{ code }}' as measure_code,
        region_code,
        programme_code,
        year,
        make_date(year, 12, 31) as as_of_date,
        (count(*) filter (where {{ condition }}))::numeric as value,
        (count(*) filter (where {{ condition }} and is_doubtful))::numeric as doubtful
    from heads
    group by region_code, programme_code, year
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
)

select * from final
