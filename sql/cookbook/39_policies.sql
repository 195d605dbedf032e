-- 有哪些人才政策，第几版，由何而来，多少条，是否有效？
-- Which policies are there, in which version, what came before them, and are they in force?
-- grain: policy, plan, rule or strategy, as its latest row in a register has it
-- unit: articles (条), years
-- reading: predecessor: the policy that it renamed, upgraded or replaced; null: not stated
-- columns: region_code, region_name, entity_name, entity_type, document_no, version, predecessor,
-- relation, articles, years, issued_on, is_in_force

with wanted as (
    select '53' as region_prefix
),

final as (
    select
        policy.region_code,
        policy.region_name,
        policy.entity_name,
        policy.entity_type,
        policy.document_no,
        policy.version,
        policy.predecessor,
        policy.relation,
        trim_scale(policy.articles) as articles,
        policy.years,
        policy.issued_on,
        policy.is_in_force
    from mart.mart_policy_timeline as policy
    cross join wanted
    where starts_with(policy.region_code, wanted.region_prefix)
)

select * from final
order by region_code, issued_on, entity_name;
