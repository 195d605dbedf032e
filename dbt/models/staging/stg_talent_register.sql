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
    landed.sex__v as sex,
    landed.id_sex,
    landed.employer,
    landed.work_region__v as work_region,
    landed.staff_category__v as staff_category,
    landed.talent_category__v as talent_category,
    landed.education__v as education,
    landed.degree__v as degree,
    landed.title_series__v as title_series,
    landed.title_level__v as title_level,
    landed.employment__v as employment,
    landed.entry_mode__v as entry_mode,
    left(current_submissions.period, 4)::smallint as year,
    landed.is_grassroots_title__v = 'yes' as is_grassroots_title,
    landed.wage_here__v = 'yes' as is_wage_here,
    coalesce(landed.id_birth_month, landed.birth_ym__v) as birth_month,
    landed.title_date__v as title_date,
    landed.entry_date__v as entry_date,
    landed.as_of_date__v as as_of_date
from {{ source('raw', 'talent_register') }} as landed
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
