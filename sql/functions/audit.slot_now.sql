-- needs: audit.in_force, reference.owed_slot
-- What mart.mart_submission_completeness says of the last build, of this moment: for whoever works
-- on filings and cannot wait for the next.
create view audit.slot_now with (security_invoker = true) as
with newest as materialized (
    select distinct on (unit_code, form, period, part)
        submission_id,
        unit_code,
        form,
        period,
        part,
        state,
        received_at,
        withdrawn_at,
        rows_landed
    from audit.submission
    order by
        unit_code, form, period, part,
        received_at desc, file_name desc, sha256 desc, arrival_id desc
),

-- once each: a look at all filings for every slot would take a second a hundred
held as materialized (
    select * from audit.in_force
),

owed_slots as materialized (
    select * from reference.owed_slot
),

-- a unit that files in parts owes each of them, unless the whole is in force
parts as materialized (
    select
        unit_code,
        form,
        period,
        part
    from newest
    where
        part <> '-' and withdrawn_at is null
        and not exists (
            select from held as whole
            where
                whole.unit_code = newest.unit_code and whole.form = newest.form
                and whole.period = newest.period and whole.part = '-'
        )
),

owed as (
    select
        owed_slots.unit_code,
        owed_slots.form,
        owed_slots.period,
        coalesce(parts.part, owed_slots.part) as part,
        owed_slots.due_date
    from owed_slots
    left join parts
        on
            owed_slots.unit_code = parts.unit_code and owed_slots.form = parts.form
            and owed_slots.period = parts.period
)

select
    coalesce(owed.unit_code, newest.unit_code) as unit_code,
    coalesce(owed.form, newest.form) as form,
    coalesce(owed.period, newest.period) as period,
    coalesce(owed.part, newest.part) as part,
    owed.due_date,
    coalesce(in_force.submission_id, newest.submission_id) as submission_id,
    coalesce(in_force.received_at, newest.received_at) as received_at,
    coalesce(in_force.rows_landed, newest.rows_landed) as rows_landed,
    case
        when in_force.is_nil then 'nil'
        when in_force.submission_id is not null then 'accepted'
        when newest.withdrawn_at is not null then 'withdrawn'
        when newest.state = 'returned' then 'returned'
        when newest.submission_id is not null then 'received'
        when owed.due_date < (now() at time zone 'Asia/Shanghai')::date then 'late'
        else 'owed'
    end as state
from owed
full join newest
    on
        owed.unit_code = newest.unit_code and owed.form = newest.form
        and owed.period = newest.period and owed.part = newest.part
left join held as in_force
    on
        newest.unit_code = in_force.unit_code and newest.form = in_force.form
        and newest.period = in_force.period and newest.part = in_force.part;
comment on view audit.slot_now is
'One row per slot that is owed or was filed, and where it stands today 报送位现状';
