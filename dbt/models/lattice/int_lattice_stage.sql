{# Rungs of the ladder and the group of each, itself included. A group stands in no other total. #}
with rungs (life_stage, above_code) as (
    {{ stage_rungs() }}
),

final as (
    select
        life_stage,
        above_code,
        1 as height
    from rungs
    union all
    select
        life_stage,
        life_stage as above_code,
        0 as height
    from rungs
    union
    select
        above_code as life_stage,
        above_code,
        1 as height
    from rungs
)

select * from final
