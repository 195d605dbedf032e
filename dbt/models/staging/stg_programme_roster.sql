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
    landed.education__v as education,
    landed.platform_id__v as platform_id,
    landed.claim__v as claim,
    landed.award_level__v as award_level,
    landed.outcome__v as outcome,
    landed.outcome_grade__v as outcome_grade,
    landed.pair_ref,
    landed.posting_kind__v as posting_kind,
    landed.posting_level__v as posting_level,
    landed.linked_by,
    landed.life_stage__v as life_stage,
    landed.life_stage_to__v as life_stage_to,
    landed.origin__v as origin,
    landed.sending_unit,
    {{ region_meant('landed.service_region__v') }} as service_region,
    (
        select programmes.family
        from {{ source('reference', 'programme') }} as programmes
        where programmes.programme_code = landed.programme__v
    ) as programme_family,
    left(current_submissions.period, 4)::smallint as year,
    landed.target_year__v as target_year,
    landed.role__v in (
        select roles.code from {{ source('reference', 'code') }} as roles
        where roles.list = 'participant_role'
    ) as is_participant,
    coalesce(landed.id_birth_month, landed.birth_ym__v) as birth_month,
    landed.stage_date__v as stage_date,
    landed.start_date__v as start_date,
    landed.end_date__v as end_date,
    landed.outcome_date__v as outcome_date
{{ landed_in_force('programme_roster', 'service_region') }}
