-- needs: mart.explained
create function audit.explained_slot(asked_key jsonb, as_of timestamptz)
returns setof mart.explained
language sql stable
set search_path = pg_catalog, pg_temp
as $$
with filed as (
    select submission.*, row_number() over (order by submission.n) as place
    from audit.submission as submission
    where
        submission.unit_code = asked_key ->> 'unit_code' and submission.form = asked_key ->> 'form'
        and submission.period = asked_key ->> 'period' and submission.part = asked_key ->> 'part'
        and submission.registered_at <= as_of
),

steps as (
    select
        array[1, filed.place] as path, 'submission' as kind, filed.submission_id,
        case
            when filed.withdrawn_at <= as_of then 'withdrawn' when filed.judged_at <= as_of then filed.state
            else 'landed'
        end as state,
        filed.rows_landed::bigint as rows, null::text as sheet, null::integer as row_no, null::text as field,
        null::text as cell_text,
        coalesce(case when filed.withdrawn_at <= as_of then filed.withdrawn_why end, filed.reason) as note
    from filed
    union all
    select
        array[1, filed.place, row_number() over (partition by filed.place order by finding.finding_id)], 'finding',
        filed.submission_id, finding.severity, null, finding.sheet, finding.row_no, finding."column",
        finding.value_shown, concat(finding.rule_id, ': ', finding.message_zh)
    from filed
    inner join audit.finding as finding on filed.submission_id = finding.submission_id
    where finding.source <> 'gate2'
)

select
    array_to_string(steps.path, '.'), steps.kind, null::text, null::text, units.region_code, null::text, null::text,
    null::text, null::smallint, null::text, null::text, null::numeric, null::numeric, steps.rows, filed.unit_code,
    units.name, filed.form, filed.period, filed.part, filed.submission_id, arrivals.file_name, filed.received_at,
    steps.state, steps.sheet, steps.row_no, steps.field, null::text, null::text, steps.cell_text, null::jsonb,
    steps.note
from steps
inner join filed on steps.submission_id = filed.submission_id
inner join audit.arrival as arrivals on filed.arrival_id = arrivals.arrival_id
left join reference.reporting_unit as units on filed.unit_code = units.unit_code
order by steps.path
$$;
comment on function audit.explained_slot is 'The submissions of a slot and their findings 报送位溯源步骤';
revoke all on function audit.explained_slot from public;
