-- Which identity key took the place of which: the archive is read again, whole or not at all.

create table audit.rotation (
    rotation_id bigint generated always as identity,
    key_before text not null,
    key_id text not null,
    rotated_at timestamptz not null default now(),
    rotated_by text not null,
    submissions integer not null,
    landed_rows integer not null,
    people integer not null,
    constraint rotation_pk primary key (rotation_id)
);
comment on table audit.rotation is
'One row per identity key that took the place of another 身份密钥更换';
comment on column audit.rotation.key_before is
'Id of the key before 原密钥编号';
comment on column audit.rotation.key_id is
'Id of the key since 新密钥编号';
comment on column audit.rotation.landed_rows is
'Rows of persons that were hashed anew 重新计算的行数';
comment on column audit.rotation.people is
'Persons that stand in them 涉及人数';
