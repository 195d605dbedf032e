-- What stands in some cells. Names and numbers of people landed as masks; of the place only the
-- fields asked for.
create function audit.cell_texts(
    form text, submissions text[], sheets text[], row_nos integer[], fields text[]
) returns table (submission_id text, sheet text, row_no integer, found jsonb)
language plpgsql stable strict
set search_path = pg_catalog, pg_temp
as $$
declare
    landed regclass := to_regclass(format('raw.%I', form));
    told text;
begin
    -- the contract's header stands before the colon of the column's comment
    select string_agg(format('%L, jsonb_build_object(''header'', %L::text, ''text'', landed.%I)', attname,
        split_part(col_description(landed, attnum), ':', 1), attname), ', ')
    into told
    from pg_attribute where attrelid = landed and attname = any(fields);
    return query execute format(
        'select landed.submission_id, landed.sheet, landed.row_no, jsonb_build_object(%s) from %s as landed'
        ' inner join unnest($1, $2, $3) as place (submission_id, sheet, row_no)'
        ' using (submission_id, sheet, row_no)', told, landed)
    using submissions, sheets, row_nos;
end
$$;
comment on function audit.cell_texts is
'Header and text, as landed and masked, of some fields of landed rows 单元格原文';
revoke all on function audit.cell_texts from public;
