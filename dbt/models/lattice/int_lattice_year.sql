{# The years of which something is in force, be it that there is nothing: of a ledger those to which
   the money belongs. #}
{%- set forms = var('derivations') | selectattr('derives') | selectattr('year') | list -%}
with submissions as (
    select * from {{ source('audit', 'current_submission') }}
),

unread as (
    select
        submission_id,
        sheet,
        row_no,
        "column" as field
    from {{ source('audit', 'finding') }}
    where severity = 'critical' and source <> 'gate2' and row_no is not null
),

final as (
    select left(period, 4)::smallint as year
    from submissions
    where form not in ('_Z'{% for declared in forms %}, '{{ declared.form }}'{% endfor %})
    {%- for declared in forms %}
    union  -- however many rows speak of the year
    select landed.{{ declared.year.landed }}::smallint as year
    from {{ source('raw', declared.form) }} as landed
    inner join submissions on landed.submission_id = submissions.submission_id
    left join unread
        on
            landed.submission_id = unread.submission_id
            and landed.sheet = unread.sheet
            and landed.row_no = unread.row_no
            and unread.field = '{{ declared.year.field }}'
    where landed.{{ declared.year.landed }} is not null and unread.row_no is null
    {%- endfor %}
)

select * from final
