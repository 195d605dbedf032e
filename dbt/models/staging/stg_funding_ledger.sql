select
    landed.submission_id,
    landed.sheet,
    landed.row_no,
    current_submissions.unit_code,
    current_submissions.period as period_code,
    landed.fund_ref,
    landed.programme__v as programme_code,
    landed.stage__v as stage,
    landed.source_level__v as source_level,
    landed.payer,
    landed.payee,
    landed.region__v as region_code,
    landed.document_no,
    landed.unit__v as amount_unit,
    landed.amount as amount_text,
    landed.amount__qualifier as amount_qualifier,
    landed.amount__status as amount_status,
    landed.amount__mask as amount_mask,
    landed.fund_year__v as fund_year,
    landed.payee_count__v as payee_count,
    landed.amount__v as amount,
    landed.amount__low as amount_low,
    landed.amount__high as amount_high,
    landed.amount__mult as amount_mult,
    landed.amount__decimals as amount_decimals,
    landed.movement_date__v as movement_date
from {{ source('raw', 'funding_ledger') }} as landed
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
