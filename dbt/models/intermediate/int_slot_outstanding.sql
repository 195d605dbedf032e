{# Periods of which something is still to come: a part that came back, unless somebody filed the
   whole, or what was withdrawn and has no successor. -#}
{{ config(materialized='view') }}
select distinct  -- several parts, each several times
    filed.unit_code,
    filed.form,
    filed.period,
    filed.withdrawn_at is not null as is_withdrawn
from {{ source('audit', 'submission') }} as filed
where
    (filed.withdrawn_at is not null or (filed.state = 'returned' and filed.part <> '-'))
    and not exists (
        select 1
        from {{ source('audit', 'current_submission') }} as in_force
        where
            in_force.unit_code = filed.unit_code
            and in_force.form = filed.form
            and in_force.period = filed.period
            and (
                in_force.part = filed.part
                or (in_force.part = '-' and filed.withdrawn_at is null)
            )
    )
