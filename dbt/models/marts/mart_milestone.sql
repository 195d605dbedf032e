{# What a filer claimed to be the first, and what became of organisations, each once with its day.
   Never a first date alone, nor the first row that there happens to be. #}
with filed as (
    select * from {{ ref('fct_entity') }}
),

regions as (
    {{ regions_named() }}
),

events as (
    select
        *,
        claim as event,
        first_date as event_date
    from filed
    where claim is not null and first_date is not null
    union all
    select
        *,
        coalesce(relation, 'established') as event,
        coalesce(case when relation is null then first_date end, stage_date) as event_date
    from filed
    where entity_class = 'org' and stage_group = '_reached'
),

ordered as (
    select
        *,
        row_number() over (
            partition by entity_key, event, event_date
            order by year desc, is_counted desc, submission_id, sheet, row_no
        ) as nth
    from events
),

final as (
    select
        ordered.entity_key,
        ordered.event,
        ordered.entity_name,
        ordered.entity_class,
        ordered.entity_type,
        ordered.region_code,
        regions.name as region_name,
        ordered.level,
        ordered.predecessor,
        ordered.claim_evidence,
        ordered.submission_id,
        ordered.sheet,
        ordered.row_no,
        ordered.year,
        ordered.event_date
    from ordered
    inner join regions on ordered.region_code = regions.region_code
    where ordered.nth = 1
)

select * from final
