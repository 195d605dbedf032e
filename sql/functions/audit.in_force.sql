create view audit.in_force with (security_invoker = true) as
select distinct on (unit_code, form, period, part)
    submission_id,
    unit_code,
    form,
    period,
    part,
    n,
    received_at,
    rows_landed,
    is_nil
from audit.submission
where state = 'accepted' and withdrawn_at is null
order by
    unit_code, form, period, part,
    received_at desc, file_name desc, sha256 desc, arrival_id desc;
comment on view audit.in_force is
'One row per slot: the last to arrive of the submissions accepted and not withdrawn 有效';
grant select on audit.in_force to talent_region_steward;
