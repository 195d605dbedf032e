{# What the returns say: one row per filed value, keyed as observations are, bounds and status
   settled. -#}
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

-- what counts people as such has no programme: there 全部 and 不适用 mean the same
programme_free as (
    select measure_code from measures where derivation = 'int_talent_measures_derived'
    union  -- a measure may be a part of several ratios
    select measure_code from measures where agg_region = 'ratio'
    union
    select numerator as measure_code from measures where agg_region = 'ratio'
    union
    select denominator as measure_code from measures where agg_region = 'ratio'
),

keyed as (
    select
        returns.submission_id,
        returns.sheet,
        returns.row_no,
        returns.unit_code,
        returns.period_code,
        returns.measure_code,
        returns.region_code,
        returns.scope,
        returns.value_text,
        returns.value_status,
        returns.mask_pattern,
        returns.year,
        returns.value,
        returns.value_low,
        returns.value_high,
        returns.unit_mult,
        returns.decimals,
        returns.period_start,
        measures.owner_line,
        measures.is_non_negative,
        units.line_system,
        units.region_code as unit_region,
        measures.unit_code as unit_of_measure,
        case
            when programme_free.measure_code is not null and returns.programme_code = '_T' then '_Z'
            else returns.programme_code
        end as programme_code,
        coalesce(returns.edition, '_Z') as edition,
        coalesce(returns.life_stage, '_Z') as life_stage,
        -- the words in the cell are taken; the column beside it speaks of a bare number only
        coalesce(
            nullif(returns.value_qualifier, '='), returns.stated_qualifier, returns.value_qualifier
        ) as qualifier,
        coalesce(
            returns.value_qualifier = '=' and returns.stated_qualifier <> '=', false
        ) as is_bare_bound,
        -- a mask speaks for itself; elsewhere the clerk says what the value is, or why there is
        -- none
        case
            when returns.value_status in ('A', 'O')
                then coalesce(returns.stated_status, returns.value_status)
            else returns.value_status
        end as obs_status,
        coalesce(returns.as_of_date, make_date(returns.year, 12, 31)) as as_of_date,
        case when returns.as_of_date is null then 'inferred' else 'filed' end as as_of_basis
    from returns
    inner join measures on returns.measure_code = measures.measure_code
    inner join units on returns.unit_code = units.unit_code
    left join programme_free on returns.measure_code = programme_free.measure_code
),

-- a status that says there is no value goes with none; what the clerk's sign says widens the bounds
bounded as (
    select
        keyed.*,
        case when keyed.obs_status not in ('Q', 'O', 'M', 'L') then keyed.value end as known_value,
        case
            when keyed.obs_status in ('Q', 'O', 'M', 'L') then null
            when keyed.is_bare_bound and keyed.qualifier = '<' and keyed.is_non_negative
                then least(keyed.value, 0)
            when keyed.is_bare_bound and keyed.qualifier in ('<', '~') then null
            else keyed.value_low
        end as known_low,
        case
            when keyed.obs_status in ('Q', 'O', 'M', 'L') then null
            when keyed.is_bare_bound and keyed.qualifier in ('>', '>=', '~') then null
            else keyed.value_high
        end as known_high
    from keyed
),

-- 全部 in the cell stands for the whole that the measure is at most: transferred in full is what was
-- awarded
wholes as (
    select
        parts.submission_id,
        parts.sheet,
        parts.row_no,
        max(whole.qualifier) as qualifier,
        max(whole.known_value) as known_value,
        max(whole.known_low) as known_low,
        max(whole.known_high) as known_high
    from bounded as parts
    inner join identities on parts.measure_code = identities.left_measure
    inner join bounded as whole
        on
            parts.submission_id = whole.submission_id
            and identities.right_measure = whole.measure_code
            and parts.region_code = whole.region_code
            and parts.programme_code = whole.programme_code
            and parts.year = whole.year
            and parts.scope = whole.scope
            and parts.edition = whole.edition
    where parts.value_status = 'I'
    group by parts.submission_id, parts.sheet, parts.row_no
    -- two wholes leave open which one is meant
    having count(*) = 1
),

final as (
    select
        bounded.submission_id,
        bounded.sheet,
        bounded.row_no,
        bounded.unit_code,
        bounded.measure_code,
        bounded.region_code,
        case when bounded.scope = 'region' then 'total' else 'own' end as rollup,
        bounded.programme_code,
        bounded.period_code,
        bounded.scope,
        bounded.life_stage,
        bounded.edition,
        bounded.unit_of_measure,
        coalesce(bounded.qualifier, wholes.qualifier) as qualifier,
        bounded.obs_status,
        bounded.value_text,
        bounded.mask_pattern,
        bounded.as_of_basis,
        bounded.year,
        bounded.unit_mult,
        bounded.decimals,
        -- the unit that owns the measure in the region, then another there, then one above
        (case
            when bounded.unit_region <> bounded.region_code then 3
            when bounded.line_system = bounded.owner_line then 1
            else 2
        end)::smallint as owner_rank,
        coalesce(bounded.known_value, wholes.known_value) as value,
        coalesce(bounded.known_low, wholes.known_low) as value_low,
        coalesce(bounded.known_high, wholes.known_high) as value_high,
        bounded.period_start,
        bounded.as_of_date
    from bounded
    left join wholes
        on
            bounded.submission_id = wholes.submission_id
            and bounded.sheet = wholes.sheet
            and bounded.row_no = wholes.row_no
)

select * from final
