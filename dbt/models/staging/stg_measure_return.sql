select
    landed.submission_id,
    landed.sheet,
    landed.row_no,
    current_submissions.unit_code,
    current_submissions.period as period_code,
    landed.measure__v as measure_code,
    landed.region__v as region_code,
    landed.programme__v as programme_code,
    landed.edition,
    landed.scope__v as scope,
    landed.life_stage__v as life_stage,
    landed.value as value_text,
    landed.value__qualifier as value_qualifier,
    landed.value__status as value_status,
    landed.value__mask as mask_pattern,
    landed.unit__v as unit_of_measure,
    landed.qualifier__v as stated_qualifier,
    landed.obs_status__v as stated_status,
    landed.year__v as year,
    landed.value__v as value,
    landed.value__low as value_low,
    landed.value__high as value_high,
    landed.value__mult as unit_mult,
    landed.value__decimals as decimals,
    landed.period_start__v as period_start,
    landed.as_of_date__v as as_of_date
from {{ source('raw', 'measure_return') }} as landed
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
