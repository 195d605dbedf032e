-- needs: mart.explained
-- A step as it is shown to whoever asks: of what may be a person's row its place, and no text of
-- it.
create function audit.shown_step(step mart.explained, sees_persons boolean)
returns mart.explained
language sql stable
set search_path = pg_catalog, pg_temp
as $$
select case
    when sees_persons or step.kind not in ('row', 'finding') or not exists (
        select from pg_attribute
        where attrelid = to_regclass(format('raw.%I', step.form)) and attname = 'person_key'
    )
        then step
    else jsonb_populate_record(
        step,
        jsonb_build_object(
            'cell_text', null, 'beside', null,
            -- of a finding the rule: its message may say what stands there
            'note', case step.kind when 'finding' then split_part(step.note, ': ', 1) else step.note end
        )
    )
end
$$;
comment on function audit.shown_step is
'A step, without the texts of rows of persons unless these may be seen 溯源步骤的可见部分';
revoke all on function audit.shown_step from public;
