-- The column of a cell; where it is a ratio of two columns also those, each with the key of its own
-- row of the mart, and so on down.
create function audit.cell_columns(asked_mart text, asked_key jsonb, asked_column text)
returns table (path integer[], role text, key jsonb, column_name text)
language plpgsql stable rows 3
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
return query
with recursive cells as (
    select array[1] as path, 'whole'::text as role, asked_key as key, asked_column as column_name
    union all
    select
        cells.path || side.n,
        side.role,
        cells.key || (side.at - 'year') || case
            when side.at ->> 'year' = 'before'
                then jsonb_build_object('year', (cells.key ->> 'year')::integer - 1)
            else '{}'
        end,
        side.column_name
    from cells
    inner join as_of.contribution_column as shown
        on
            shown.mart = asked_mart and shown.column_name = cells.column_name
            and shown.numerator is not null
    cross join lateral (
        values
        (1, 'numerator', shown.numerator, '{}'::jsonb),
        (2, 'denominator', shown.denominator, shown.denominator_at)
    ) as side (n, role, column_name, at)
)

select cells.path, cells.role, cells.key, cells.column_name from cells;
end
$$;
comment on function audit.cell_columns is
'The column of a cell, and the two that it is the ratio of 单元格的列';
revoke all on function audit.cell_columns from public;
