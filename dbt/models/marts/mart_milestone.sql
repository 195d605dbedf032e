{# What a filer claimed to be the first, and what became of organisations, each once with its day.
   Never a first date alone, nor the first row that there happens to be. Of what rosters claim for
   persons the programme says what it was: nobody is named. #}
with filed as (
    select * from {{ ref('fct_entity') }}
),

rosters as (
    select * from {{ ref('fct_programme_participation') }}
),

programmes as (
    select * from {{ ref('dim_programme') }}
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

told as (
    select
        entity_key,
        event,
        entity_name,
        entity_class,
        entity_type,
        region_code,
        level,
        predecessor,
        claim_evidence,
        submission_id,
        sheet,
        row_no,
        year,
        event_date,
        is_counted
    from events
    union all
    select
        md5(
            concat_ws(
                '|', 'roster', rosters.programme_code, rosters.edition, rosters.role,
                rosters.region_code
            )
        ) as entity_key,
        rosters.claim as event,
        programmes.name as entity_name,
        'person' as entity_class,
        rosters.role as entity_type,
        rosters.region_code,
        coalesce(rosters.award_level, programmes.level) as level,
        null as predecessor,
        null as claim_evidence,
        rosters.submission_id,
        rosters.sheet,
        rosters.row_no,
        rosters.year,
        rosters.stage_date as event_date,
        rosters.is_counted
    from rosters
    inner join programmes on rosters.programme_code = programmes.programme_code
    where rosters.claim is not null
),

ordered as (
    select
        *,
        row_number() over (
            partition by entity_key, event, event_date
            order by year desc, is_counted desc, submission_id, sheet, row_no
        ) as nth
    from told
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
