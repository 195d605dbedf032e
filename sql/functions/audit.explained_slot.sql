-- needs: mart.explained
-- A row of mart_submission_completeness is a slot: its submissions so far, newest last, and what
-- was found in them.
create function audit.explained_slot(asked_key jsonb, as_of timestamptz)
returns setof mart.explained
language sql stable
set search_path = pg_catalog, pg_temp
as $$
with filed as (
    select submission.*, row_number() over (
        order by
            submission.received_at, submission.file_name, submission.sha256, submission.arrival_id
    ) as place
    from audit.submission as submission
    where
        submission.unit_code = asked_key ->> 'unit_code' and submission.form = asked_key ->> 'form'
        and submission.period = asked_key ->> 'period' and submission.part = asked_key ->> 'part'
        and submission.registered_at <= as_of
),

steps as (
    select
        array[1, filed.place] as path,
        filed.submission_id,
        jsonb_build_object(
            'kind', 'submission', 'rows', filed.rows_landed,
            'state', case
                when filed.withdrawn_at <= as_of then 'withdrawn'
                when filed.judged_at <= as_of then filed.state
                else 'landed'
            end,
            'note', coalesce(
                case when filed.withdrawn_at <= as_of then filed.withdrawn_why end, filed.reason
            )
        ) as said
    from filed
    union all
    select
        array[
            1, filed.place, row_number() over (partition by filed.place order by finding.finding_id)
        ],
        filed.submission_id,
        jsonb_build_object(
            'kind', 'finding', 'state', finding.severity, 'sheet', finding.sheet,
            'row_no', finding.row_no, 'field', finding."column", 'cell_text', finding.value_shown,
            'note', concat(finding.rule_id, ': ', finding.message_zh)
        )
    from filed
    inner join audit.finding as finding on filed.submission_id = finding.submission_id
    where finding.source <> 'gate2' and finding.severity <> 'trial'
)

select step.*
from steps
inner join filed on steps.submission_id = filed.submission_id
inner join audit.arrival as arrivals on filed.arrival_id = arrivals.arrival_id
left join reference.reporting_unit as units on filed.unit_code = units.unit_code
cross join lateral jsonb_populate_record(
    null::mart.explained,
    steps.said || jsonb_build_object(
        'path', array_to_string(steps.path, '.'), 'region_code', units.region_code,
        'unit_code', filed.unit_code, 'unit_name', units.name, 'form', filed.form,
        'period', filed.period, 'part', filed.part, 'submission_id', filed.submission_id,
        'file_name', arrivals.file_name, 'received_at', filed.received_at
    )
) as step
order by steps.path
$$;
comment on function audit.explained_slot is 'The submissions of a slot and their findings 报送位溯源步骤';
revoke all on function audit.explained_slot from public;
