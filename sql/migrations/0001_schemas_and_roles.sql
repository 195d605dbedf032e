-- Schemas, one for each stage that data passes through, and the rights of each role on them.
-- The roles belong to the cluster; `talent init` makes them before the first migration.

create schema reference;
comment on schema reference is
'Seeds: regions, reporting units, obligations, programmes, measures, code lists 参考数据';
create schema raw;
comment on schema raw is 'Landing, one table a form, never deleted from 落地表';
create schema work;
comment on schema work is 'Batches under judgement; dropped when the judgement is done 校验工作区';
create schema warehouse;
comment on schema warehouse is 'What dbt builds, not yet published 构建区';
create schema mart;
comment on schema mart is 'Published star and marts: all that analysts read 发布区';
create schema history;
comment on schema history is
'Published rows that were replaced, with the publications they held for 历史区';
create schema as_of;
comment on schema as_of is
'Views of the published relations as of the publication in talent.as_of 按发布号回看';
comment on schema audit is 'Documents, submissions, findings, builds, publications 审计区';

revoke all on schema public from public;

grant usage on schema reference to
talent_loader, talent_builder, talent_publisher, talent_steward, talent_analyst;
grant usage on schema raw to talent_loader, talent_builder, talent_steward;
grant usage, create on schema work to talent_loader;
grant usage on schema audit to talent_loader, talent_builder, talent_publisher, talent_steward;
grant usage, create on schema warehouse to talent_builder;
grant usage on schema warehouse to talent_loader, talent_publisher, talent_steward;
grant usage, create on schema mart, history, as_of to talent_publisher;
grant usage on schema mart, history, as_of to talent_steward, talent_analyst;

-- What a role makes later is readable by those who come after it in the line.
alter default privileges for role talent_owner in schema reference grant select on tables to
talent_loader, talent_builder, talent_publisher, talent_steward, talent_analyst;
alter default privileges for role talent_owner in schema audit grant select on tables to
talent_loader, talent_builder, talent_publisher, talent_steward;
alter default privileges for role talent_owner in schema raw grant select on tables to
talent_builder, talent_steward;
alter default privileges for role talent_owner in schema raw grant select, insert on tables to
talent_loader;
alter default privileges for role talent_builder in schema warehouse grant select on tables to
talent_loader, talent_publisher, talent_steward;
