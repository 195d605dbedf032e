-- The ledger: what arrived, what it became, what was wrong with it, what was built and published.

create table audit.run (
    run_id text not null,
    kind text not null,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    outcome text,
    constraint run_pk primary key (run_id)
);
comment on table audit.run is 'One row per run of a step that writes to the ledger 运行';

create table audit.document (
    sha256 text not null,
    bytes bigint not null,
    first_name text not null,
    first_seen timestamptz not null,
    constraint document_pk primary key (sha256)
);
comment on table audit.document is
'One row per distinct content that arrived; archived once, never changed 文件';

create table audit.arrival (
    arrival_id bigint generated always as identity,
    sha256 text not null,
    unit_code text not null,
    file_name text not null,
    stated_form text,
    stated_period text,
    stated_part text,
    received_at timestamptz not null,
    registered_at timestamptz not null,
    outcome text,
    constraint arrival_pk primary key (arrival_id),
    constraint arrival_document_fk foreign key (sha256) references audit.document (sha256),
    constraint arrival_outcome_ck check (outcome in ('filed', 'unchanged'))
);
comment on table audit.arrival is
'One row per file taken from the inbox or submitted by hand; outcome is null until it was read 到件';
-- what is still to be read
create index arrival_unread_ix on audit.arrival (arrival_id) where outcome is null;

create table audit.submission (
    submission_id text not null,
    arrival_id bigint not null,
    sha256 text not null,
    unit_code text not null,
    form text not null,
    period text not null,
    part text not null,
    n integer not null,
    contract_version text not null,
    parser_version text not null,
    received_at timestamptz not null,
    registered_at timestamptz not null,
    state text not null,
    reason text,
    is_nil boolean not null default false,
    rows_landed integer not null default 0,
    judged_at timestamptz,
    withdrawn_at timestamptz,
    withdrawn_by text,
    withdrawn_why text,
    constraint submission_pk primary key (submission_id),
    constraint submission_slot_uq unique (unit_code, form, period, part, n),
    constraint submission_arrival_fk foreign key (arrival_id) references audit.arrival (arrival_id),
    constraint submission_document_fk foreign key (sha256) references audit.document (sha256),
    constraint submission_state_ck check (state in ('received', 'landed', 'accepted', 'returned')),
    constraint submission_reason_ck check (state <> 'returned' or reason is not null)
);
comment on table audit.submission is
'One row per document filed into a slot (unit × form × period × part), numbered n 报送';
-- what is still to be judged
create index submission_landed_ix on audit.submission (form) where state = 'landed';

create view audit.in_force as
select distinct on (unit_code, form, period, part)
    submission_id,
    unit_code,
    form,
    period,
    part,
    n,
    received_at,
    rows_landed,
    is_nil
from audit.submission
where state = 'accepted' and withdrawn_at is null
order by unit_code, form, period, part, n desc;
comment on view audit.in_force is
'One row per slot: the newest submission that is accepted and not withdrawn 有效';

create table audit.finding (
    finding_id bigint generated always as identity,
    run_id text not null,
    rule_id text not null,
    rule_version text not null,
    source text not null,
    severity text not null,
    submission_id text,
    relation text,
    sheet text,
    row_no integer,
    "column" text,
    value_shown text,
    key jsonb,
    message_zh text not null,
    message_en text not null,
    constraint finding_pk primary key (finding_id),
    constraint finding_submission_fk foreign key (submission_id)
    references audit.submission (submission_id),
    constraint finding_source_ck check (source in ('reader', 'gate1', 'gate2')),
    constraint finding_severity_ck check (severity in ('critical', 'warning', 'info'))
);
comment on table audit.finding is
'One row per place where a rule fails: a cell, a row, a file, or a row of a built relation 问题';
-- findings of a submission; quarantine
create index finding_submission_ix on audit.finding (submission_id, sheet, row_no);

create view audit.quarantined_row as
select distinct  -- a row may break several rules
    submission_id,
    sheet,
    row_no
from audit.finding
where severity = 'critical' and row_no is not null and source <> 'gate2';
comment on view audit.quarantined_row is
'One row per landed row that a critical finding keeps out of the star 隔离行';

create table audit.explanation (
    explanation_id bigint generated always as identity,
    rule_id text not null,
    unit_code text not null,
    key jsonb not null,
    value_hash text not null,
    explanation text not null,
    explained_by text not null,
    explained_at timestamptz not null default now(),
    expires_at timestamptz,
    confirmed_by text,
    constraint explanation_pk primary key (explanation_id),
    constraint explanation_subject_uq unique (rule_id, unit_code, key, value_hash)
);
comment on table audit.explanation is
'One row per value that a unit has explained: rule × unit × key × value 说明';

create table audit.build (
    build_no integer not null,
    fingerprint text not null,
    inputs_hash text not null,
    as_of_date date not null,
    frozen_at timestamptz not null default now(),
    state text not null,
    reason text,
    constraint build_pk primary key (build_no),
    constraint build_state_ck check (state in ('frozen', 'built', 'held', 'published', 'abandoned'))
);
comment on table audit.build is
'One row per build: what was frozen for it and how far it came; only the newest may go on 构建';

create table audit.current_submission (
    submission_id text not null,
    unit_code text not null,
    form text not null,
    period text not null,
    part text not null,
    received_at timestamptz not null,
    rows_landed integer not null,
    constraint current_submission_pk primary key (submission_id)
);
comment on table audit.current_submission is
'One row per submission in force, frozen for the newest build 本次构建的有效报送';

create table audit.publication (
    no integer not null,
    build_no integer not null,
    published_at timestamptz not null default now(),
    label text,
    inputs_hash text not null,
    rows_changed integer not null,
    constraint publication_pk primary key (no),
    constraint publication_build_fk foreign key (build_no) references audit.build (build_no)
);
comment on table audit.publication is 'One row per published version of star and marts 发布';

create table audit.publication_input (
    submission_id text not null,
    from_no integer not null,
    to_no integer,
    constraint publication_input_pk primary key (submission_id, from_no),
    constraint publication_input_submission_fk foreign key (submission_id)
    references audit.submission (submission_id)
);
comment on table audit.publication_input is
'One row per submission and unbroken range of publications that it was in force for 发布依据';

grant insert, update on audit.run, audit.document, audit.arrival, audit.submission to talent_loader;
grant insert, delete on audit.finding to talent_loader;
grant insert, update on audit.run to talent_builder, talent_publisher;
grant insert, update on audit.build to talent_builder;
grant insert, delete on audit.current_submission to talent_builder;
grant update on audit.build to talent_loader, talent_publisher;
grant insert on audit.publication to talent_publisher;
grant insert, update on audit.publication_input to talent_publisher;
grant insert, update, delete on audit.explanation to talent_steward;
