-- needs: audit.cell_row, audit.cell_texts
-- Rows as steps: where each stands, and what stands there and beside it.
create function audit.cell_places(places audit.cell_row[])
returns table (path integer[], said jsonb)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
return query
with wanted as (
    select
        place.form,
        place.fields,
        array_agg(place.submission_id) as submissions,
        array_agg(place.sheet) as sheets,
        array_agg(place.row_no) as row_nos
    from (
        select distinct form, fields, submission_id, sheet, row_no from unnest(places)
    ) as place
    group by place.form, place.fields
),

texts as (
    select wanted.fields, cells.*
    from wanted
    cross join lateral audit.cell_texts(
        wanted.form, wanted.submissions, wanted.sheets, wanted.row_nos, wanted.fields
    ) as cells
)

select
    place.path,
    jsonb_build_object(
        'kind', 'row', 'form', place.form, 'submission_id', place.submission_id,
        'sheet', place.sheet, 'row_no', place.row_no, 'amount', place.amount,
        'field', place.fields[1],
        'header', texts.found #> array[place.fields[1], 'header'],
        'cell', letters.letter || place.row_no,
        'cell_text', texts.found #> array[place.fields[1], 'text'],
        'beside', beside.said
    )
from unnest(places) as place
left join texts
    on
        place.submission_id = texts.submission_id and place.sheet = texts.sheet
        and place.row_no = texts.row_no and place.fields = texts.fields
left join lateral (
    select jsonb_object_agg(cell.said ->> 'header', cell.said ->> 'text') as said
    from unnest(place.fields[2:]) as field
    cross join lateral (values (texts.found -> field)) as cell (said)
    where cell.said ->> 'header' is not null and cell.said ->> 'text' is not null
) as beside on true
left join audit.submission as submissions on place.submission_id = submissions.submission_id
left join lateral (
    select read.sheet -> 'columns' ->> place.fields[1] as letter
    from jsonb_array_elements(submissions.account -> 'sheets') as read (sheet)
    where read.sheet ->> 'name' = place.sheet
    limit 1
) as letters on true;
end
$$;
comment on function audit.cell_places is
'Where rows stand, and their texts, as steps 单元格来源位置';
revoke all on function audit.cell_places from public;
