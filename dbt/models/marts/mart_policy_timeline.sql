{# Each policy, plan, rule or strategy as its latest row has it, in the chain of its versions. #}
with claims as (
    select * from {{ ref('fct_entity') }}
),

entities as (
    select * from {{ ref('dim_entity') }}
),

lineage as (
    select
        *,
        row_number() over (partition by to_key order by year, from_key, relation) as nth
    from {{ ref('bridge_entity_lineage') }}
),

regions as (
    {{ regions_named() }}
),

ordered as (
    select
        *,
        row_number() over (
            partition by entity_key
            order by year desc, is_counted desc, programme_code, submission_id, sheet, row_no
        ) as nth
    from claims
    where entity_class = 'policy'
),

final as (
    select
        ordered.entity_key,
        ordered.entity_name,
        ordered.entity_type,
        entities.entity_code as document_no,
        ordered.region_code,
        regions.name as region_name,
        ordered.level,
        ordered.authority,
        ordered.version,
        ordered.life_stage,
        ordered.predecessor,
        lineage.from_key as predecessor_key,
        ordered.relation,
        ordered.submission_id,
        ordered.sheet,
        ordered.row_no,
        entities.first_year,
        entities.last_year,
        (extract(year from ordered.valid_to) - extract(year from ordered.valid_from) + 1)::smallint
            as years,
        ordered.stage_group = '_reached' and ordered.is_in_force as is_in_force,
        case when ordered.size_unit = '条' then ordered.size end as articles,
        ordered.first_date as issued_on,
        ordered.valid_from,
        ordered.valid_to
    from ordered
    inner join entities on ordered.entity_key = entities.entity_key
    inner join regions on ordered.region_code = regions.region_code
    left join lineage on ordered.entity_key = lineage.to_key and lineage.nth = 1
    where ordered.nth = 1
)

select * from final
