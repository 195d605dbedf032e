-- Tables that stand as the models of today would make them are filled, also where all is built.

alter table audit.build add column is_made_anew boolean not null default true;
comment on column audit.build.is_made_anew is
'Whether tables are made: else they stand as the models make them and are filled 是否重建表结构';

create table audit.made_by (
    fingerprint text not null,
    constraint made_by_pk primary key (fingerprint)
);
comment on table audit.made_by is
'The version of the models that made what stands in warehouse; none while unfinished 表结构版本';
grant insert, delete on audit.made_by to talent_builder;
