-- 历年有哪些大事：何时成立、更名、升格，何为首创？
-- What are the milestones: what was set up, renamed or upgraded when, and what was a first?
-- grain: event of a thing that a register tells of
-- unit: none
-- reading: claim_evidence: what the filer rests a 首创 on; null where it is none
-- columns: year, event_date, region_code, region_name, event, entity_class, entity_name,
-- predecessor, claim_evidence

with wanted as (
    select '53' as region_prefix
),

final as (
    select
        milestone.year,
        milestone.event_date,
        milestone.region_code,
        milestone.region_name,
        milestone.event,
        milestone.entity_class,
        milestone.entity_name,
        milestone.predecessor,
        milestone.claim_evidence
    from mart.mart_milestone as milestone
    cross join wanted
    where starts_with(milestone.region_code, wanted.region_prefix)
)

select * from final
order by event_date, region_code, entity_name, event;
