{# What the rosters say by themselves: people counted once a programme, in the region that they
   serve, and over a set or all programmes once, where the first of their rows places them. -#}
with counted as (
    select * from {{ ref('int_programme_claims_counted') }} where is_counted
),

groups as (
    select * from {{ ref('int_programme_groups') }}
),

-- a weak key may be somebody who stands there with a number: the low bound leaves it out
{{ programme_heads() }},

final as (
    select
        measure_code,
        region_code,
        programme_code,
        year,
        make_date(year, 12, 31) as as_of_date,
        (count(*) filter (where does_count))::numeric as value,
        (count(*) filter (where does_count and is_doubtful))::numeric as doubtful
    from heads
    group by measure_code, region_code, programme_code, year
)

select * from final
