-- needs: audit.explanation_now
create view audit.finding_subject with (security_invoker = true) as
select
    finding.finding_id,
    submission.run_id,
    submission.submission_id,
    submission.unit_code,
    submission.form,
    submission.period,
    submission.part,
    finding.rule_id,
    finding.rule_version,
    finding.source,
    finding.severity,
    finding.sheet,
    finding.row_no,
    finding."column",
    finding.value_shown,
    finding.key,
    finding.message_zh,
    finding.fingerprint,
    -- what is asked about: of a row that the reader could not key, the text where it stood
    md5(jsonb_build_array(
        submission.unit_code, submission.form, submission.period, submission.part,
        finding.rule_id, finding."column", finding.key,
        case finding.source when 'reader' then finding.sheet end,
        case finding.source when 'reader' then finding.value_shown end
    )::text) as subject,
    (
        finding.source = 'gate1' and finding.severity = 'warning'
        and finding.fingerprint is not null
    ) as is_explainable,
    explained.explanation_id,
    explained.explanation_id is not null as is_explained
from audit.finding
inner join audit.submission on finding.submission_id = submission.submission_id
left join lateral (
    select said.explanation_id
    from audit.explanation_now as said
    where
        finding.severity = 'warning' and finding.source = 'gate1'
        and finding.fingerprint = said.fingerprint
        and finding.rule_id = said.rule_id
        and finding.rule_version = said.rule_version
        and submission.unit_code = said.unit_code
        and submission.form = said.form
        and submission.period = said.period
        and submission.part = said.part
        and finding.key is not distinct from said.key
        and said.is_in_force
    order by said.explanation_id desc
    limit 1
) as explained on true;
comment on view audit.finding_subject is
'One row per finding about a submission, what it asks about, whether that is explained 问题事项';
grant select on audit.finding_subject to talent_region_steward;
