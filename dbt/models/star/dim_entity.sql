{# A named thing, as the latest year that has it says. #}
with claims as (
    select * from {{ ref('int_entity_claims') }}
),

spans as (
    select
        entity_key,
        min(first_date) as first_date,
        min(year) as first_year,
        max(year) as last_year
    from claims
    group by entity_key
),

latest as (
    select
        *,
        row_number() over (
            partition by entity_key
            order by
                year desc, stage_rank desc, stage_date desc, level_rank, unit_code, submission_id,
                sheet, row_no
        ) as nth
    from claims
),

final as (
    select
        latest.entity_key,
        latest.entity_basis,
        latest.entity_class,
        latest.entity_type,
        latest.entity_name,
        latest.code as entity_code,
        latest.region_code,
        latest.life_stage,
        spans.first_year,
        spans.last_year,
        spans.first_date,
        latest.valid_from,
        latest.valid_to
    from latest
    inner join spans on latest.entity_key = spans.entity_key
    where latest.nth = 1
)

select * from final
