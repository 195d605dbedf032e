-- needs: audit.finding_subject
create view audit.finding_course with (security_invoker = true) as
with filings as (
    select
        submission.submission_id,
        submission.run_id,
        (
            select earlier.submission_id
            from audit.submission as earlier
            where
                earlier.unit_code = submission.unit_code and earlier.form = submission.form
                and earlier.period = submission.period and earlier.part = submission.part
                and earlier.judged_at is not null
                and (
                    earlier.received_at, earlier.file_name, earlier.sha256, earlier.arrival_id
                ) < (
                    submission.received_at, submission.file_name, submission.sha256,
                    submission.arrival_id
                )
            order by
                earlier.received_at desc, earlier.file_name desc, earlier.sha256 desc,
                earlier.arrival_id desc
            limit 1
        ) as before_id
    from audit.submission
    where submission.judged_at is not null
)

select
    filings.run_id,
    filings.submission_id,
    filings.before_id,
    said.subject,
    said.rule_id,
    said.severity,
    case
        when count(before.subject) = 0 then 'new'
        when bool_or(before.fingerprint is not distinct from said.fingerprint) then 'persisting'
        else 'moved'
    end as course
from filings
inner join audit.finding_subject as said on filings.submission_id = said.submission_id
left join audit.finding_subject as before
    on filings.before_id = before.submission_id and said.subject = before.subject
group by
    filings.run_id, filings.submission_id, filings.before_id, said.subject, said.rule_id,
    said.severity
union all
select distinct  -- one place may be found twice
    filings.run_id,
    filings.submission_id,
    filings.before_id,
    before.subject,
    before.rule_id,
    before.severity,
    'cured' as course
from filings
inner join audit.finding_subject as before on filings.before_id = before.submission_id
where
    not exists (
        select from audit.finding_subject as said
        where said.submission_id = filings.submission_id and said.subject = before.subject
    );
comment on view audit.finding_course is
'One row per submission and thing asked about, beside the filing before it 问题变化';
grant select on audit.finding_course to talent_region_steward;
