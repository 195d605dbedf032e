{# The group of each rung of the ladder. #}
with final (life_stage, above_code) as (
    {{ stage_rungs() }}
)

select * from final
