with returns as (
    select * from {{ ref('stg_measure_return') }}
),

measures as (
    select * from {{ source('reference', 'measure') }}
),

units as (
    select * from {{ source('reference', 'reporting_unit') }}
),

identities as (
    select * from {{ source('reference', 'measure_identity') }} where relation = 'at_most'
),

keyed as (
    select
        returns.*,
        measures.owner_line,
        units.line_system,
        units.region_code as unit_region,
        measures.unit_code as measure_unit,
        coalesce(returns.edition, '_Z') as edition_code,
        coalesce(returns.life_stage, '_Z') as life_stage_code,
        coalesce(returns.stated_qualifier, returns.value_qualifier) as qualifier,
        -- what the clerk states about a value that is there; a mask or a blank speaks for itself
        case when returns.value_status = 'A' then coalesce(returns.stated_status, 'A')
            when returns.value_status = 'O' then coalesce(returns.stated_status, 'O')
            else returns.value_status end as obs_status,
        coalesce(
            returns.as_of_date,
            make_date(returns.year, 12, 31)
        ) as as_of,
        case when returns.as_of_date is null then 'inferred' else 'filed' end as as_of_basis
    from returns
    inner join measures on returns.measure_code = measures.measure_code
    inner join units on returns.unit_code = units.unit_code
),

-- 全部 stands for the whole that the measure is at most: transferred in full is what was awarded
wholes as (
    select
        parts.submission_id,
        parts.sheet,
        parts.row_no,
        max(whole.value) as value,
        max(whole.value_low) as value_low,
        max(whole.value_high) as value_high,
        count(*) as whole_count
    from keyed as parts
    inner join identities on parts.measure_code = identities.left_measure
    inner join keyed as whole
        on
            parts.submission_id = whole.submission_id
            and identities.right_measure = whole.measure_code
            and parts.region_code = whole.region_code
            and parts.programme_code = whole.programme_code
            and parts.year = whole.year
            and parts.scope = whole.scope
            and parts.edition_code = whole.edition_code
    where parts.obs_status = 'I'
    group by parts.submission_id, parts.sheet, parts.row_no
    having count(*) = 1
),

resolved as (
    select
        keyed.submission_id,
        keyed.sheet,
        keyed.row_no,
        keyed.unit_code,
        keyed.measure_code,
        keyed.region_code,
        case keyed.scope when 'own_bureau' then 'own' when 'region' then 'total' else 'own' end as rollup,
        keyed.programme_code,
        keyed.period_code,
        keyed.scope,
        keyed.life_stage_code as life_stage,
        keyed.edition_code as edition,
        keyed.measure_unit as unit_of_measure,
        keyed.qualifier,
        keyed.obs_status,
        keyed.value_text,
        keyed.mask_pattern,
        keyed.as_of_basis,
        keyed.year,
        keyed.unit_mult,
        keyed.decimals,
        -- the unit that owns the measure in the region, then another there, then one above
        (case
            when keyed.unit_region = keyed.region_code and keyed.line_system = keyed.owner_line then 1
            when keyed.unit_region = keyed.region_code then 2
            else 3
        end)::smallint as owner_rank,
        keyed.period_start,
        keyed.as_of as as_of_date,
        coalesce(keyed.value, wholes.value) as known_value,
        coalesce(keyed.value_low, wholes.value_low) as known_low,
        coalesce(keyed.value_high, wholes.value_high) as known_high
    from keyed
    left join wholes
        on
            keyed.submission_id = wholes.submission_id
            and keyed.sheet = wholes.sheet
            and keyed.row_no = wholes.row_no
),

-- a status that says there is no value goes with none; what the clerk's sign says widens the bounds
final as (
    select
        submission_id,
        sheet,
        row_no,
        unit_code,
        measure_code,
        region_code,
        rollup,
        programme_code,
        period_code,
        scope,
        life_stage,
        edition,
        unit_of_measure,
        qualifier,
        case when obs_status = 'I' and known_value is null then 'Q' else obs_status end as obs_status,
        value_text,
        mask_pattern,
        as_of_basis,
        year,
        unit_mult,
        decimals,
        owner_rank,
        case when obs_status in ('Q', 'O', 'M', 'L') then null else known_value end as value,
        case
            when obs_status in ('Q', 'O', 'M', 'L') or qualifier in ('<', '~') and known_low = known_value then null
            else known_low
        end as value_low,
        case
            when obs_status in ('Q', 'O', 'M', 'L') or qualifier in ('>', '>=', '~') and known_high = known_value then null
            else known_high
        end as value_high,
        period_start,
        as_of_date
    from resolved
)

select * from final
