{# What each row of a register of named things adds, where it stands. Of a thing between two stages
   nobody knows in which it is; of one that two units know by name alone nobody knows whether it is
   one: a row more, of a thing that may be another. -#}
with claims as (
    select * from {{ ref('int_entity_claims') }}
),

stages as (
    select
        *,
        stage_group as counted_group
    from claims
    union all
    select
        *,
        stage_group_to as counted_group
    from claims
    where is_between
),

added as (
    select
        entity_key as thing_key,
        case when is_between then 0 else things_low end as adds_low,
        case when not is_between then things end as adds_value,
        *
    from stages
    where is_counted
    union all
    select
        entity_key || '|' || unit_code as thing_key,
        0 as adds_low,
        0 as adds_value,
        *
    from stages
    where is_doubtful
),

final as (
    select
        submission_id,
        sheet,
        row_no,
        unit_code,
        region_code,
        year,
        programme_code,
        thing_key as entity_key,
        counted_group as stage_group,
        entity_type,
        entity_class,
        org_kind,
        industry,
        item_of,
        policy_kind,
        lead_kind,
        stock_of,
        new_of,
        pending_of,
        exited_of,
        size_of,
        {{ entity_facts('counted_group') }},
        adds_low,
        adds_value,
        things_high as adds_high,
        size_status,
        size,
        size_low,
        size_high
    from added
)

select * from final
