-- Every row of a submission in force is either quarantined or goes on. Without this test an inner
-- join in staging or in a first intermediate model (a unit or measure that left the seeds) would
-- drop people in silence.
{%- set forms = {
    'talent_register': 'int_talent_claims_counted',
    'measure_return': 'int_filing',
    'programme_roster': 'int_programme_claims_counted',
    'service_log': 'fct_service_activity',
    'funding_ledger': 'int_funding_sides_counted',
} %}
with landed as (
    {%- for form in forms %}
    select
        '{{ form }}' as form,
        submission_id,
        sheet,
        row_no
    from {{ source('raw', form) }}
    where {{ only_judged(['submission_id']) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

kept as (
    {%- for model in forms.values() %}
    select
        submission_id,
        count(*) as row_count
    from {{ ref(model) }}
    where {{ only_judged(['submission_id']) }}
    group by submission_id
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

-- a critical finding may name a row that never landed: only landed rows count here
counted as (
    select
        landed.form,
        landed.submission_id,
        count(*) as rows_landed,
        count(quarantined_row.row_no) as rows_quarantined
    from landed
    left join {{ source('audit', 'quarantined_row') }} as quarantined_row
        on
            landed.submission_id = quarantined_row.submission_id
            and landed.sheet = quarantined_row.sheet
            and landed.row_no = quarantined_row.row_no
    group by landed.form, landed.submission_id
),

final as (
    select
        counted.form,
        counted.submission_id,
        counted.rows_landed,
        coalesce(kept.row_count, 0) as rows_kept,
        counted.rows_quarantined
    from counted
    inner join {{ source('audit', 'current_submission') }} as current_submission
        on counted.submission_id = current_submission.submission_id
    left join kept on counted.submission_id = kept.submission_id
    where counted.rows_landed <> coalesce(kept.row_count, 0) + counted.rows_quarantined
)

select * from final
