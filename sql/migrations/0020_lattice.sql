-- What a cell of a measure is made of: how its parts add along each dimension, who may speak of it.
-- The defaults hold for the moment between this and the seeds, which say it of each measure.

alter table reference.measure
add column counts_as text,
add column knows_programme boolean not null default true,
add column default_stage text not null default '_reached',
add column adds_region text not null default 'none',
add column adds_programme text not null default 'none',
add column adds_item text not null default 'none',
add column adds_stage text not null default 'none',
add column adds_edition text not null default 'none',
add column adds_since text not null default 'none',
add constraint measure_default_stage_ck
check (default_stage in ('_planned', '_pending', '_reached', '_gone')),
add constraint measure_adds_ck check (
    array[adds_region, adds_programme, adds_item, adds_stage, adds_edition, adds_since]
    <@ array['sum', 'overlap', 'max', 'none']
);
comment on column reference.measure.counts_as is
'The measure of which it is the part in its default stage; null: none 所属指标（指其默认阶段的部分）';
comment on column reference.measure.knows_programme is
'Whether its figures are told apart by programme 是否分项目';
comment on column reference.measure.default_stage is
'Stage, or group of stages, of a figure that names none 未写阶段时所指的阶段';
comment on column reference.measure.adds_region is
'How parts of a total add along regions: sum; overlap, of what may be the same; max; none 分地区相加方式';
comment on column reference.measure.adds_programme is
'How the parts of a total add along programmes 分项目相加方式';
comment on column reference.measure.adds_item is
'How the parts of a total add along items 分项相加方式';
comment on column reference.measure.adds_stage is
'How the rungs of a group of stages add 分阶段相加方式';
comment on column reference.measure.adds_edition is
'How the parts of a total add along editions 分批次相加方式';
comment on column reference.measure.adds_since is
'How years add to a figure that counts since an earlier one 分年度相加方式';

alter table reference.obligation
add column reach text not null default 'below',
add constraint obligation_reach_ck check (reach in ('own', 'below'));
comment on column reference.obligation.reach is
'Of which regions the rows may speak: own; below, the unit''s and what lies in it 可填报的地区范围';

create table reference.duty (
    subject text not null,
    level text not null,
    duty text not null,
    since smallint not null,
    decided_by text not null,
    constraint duty_pk primary key (subject, level, since),
    constraint duty_duty_ck check (duty in ('owes', 'may', 'none')),
    constraint duty_level_ck check (level in ('county', 'prefecture', 'province'))
);
comment on table reference.duty is
'One row per form or measure × level of unit × year from which it holds: who may be silent 报送义务的认定';
comment on column reference.duty.subject is
'A form, or a measure, whose duty stands over that of its form 表单或指标';
comment on column reference.duty.duty is
'owes; may, so that who is silent leaves a number open; none, so that silence is nothing 义务';
comment on column reference.duty.since is
'Year from which it holds, until the next row of the same subject and level 起始年度';
comment on column reference.duty.decided_by is
'Who decided, and why 认定依据';
