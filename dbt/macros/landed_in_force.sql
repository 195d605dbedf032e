{#- The landed rows of a form whose submission is in force, without those that are quarantined: what
    each view of staging selects from. -#}
{% macro landed_in_force(form) -%}
from {{ source('raw', form) }} as landed
inner join {{ source('audit', 'current_submission') }} as current_submissions
    on landed.submission_id = current_submissions.submission_id
where not exists (
    select 1
    from {{ source('audit', 'quarantined_row') }} as quarantined
    where
        quarantined.submission_id = landed.submission_id
        and quarantined.sheet = landed.sheet
        and quarantined.row_no = landed.row_no
)
{%- endmacro %}
