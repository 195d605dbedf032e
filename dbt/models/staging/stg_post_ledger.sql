{# Where nobody says how many are wanted, each post wants one person, or as many as took posts up:
   the text stays as it was filed, the status says that the number is derived. -#}
{%- set one_a_post = "(
            landed.openings__status = 'O'
            and landed.source__v <> 'establishment_pool'
            and landed.posts__status not in ('Q', 'O', 'M', 'L')
        )" -%}
select
    landed.submission_id,
    landed.sheet,
    landed.row_no,
    current_submissions.unit_code,
    current_submissions.period as period_code,
    {{ region_meant('landed.region__v') }} as region_code,
    landed.source__v as source,
    landed.list_ref,
    concat_ws(
        '|',
        current_submissions.unit_code,
        landed.source__v,
        translate(landed.list_ref, ' 　〔〕[]［］【】()（）', '')
    ) as list_key,
    landed.programme__v as programme_code,
    landed.edition,
    landed.place_text,
    landed.channel__v as channel,
    landed.employer,
    case
        when landed.employer in ('全部', '全部单位')
            then concat_ws('|', landed.submission_id, landed.sheet, landed.row_no)
        else
            concat_ws(
                '|',
                left({{ region_meant('landed.region__v') }}, 4),
                translate(landed.employer, ' 　', '')
            )
    end as employer_key,
    landed.employer_kind__v as employer_kind,
    landed.employers as employers_text,
    landed.employers__qualifier as employers_qualifier,
    landed.employers__status as employers_status,
    landed.employers__mask as employers_mask,
    landed.industry__v as industry,
    landed.post_class__v as post_class,
    landed.urgent__v as urgent,
    landed.posts as posts_text,
    landed.posts__qualifier as posts_qualifier,
    -- what a survey says is an estimate
    case
        when landed.source__v = 'survey' and landed.posts__status = 'A' then 'E'
        else landed.posts__status
    end as posts_status,
    landed.posts__mask as posts_mask,
    landed.openings as openings_text,
    landed.openings__qualifier as openings_qualifier,
    case when {{ one_a_post }} then 'I' else landed.openings__status end as openings_status,
    landed.openings__mask as openings_mask,
    landed.applicants as applicants_text,
    landed.applicants__qualifier as applicants_qualifier,
    landed.applicants__status as applicants_status,
    landed.applicants__mask as applicants_mask,
    landed.filled as filled_text,
    landed.filled__qualifier as filled_qualifier,
    landed.filled__status as filled_status,
    landed.filled__mask as filled_mask,
    landed.used as used_text,
    landed.used__qualifier as used_qualifier,
    landed.used__status as used_status,
    landed.used__mask as used_mask,
    landed.filled_doctor as filled_doctor_text,
    landed.filled_doctor__qualifier as filled_doctor_qualifier,
    landed.filled_doctor__status as filled_doctor_status,
    landed.filled_doctor__mask as filled_doctor_mask,
    landed.filled_master as filled_master_text,
    landed.filled_master__qualifier as filled_master_qualifier,
    landed.filled_master__status as filled_master_status,
    landed.filled_master__mask as filled_master_mask,
    landed.filled_flexible as filled_flexible_text,
    landed.filled_flexible__qualifier as filled_flexible_qualifier,
    landed.filled_flexible__status as filled_flexible_status,
    landed.filled_flexible__mask as filled_flexible_mask,
    landed.offer_min as offer_min_text,
    landed.offer_min__qualifier as offer_min_qualifier,
    landed.offer_min__status as offer_min_status,
    landed.offer_min__mask as offer_min_mask,
    landed.offer_max as offer_max_text,
    landed.offer_max__qualifier as offer_max_qualifier,
    landed.offer_max__status as offer_max_status,
    landed.offer_max__mask as offer_max_mask,
    landed.document_no,
    left(current_submissions.period, 4)::smallint as year,
    landed.employers__v as employers,
    landed.employers__low as employers_low,
    landed.employers__high as employers_high,
    landed.employers__mult as employers_mult,
    landed.employers__decimals as employers_decimals,
    landed.posts__v as posts,
    landed.posts__low as posts_low,
    landed.posts__high as posts_high,
    landed.posts__mult as posts_mult,
    landed.posts__decimals as posts_decimals,
    case
        when {{ one_a_post }} then greatest(landed.posts__v, landed.filled__v)
        else landed.openings__v
    end as openings,
    case
        when {{ one_a_post }} then greatest(landed.posts__low, landed.filled__low)
        else landed.openings__low
    end as openings_low,
    case
        when not {{ one_a_post }} then landed.openings__high
        when landed.filled__status = 'O' then landed.posts__high
        when num_nulls(landed.posts__high, landed.filled__high) = 0
            then greatest(landed.posts__high, landed.filled__high)
    end as openings_high,
    landed.openings__mult as openings_mult,
    landed.openings__decimals as openings_decimals,
    landed.applicants__v as applicants,
    landed.applicants__low as applicants_low,
    landed.applicants__high as applicants_high,
    landed.applicants__mult as applicants_mult,
    landed.applicants__decimals as applicants_decimals,
    landed.filled__v as filled,
    landed.filled__low as filled_low,
    landed.filled__high as filled_high,
    landed.filled__mult as filled_mult,
    landed.filled__decimals as filled_decimals,
    landed.used__v as used,
    landed.used__low as used_low,
    landed.used__high as used_high,
    landed.used__mult as used_mult,
    landed.used__decimals as used_decimals,
    landed.filled_doctor__v as filled_doctor,
    landed.filled_doctor__low as filled_doctor_low,
    landed.filled_doctor__high as filled_doctor_high,
    landed.filled_doctor__mult as filled_doctor_mult,
    landed.filled_doctor__decimals as filled_doctor_decimals,
    landed.filled_master__v as filled_master,
    landed.filled_master__low as filled_master_low,
    landed.filled_master__high as filled_master_high,
    landed.filled_master__mult as filled_master_mult,
    landed.filled_master__decimals as filled_master_decimals,
    landed.filled_flexible__v as filled_flexible,
    landed.filled_flexible__low as filled_flexible_low,
    landed.filled_flexible__high as filled_flexible_high,
    landed.filled_flexible__mult as filled_flexible_mult,
    landed.filled_flexible__decimals as filled_flexible_decimals,
    landed.offer_min__v as offer_min,
    landed.offer_min__low as offer_min_low,
    landed.offer_min__high as offer_min_high,
    landed.offer_min__mult as offer_min_mult,
    landed.offer_min__decimals as offer_min_decimals,
    landed.offer_max__v as offer_max,
    landed.offer_max__low as offer_max_low,
    landed.offer_max__high as offer_max_high,
    landed.offer_max__mult as offer_max_mult,
    landed.offer_max__decimals as offer_max_decimals,
    landed.held_on__v as held_on,
    landed.as_of_date__v as as_of_date
{{ landed_in_force('post_ledger', 'region') }}
