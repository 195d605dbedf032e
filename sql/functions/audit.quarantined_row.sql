create view audit.quarantined_row with (security_invoker = true) as
select distinct  -- a row may break several rules
    submission_id,
    sheet,
    row_no
from audit.finding
where severity = 'critical' and row_no is not null and source <> 'gate2';
comment on view audit.quarantined_row is
'One row per landed row that a critical finding keeps out of the star 隔离行';
grant select on audit.quarantined_row to talent_region_steward;
