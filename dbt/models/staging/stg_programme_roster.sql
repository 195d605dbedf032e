select
    landed.submission_id,
    landed.sheet,
    landed.row_no,
    current_submissions.unit_code,
    landed.person_key,
    landed.person_basis,
    landed.key_id,
    landed.name as name_mask,
    landed.name_hash,
    landed.id_sex,
    landed.programme__v as programme_code,
    landed.edition,
    landed.role__v as role,
    landed.authority,
    landed.life_stage__v as life_stage,
    landed.origin__v as origin,
    landed.sending_unit,
    landed.service_region__v as service_region,
    left(current_submissions.period, 4)::smallint as year,
    coalesce(landed.id_birth_month, landed.birth_ym__v) as birth_month,
    landed.stage_date__v as stage_date,
    landed.start_date__v as start_date,
    landed.end_date__v as end_date
from {{ source('raw', 'programme_roster') }} as landed
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
