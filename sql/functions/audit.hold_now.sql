create view audit.hold_now with (security_invoker = true) as
with held as (
    select
        build.build_no,
        finding.rule_id,
        count(*)::integer as findings,
        encode(sha256(convert_to(
            string_agg(finding.key::text, ',' order by finding.key::text), 'UTF8'
        )), 'hex') as findings_hash
    from audit.build
    inner join audit.finding on build.run_id = finding.run_id
    where
        build.state = 'held' and finding.source = 'gate2' and finding.severity = 'critical'
        and build.build_no = (select max(newest.build_no) from audit.build as newest)
    group by build.build_no, finding.rule_id
)

select
    held.build_no,
    held.rule_id,
    held.findings,
    held.findings_hash,
    coalesce(said.released_by, '{}') as released_by,
    coalesce(said.rejected_by, '{}') as rejected_by
from held
left join lateral (
    select
        array_agg(distinct decided.decided_by order by decided.decided_by)
        filter (where decided.decision = 'released') as released_by,
        array_agg(distinct decided.decided_by order by decided.decided_by)
        filter (where decided.decision = 'rejected') as rejected_by
    from audit.hold_decision as decided
    where decided.rule_id = held.rule_id and decided.findings_hash = held.findings_hash
) as said on true;
comment on view audit.hold_now is
'One row per rule that holds the newest build: what it found, and who has decided about that 待批发布';
