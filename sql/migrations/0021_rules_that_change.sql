-- By which rules each submission was judged, what others find otherwise, what only stewards see.

create table audit.rule_set (
    rules_digest text not null,
    form text not null,
    rules jsonb not null,
    first_used_at timestamptz not null default now(),
    constraint rule_set_pk primary key (rules_digest)
);
comment on table audit.rule_set is
'One row per set of rules that some filing was judged by 校验规则集';
comment on column audit.rule_set.rules is
'Digest of each rule by its id; what else a form is judged by stands under * 规则摘要';
grant insert on audit.rule_set to talent_loader;

alter table audit.submission
add column rules_digest text,
add column are_rules_assumed boolean not null default false,
add constraint submission_rule_set_fk foreign key (rules_digest)
references audit.rule_set (rules_digest);
comment on column audit.submission.rules_digest is
'The rules that it was judged by: those that cover its period 校验所用规则集';
comment on column audit.submission.are_rules_assumed is
'Whether that is taken from the version of its contract: judged before rules were kept 规则集为推定';

alter table audit.reread
add column rules_before text,
add column rules text,
add column rule_changes jsonb;
comment on column audit.reread.rules is
'The rules that it was judged anew by; null where it was read anew 重新校验所用规则集';
comment on column audit.reread.rules_before is
'Those before; null where they are not known 原规则集';
comment on column audit.reread.rule_changes is
'What became of the rules that find otherwise, by id: new, changed, removed or same 规则变化';
grant insert on audit.reread to talent_loader;

alter table audit.finding
drop constraint finding_severity_ck,
add constraint finding_severity_ck check (severity in ('critical', 'warning', 'info', 'trial'));
