{# What only the movements themselves say: how long money takes from its award to its receipt, and
   what one side alone has filed. -#}
with {{ sides_of_movements() }},

closure as (
    select * from {{ ref('int_region_closure') }}
),

{{ funding_waits() }},

placed as (
    select
        'own' as rollup,
        waited.region_code as row_region,
        waited.*
    from waited
    union all
    select
        'total' as rollup,
        closure.above_code as row_region,
        waited.*
    from waited
    inner join closure on waited.region_code = closure.region_code
),

final as (
    select
        placed.row_region as region_code,
        placed.rollup,
        programmes.programme_code,
        placed.fund_year,
        (
            sum(placed.days * placed.amount)
            / nullif(sum(placed.amount) filter (where placed.days is not null), 0)
        )::numeric(24, 6) as days,
        coalesce(
            bool_and(placed.days is not null and placed.is_exact)
            filter (where placed.is_receipt), false
        ) as is_each_day_known,
        bool_or(placed.is_receipt) as has_receipt,
        coalesce(
            sum(placed.amount) filter (where placed.is_one_sided and placed.is_known), 0
        )::numeric(18, 2) as one_sided,
        coalesce(
            sum(placed.amount_low) filter (where placed.is_one_sided and placed.is_known), 0
        )::numeric(18, 2) as one_sided_low,
        coalesce(
            sum(placed.amount_high) filter (where placed.is_one_sided and placed.is_known), 0
        )::numeric(18, 2) as one_sided_high,
        coalesce(
            bool_and(placed.is_known and placed.amount_low is not null)
            filter (where placed.is_one_sided), true
        ) as is_one_sided_bounded_below,
        coalesce(
            bool_and(placed.is_known and placed.amount_high is not null)
            filter (where placed.is_one_sided), true
        ) as is_one_sided_bounded_above,
        coalesce(bool_and(placed.is_known) filter (where placed.is_one_sided), true)
            as is_one_sided_known
    from placed
    -- what belongs to no programme is in the total only
    cross join lateral (values (placed.programme_code), ('_T')) as programmes (programme_code)
    where programmes.programme_code <> '_Z'
    group by placed.row_region, placed.rollup, programmes.programme_code, placed.fund_year
)

select * from final
