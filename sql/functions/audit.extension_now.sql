-- Read with its owner's rights: due dates are no secret, and marts rest on them.
create view audit.extension_now as
select
    last.unit_code,
    last.form,
    last.period,
    last.due_date,
    last.reason,
    last.granted_by,
    last.granted_at
from (
    select distinct on (unit_code, form, period) *
    from audit.extension
    order by unit_code, form, period, extension_id desc
) as last
where last.due_date is not null;
comment on view audit.extension_now is
'One row per slot, all parts of it, whose due date was set by hand 延期现状';
