-- Who stewards what: a login of a prefecture or county reads what its own units filed, no others'.

create table audit.steward (
    login text not null,
    region_code text not null,
    level text not null,
    since timestamptz not null default now(),
    constraint steward_pk primary key (login),
    constraint steward_level_ck check (level in ('prefecture', 'county'))
);
comment on table audit.steward is
'One row per login that stewards the units of one region; others steward the province 数据管理员辖区';
comment on column audit.steward.login is 'Login of talent_region_steward 登录名';
comment on column audit.steward.region_code is
'Its region: units there and in the counties below it are its own 地区代码';
comment on column audit.steward.level is 'Level of that region 层级';
comment on column audit.steward.since is 'When it was given 起始时间';

-- Each table that such a login reads has one policy that takes nothing from anybody, and one that
-- only it is under. A policy may not rest on a view or function, which `talent init` makes anew: so
-- the units of a region stand here as they do in audit.seen_unit.
do $$
declare
    units constant text :=
        'select unit.unit_code from audit.steward as mine'
        ' inner join reference.reporting_unit as unit on mine.region_code in (unit.region_code, ('
        'select region.parent_code from reference.region as region'
        ' where unit.region_code = region.region_code order by region.valid_from desc limit 1))'
        ' where mine.login = session_user';
    seen constant text := 'select seen.submission_id from audit.submission as seen';
    kept record;
begin
    for kept in
        select * from (values
            ('steward', 'login = session_user'),
            ('arrival', format('unit_code in (%s)', units)),
            ('submission', format('unit_code in (%s)', units)),
            ('current_submission', format('unit_code in (%s)', units)),
            ('explanation', format('unit_code in (%s)', units)),
            ('document', 'sha256 in (select arrived.sha256 from audit.arrival as arrived)'),
            ('finding', format('submission_id in (%s)', seen)),
            ('publication_input', format('submission_id in (%s)', seen)),
            ('reread', format('submission_id in (%s)', seen))
        ) as said (name, condition)
    loop
        execute format('alter table audit.%I enable row level security', kept.name);
        execute format('create policy every_row on audit.%I using (true)', kept.name);
        execute format(
            'create policy own_units on audit.%I as restrictive to talent_region_steward using (%s)',
            kept.name, kept.condition
        );
        execute format('grant select on audit.%I to talent_region_steward', kept.name);
    end loop;
end
$$;
grant usage on schema raw, audit to talent_region_steward;
grant insert, update, delete on audit.explanation to talent_region_steward;
-- of no unit
grant select on audit.publication, audit.rule_set to talent_region_steward;
