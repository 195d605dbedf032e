{# Distinct people of rosters, by programme, set and total, by stage and role, of each region by
   itself and with all below. Whoever occurs several times counts where the first row is. -#}
with claims as (
    select * from {{ ref('int_programme_claims_counted') }}
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

closure as (
    select * from {{ ref('int_region_closure') }}
),

together as (
    select
        group_code,
        member_code
    from groups
    union  -- a set is a group already
    select
        programme_code as group_code,
        programme_code as member_code
    from claims
    where programme_code <> '_Z'
),

claimed as (
    select
        claims.person_key,
        claims.person_basis,
        claims.name_hash,
        claims.birth_month,
        together.group_code as programme_code,
        roles.role,
        claims.year,
        claims.region_code,
        claims.life_stage,
        row_number() over (
            partition by claims.person_key, together.group_code, roles.role, claims.year
            order by claims.place_overall
        ) as place
    from claims
    inner join together on claims.programme_code = together.member_code
    cross join lateral (values (claims.role), ('_T')) as roles (role)
),

-- a weak key may be somebody who stands there with a number: the low bound leaves it out
people as (
    select
        *,
        person_basis = 'weak' and birth_month is not null
        and min(person_key) over namesakes <> max(person_key) over namesakes as is_doubtful
    from claimed
    where place = 1
    window namesakes as (
        partition by name_hash, extract(year from birth_month), year, programme_code, role
    )
),

placed as (
    select
        'own' as rollup,
        people.region_code as row_region,
        people.*
    from people
    union all
    select
        'total' as rollup,
        closure.ancestor_code as row_region,
        people.*
    from people
    inner join closure on people.region_code = closure.descendant_code
),

-- the total over stages is those who are recognised: who has applied or is in public notice (公示)
-- is in none
final as (
    select
        placed.row_region as region_code,
        placed.rollup,
        placed.programme_code,
        stages.life_stage,
        placed.role,
        placed.year,
        count(*) as people,
        count(*) filter (where placed.is_doubtful) as doubtful
    from placed
    cross join
        lateral (
            values
            (placed.life_stage),
            (case when placed.life_stage in ('recognised', 'implemented') then '_T' end)
        ) as stages (life_stage)
    where stages.life_stage is not null
    group by
        placed.row_region, placed.rollup, placed.programme_code, stages.life_stage, placed.role,
        placed.year
)

select * from final
