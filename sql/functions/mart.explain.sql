-- needs: audit.explained_cell, audit.explained_coverage, audit.explained_slot, audit.seen_unit
-- needs: audit.shown_step, mart.explained
-- Where a figure comes from: units, files and places of the rows behind a published figure, and of
-- no others. So it runs with its owner's rights. What stands in a row of a person is for those who
-- read such rows themselves: whom the session is, or has taken on, decides, and of which units its
-- login is the steward.
create function mart.explain(
    mart text,
    key jsonb,
    "column" text,
    publication integer default null,
    max_rows integer default 1000
) returns setof mart.explained
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
    before text := coalesce(current_setting('talent.as_of', true), '');
    asked text := coalesce(publication::text, before);
    name text := regexp_replace("column", '_(low|high|status)$', '');
    frozen timestamptz;
    conditions text;
    key_columns text;
    told text;
    shown jsonb;
    caller text := coalesce(nullif(current_setting('role'), 'none'), session_user);
    sees boolean := pg_has_role(caller, 'talent_researcher', 'usage')
        or pg_has_role(caller, 'talent_steward', 'usage');
    own text[] := array(select seen.unit_code from audit.seen_unit as seen);
begin
    if to_regclass(format('mart.%I', mart)) is null or mart not like 'mart\_%' then
        raise exception 'There is no mart %.', mart using hint = 'In psql, \dt mart.mart_* lists them.';
    end if;
    if publication is not null and not exists (select from audit.publication as p where p.no = publication) then
        raise exception 'There is no publication %.', publication using hint = '`talent publications` lists them.';
    end if;
    perform set_config('talent.as_of', asked, true);
    select
        string_agg(format('m.%I = ($1 ->> %L)::%s', a.attname, a.attname, format_type(a.atttypid, null)), ' and '),
        string_agg(a.attname, ', ' order by a.attnum)
    into conditions, key_columns
    from pg_constraint as pk
    inner join pg_attribute as a on a.attrelid = pk.conrelid and a.attnum = any(pk.conkey)
    where pk.conrelid = format('mart.%I', mart)::regclass and pk.contype = 'p';
    execute format('select to_jsonb(m) from as_of.%I as m where %s', mart, conditions) into shown using key;
    if shown is null then
        raise exception '% has no row with the key %.', mart, key
        using hint = format('The key is %s.', key_columns);
    end if;
    select coalesce(max(b.frozen_at), now()) into frozen
    from audit.publication as p
    inner join audit.build as b on p.build_no = b.build_no
    where p.no = coalesce(nullif(asked, '')::integer, (select max(no) from audit.publication));
    select c.column_name into told
    from as_of.contribution_column as c
    where c.mart = explain.mart and c.column_name in (explain."column", name, name || '_value')
    order by c.column_name = explain."column" desc, c.column_name = name desc
    limit 1;
    if key ? 'unit_code' and key ? 'form' and key ? 'period' then
        return query select told_step.*
        from audit.explained_slot(key, frozen) as step
        cross join lateral audit.shown_step(step, sees or step.unit_code = any(own)) as told_step;
    elsif
        key ? 'region_code'
        and "column" ~ (
            '^(units_expected|units_in_force|rows_quarantined|why_incomplete|(.+_)?is_complete)$'
        )
    then
        return query select told_step.*
        from audit.explained_coverage(mart, key, substring("column" from '^(.+)_is_complete$')) as step
        cross join lateral audit.shown_step(step, sees or step.unit_code = any(own)) as told_step;
    elsif told is not null then
        return query select told_step.*
        from audit.explained_cell(mart, key, told, shown, max_rows) as step
        cross join lateral audit.shown_step(step, sees or step.unit_code = any(own)) as told_step;
    else
        perform set_config('talent.as_of', before, true);
        raise exception '%.% is no quantity: it is a key or a name.',
            mart, "column"
        using hint = 'The rows of mart.contribution_column name the columns that can be explained.';
    end if;
    perform set_config('talent.as_of', before, true);
end
$$;
comment on function mart.explain is
'Where a cell of a mart comes from, step by step, down to the cells that were filed 单元格溯源';
revoke all on function mart.explain from public;
grant execute on function mart.explain to talent_analyst, talent_steward;
