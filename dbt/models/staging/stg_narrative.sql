select
    landed.submission_id,
    landed.sheet,
    landed.row_no,
    current_submissions.unit_code,
    units.region_code,
    coalesce(decided.measure_code, landed.measure__v) as measure_code,
    coalesce(decided.programme_code, landed.programme__v) as programme_code,
    coalesce(decided.scope, landed.scope__v) as scope,
    landed.stage,
    landed.written as value_text,
    landed.value__qualifier as value_qualifier,
    landed.value__status as value_status,
    landed.value__mask as mask_pattern,
    landed.unit__v as unit_of_measure,
    -- done, of own scope, and known for what it is: by its words, or because somebody decided it
    case
        when decided.binding_id is not null then decided.measure_code is not null
        else landed.state__v = 'bound'
    end
    and landed.stage = 'done'
    and landed.value__status is not null
    and coalesce(decided.scope, landed.scope__v) is not null as is_claimed,
    landed.year__v as year,
    landed.since__v as since,
    landed.value__v as value,
    landed.value__low as value_low,
    landed.value__high as value_high,
    landed.value__mult as unit_mult,
    landed.value__decimals as decimals
from {{ source('raw', 'narrative') }} as landed
inner join {{ source('audit', 'current_submission') }} as current_submissions
    on landed.submission_id = current_submissions.submission_id
inner join {{ ref('stg_reporting_unit') }} as units
    on current_submissions.unit_code = units.unit_code
left join lateral (
    select
        bindings.binding_id,
        bindings.measure_code,
        bindings.programme_code,
        bindings.scope
    from {{ source('audit', 'narrative_binding') }} as bindings
    where bindings.signature = landed.signature
    order by bindings.binding_id desc
    limit 1
) as decided on true
where not exists (
    select 1
    from {{ source('audit', 'quarantined_row') }} as quarantined
    where
        quarantined.submission_id = landed.submission_id
        and quarantined.sheet = landed.sheet
        and quarantined.row_no = landed.row_no
)
