-- What stewards decide, as rows that are only ever added: a change is another row, and views show
-- the last. Who wrote one stands in a column that nobody may fill: a login of a person is itself,
-- and only a login that works for the office says on whose behalf (talent.actor). A second person
-- is another login than the first, by a check over a foreign key.

alter table audit.submission add column run_id text;
comment on column audit.submission.run_id is
'The run that settled it, audit.run; null where that was before runs were named 结案批次';
update audit.submission
set run_id = settling.run_id
from (
    select distinct on (submission.submission_id)
        submission.submission_id,
        run.run_id
    from audit.submission
    inner join audit.run
        on
            submission.judged_at >= run.started_at
            and submission.judged_at <= coalesce(run.ended_at, now())
    where run.kind in ('ingest', 'rejudge', 'publish')
    order by submission.submission_id, run.started_at desc, run.run_id desc
) as settling
where submission.submission_id = settling.submission_id;
-- what a run settled
create index submission_run_ix on audit.submission (run_id);

alter table audit.finding add column fingerprint text;
comment on column audit.finding.fingerprint is
'Keyed hash of the values that the rule speaks of; null where it speaks of none 数值指纹';

-- of the first draft: nothing read or wrote it
drop table audit.explanation;

create table audit.explanation (
    explanation_id bigint generated always as identity,
    rule_id text not null,
    rule_version text not null,
    unit_code text not null,
    form text not null,
    period text not null,
    part text not null default '-',
    "column" text,
    key jsonb,
    fingerprint text not null,
    explanation text not null,
    origin text not null,
    submission_id text not null,
    needs_second boolean not null default false,
    explained_by text not null,
    explained_at timestamptz not null default now(),
    expires_on date not null,
    constraint explanation_pk primary key (explanation_id),
    constraint explanation_submission_fk foreign key (submission_id)
    references audit.submission (submission_id),
    constraint explanation_text_ck check (length(btrim(explanation)) >= 5),
    constraint explanation_origin_ck check (origin in ('workbook', 'remark', 'desk'))
);
comment on table audit.explanation is
'One row per explanation of a value that a rule asks about; what counts is decided beside it 说明';
comment on column audit.explanation.key is
'Business key of the row, null for the filing as a whole 业务主键';
comment on column audit.explanation.origin is
'workbook: the column 说明 of a returned workbook; remark: 备注 of the row; desk: by a steward 来源';
comment on column audit.explanation.submission_id is 'The filing whose finding it explains 所说明的报送';
comment on column audit.explanation.needs_second is
'Whether it counts only once another person has confirmed it 是否须第二人确认';
comment on column audit.explanation.expires_on is 'The last day that it counts 有效期至';
-- whether a value is explained
create index explanation_value_ix on audit.explanation (fingerprint);

create table audit.explanation_decision (
    decision_id bigint generated always as identity,
    explanation_id bigint not null,
    decision text not null,
    reason text,
    accepted_id bigint,
    accepted_by text,
    accepted_as text generated always as (
        case when decision = 'confirmed' then 'accepted' end
    ) stored,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    constraint explanation_decision_pk primary key (decision_id),
    constraint explanation_decision_signed_uq unique (
        decision_id, explanation_id, decision, decided_by
    ),
    constraint explanation_decision_explanation_fk foreign key (explanation_id)
    references audit.explanation (explanation_id),
    constraint explanation_decision_accepted_fk
    foreign key (accepted_id, explanation_id, accepted_as, accepted_by)
    references audit.explanation_decision (decision_id, explanation_id, decision, decided_by),
    constraint explanation_decision_ck check (
        decision in ('accepted', 'refused', 'confirmed', 'revoked')
    ),
    constraint explanation_decision_reason_ck check (
        decision in ('accepted', 'confirmed') or coalesce(length(btrim(reason)) >= 5, false)
    ),
    constraint explanation_decision_second_ck check (
        case
            when decision = 'confirmed'
                then coalesce(accepted_id is not null and accepted_by <> decided_by, false)
            else accepted_id is null and accepted_by is null
        end
    )
);
comment on table audit.explanation_decision is
'One row per decision about an explanation; the last one counts 说明的处理';
comment on column audit.explanation_decision.accepted_id is
'Of a confirmation: the acceptance that it confirms, by another person 所确认的采纳';

create table audit.reminder (
    reminder_id bigint generated always as identity,
    unit_code text not null,
    form text not null,
    period text not null,
    part text not null default '-',
    due_date date not null,
    step smallint not null,
    channel text not null,
    outcome text,
    reminded_by text not null,
    reminded_at timestamptz not null default now(),
    constraint reminder_pk primary key (reminder_id),
    constraint reminder_once_uq unique (
        unit_code, form, period, part, due_date, step, channel
    ),
    constraint reminder_step_ck check (step between 1 and 3),
    constraint reminder_channel_ck check (
        channel in ('outbox', 'phone', 'mail', 'wecom', 'dingtalk')
    )
);
comment on table audit.reminder is
'One row per reminder of what a unit owes: slot × due date × step × channel, each once 催报';

create table audit.extension (
    extension_id bigint generated always as identity,
    unit_code text not null,
    form text not null,
    period text not null,
    due_date date,
    reason text not null,
    granted_by text not null,
    granted_at timestamptz not null default now(),
    constraint extension_pk primary key (extension_id),
    constraint extension_reason_ck check (length(btrim(reason)) >= 5)
);
comment on table audit.extension is
'One row per date that a unit was given for a slot in place of the form''s; the last one counts 延期';
comment on column audit.extension.due_date is 'Null: taken back, the form''s date holds 期限；空为撤回延期';

create table audit.approval (
    approval_id bigint generated always as identity,
    submission_id text not null,
    level text not null,
    decision text not null,
    reason text,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    constraint approval_pk primary key (approval_id),
    constraint approval_submission_fk foreign key (submission_id)
    references audit.submission (submission_id),
    constraint approval_level_ck check (level in ('county', 'prefecture', 'province')),
    constraint approval_decision_ck check (decision in ('approved', 'returned', 'withdrawn')),
    constraint approval_reason_ck check (
        decision = 'approved' or coalesce(length(btrim(reason)) >= 5, false)
    )
);
comment on table audit.approval is
'One row per decision of a level about a submission; the last one of a level counts 审核';

create table audit.hold_decision (
    hold_decision_id bigint generated always as identity,
    build_no integer not null,
    rule_id text not null,
    findings_hash text not null,
    decision text not null,
    reason text not null,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    constraint hold_decision_pk primary key (hold_decision_id),
    constraint hold_decision_build_fk foreign key (build_no) references audit.build (build_no),
    constraint hold_decision_once_uq unique (build_no, rule_id, findings_hash, decided_by),
    constraint hold_decision_ck check (decision in ('released', 'rejected')),
    constraint hold_decision_reason_ck check (length(btrim(reason)) >= 5)
);
comment on table audit.hold_decision is
'One row per person and rule that holds a build: whether it may be published 待批发布的处理';
comment on column audit.hold_decision.findings_hash is
'What that person saw: a release holds for these findings and no others 所见问题的摘要';

create table audit.comment (
    comment_id bigint generated always as identity,
    unit_code text not null,
    form text,
    period text,
    submission_id text,
    comment text not null,
    written_by text not null,
    written_at timestamptz not null default now(),
    constraint comment_pk primary key (comment_id),
    constraint comment_submission_fk foreign key (submission_id)
    references audit.submission (submission_id),
    constraint comment_text_ck check (length(btrim(comment)) >= 5)
);
comment on table audit.comment is
'One row per note of stewards about a unit, a slot or a submission 备忘';

-- Columns that say who and when are nobody's to fill. A steward of a region acts on its own units.
do $$
declare
    worker constant text :=
        'session_user like ''talent\_%'' or pg_has_role(session_user, ''talent_owner'', ''member'')';
    actor constant text :=
        'case when ' || worker || ' then coalesce(nullif(current_setting(''talent.actor'', true), ''''),'
        ' session_user::text) else session_user::text end';
    units constant text :=
        'unit_code in (select unit.unit_code from audit.steward as mine'
        ' inner join reference.reporting_unit as unit on mine.region_code in (unit.region_code, ('
        'select region.parent_code from reference.region as region'
        ' where unit.region_code = region.region_code order by region.valid_from desc limit 1))'
        ' where mine.login = session_user'
        ' and mine.login_oid = to_regrole(quote_ident(session_user)))';
    seen constant text := 'submission_id in (select seen.submission_id from audit.submission as seen)';
    made record;
begin
    for made in
        select * from (values
            ('explanation', 'explained_by', units || ' and ' || seen,
                'rule_id, rule_version, unit_code, form, period, part, "column", key, fingerprint,'
                ' explanation, origin, submission_id, needs_second, expires_on'),
            ('explanation_decision', 'decided_by',
                'explanation_id in (select seen.explanation_id from audit.explanation as seen)',
                'explanation_id, decision, reason, accepted_id, accepted_by'),
            ('reminder', 'reminded_by', units,
                'unit_code, form, period, part, due_date, step, channel, outcome'),
            ('extension', 'granted_by', units, 'unit_code, form, period, due_date, reason'),
            ('approval', 'decided_by', seen, 'submission_id, level, decision, reason'),
            ('hold_decision', 'decided_by', null,
                'build_no, rule_id, findings_hash, decision, reason'),
            ('comment', 'written_by', units,
                'unit_code, form, period, submission_id, comment')
        ) as said (name, who, condition, filled)
    loop
        execute format('alter table audit.%I alter column %I set default %s', made.name, made.who, actor);
        execute format('grant insert (%s) on audit.%I to talent_steward', made.filled, made.name);
        continue when made.condition is null;
        execute format('alter table audit.%I enable row level security', made.name);
        execute format('create policy every_row on audit.%I using (true)', made.name);
        execute format(
            'create policy own_units on audit.%I as restrictive to talent_region_steward using (%s)',
            made.name, made.condition
        );
        execute format('grant select on audit.%I to talent_region_steward', made.name);
        execute format('grant insert (%s) on audit.%I to talent_region_steward', made.filled, made.name);
    end loop;
end
$$;
-- what a returned workbook brings, and the letters of a night
grant insert (
    rule_id, rule_version, unit_code, form, period, part, "column", key, fingerprint, explanation,
    origin, submission_id, needs_second, expires_on
) on audit.explanation to talent_loader;
grant insert (
    unit_code, form, period, part, due_date, step, channel, outcome
) on audit.reminder to talent_loader;
