-- Functions, views and types stand in sql/functions from here on; migrations hold tables only.

create table audit.sql_function (
    name text not null,
    sha256 text not null,
    made_at timestamptz not null default now(),
    constraint sql_function_pk primary key (name)
);
comment on table audit.sql_function is
'One row per file of sql/functions: the text that this database has 函数与视图';
comment on column audit.sql_function.made_at is 'When it was made with this text first 首次生成时间';
