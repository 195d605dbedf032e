-- What a build has to do again: submissions that differ from what is published, and their people.

alter table audit.build add column is_full boolean not null default true;
comment on column audit.build.is_full is
'Built whole: the first build, other code or seeds than what is published, or asked for 全量构建';

create table audit.changed_submission (
    submission_id text not null,
    constraint changed_submission_pk primary key (submission_id)
);
comment on table audit.changed_submission is
'One row per submission that came into force or left it in a build since the last publication 变化';

create table audit.changed_person (
    person_key text not null,
    year smallint not null,
    constraint changed_person_pk primary key (person_key, year)
);
comment on table audit.changed_person is
'One row per person and year in rows, old or new, of changed submissions; none if built whole 变化人员';

grant insert, truncate on audit.changed_person to talent_builder;
grant insert on audit.changed_submission to talent_builder;
grant delete on audit.changed_submission to talent_publisher;
