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

{{ programme_people() }},

placed as (
    select
        'own' as rollup,
        people.region_code as row_region,
        people.*
    from people
    union all
    select
        'total' as rollup,
        closure.above_code as row_region,
        people.*
    from people
    inner join closure on people.region_code = closure.region_code
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
