-- Which run judged a build: what was found in it is known by that.

alter table audit.build add column run_id text;
comment on column audit.build.run_id is
'The run whose gate 2 judged it; null where none has, or before runs were named 校验批次';
