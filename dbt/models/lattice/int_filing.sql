{#- The rows of returns: what is filed of which part of a key, as a number true to half of its last
    digit, and which of its blanks the other rows of the same return leave open. -#}
with returns as (
    select * from {{ ref('stg_measure_return') }}
),

measures as (
    select
        measures.*,
        -- what is counted is whole; amounts and rates are not
        measures.kind <> 'ratio'
        and units.dimension not like all(array['money', 'ratio%', 'area%', 'duration%'])
            as is_integer
    from {{ source('reference', 'measure') }} as measures
    inner join {{ source('reference', 'unit_of_measure') }} as units
        on measures.unit_code = units.unit_code
),

-- a part and the whole that it is at most, in one unit
identities as (
    select distinct
        identities.left_measure,
        identities.right_measure
    from {{ source('reference', 'measure_identity') }} as identities
    inner join measures as parts on identities.left_measure = parts.measure_code
    inner join measures as wholes on identities.right_measure = wholes.measure_code
    where identities.relation = 'at_most' and parts.unit_code = wholes.unit_code
),

-- The key as far as it is named. The words in the cell are taken; the column beside it speaks of a
-- bare number only.
named as (
    select
        returns.submission_id,
        returns.sheet,
        returns.row_no,
        returns.unit_code,
        coalesce(measures.counts_as, returns.measure_code) as measure_code,
        returns.region_code,
        returns.year,
        returns.scope,
        returns.value,
        returns.value_low,
        returns.value_high,
        returns.value_status,
        returns.stated_status,
        measures.knows_programme,
        measures.default_stage,
        measures.is_non_negative,
        measures.is_integer,
        measures.fund_stage is not null as is_ledger_money,
        case
            when measures.knows_programme then coalesce(returns.programme_code, '_Z') else '_T'
        end as programme_code,
        coalesce(returns.item_code, '_T') as item,
        coalesce(returns.life_stage, returns.life_stage_to) as stage_from,
        case when returns.life_stage is not null then returns.life_stage_to end as stage_to,
        case reference.edition_name(returns.edition)
            when '全部' then '_T'
            else reference.edition_name(returns.edition)
        end as edition,
        case
            when measures.adds_since = 'none' then returns.year
            when returns.period_start is not null
                then least(extract(year from returns.period_start), returns.year)
        end::text as since,
        case when measures.kind = 'cumulative' then '_U' else returns.year::text end as usual_since,
        coalesce(returns.as_of_date, make_date(returns.year, 12, 31)) as as_of_date,
        coalesce(returns.value_qualifier, '=') = '=' as is_bare,
        coalesce(nullif(returns.value_qualifier, '='), returns.stated_qualifier, '=') as qualifier,
        ('0.5e' || (coalesce(returns.unit_mult, 0) - coalesce(returns.decimals, 0)))::numeric
            as half_digit,
        case when measures.is_non_negative then 0 end as least_value
    from returns
    inner join measures on returns.measure_code = measures.measure_code
),

-- a number is true to half of its last digit, what is counted to whole ones
bounded as (
    select
        named.*,
        case
            when named.value is null then null
            when named.qualifier = '=' then greatest(named.value - half.size, named.least_value)
            when not named.is_bare then coalesce(named.value_low, named.least_value)
            when named.qualifier in ('>', '>=') then named.value
            else named.least_value
        end as filed_low,
        case
            when named.value is null then null
            when named.qualifier = '=' then named.value + half.size
            when not named.is_bare then named.value_high
            when named.qualifier = '<' then named.value
        end as filed_high
    from named
    cross join
        lateral (
            values
            (
                case
                    when named.is_integer and named.value = trunc(named.value)
                        then trunc(named.half_digit)
                    else named.half_digit
                end
            )
        ) as half (size)
),

-- 全部 in the cell stands for the number of the whole that the same filing states: passed on in full
-- is what was awarded. A whole since another year is another one; two leave open which is meant.
wholes as (
    select
        parts.submission_id,
        parts.sheet,
        parts.row_no,
        max(whole.value) as value,
        max(whole.filed_low) as filed_low,
        max(whole.filed_high) as filed_high,
        max(whole.qualifier) as qualifier,
        max(whole.since) as since
    from bounded as parts
    inner join identities on parts.measure_code = identities.left_measure
    inner join bounded as whole
        on
            parts.submission_id = whole.submission_id
            and identities.right_measure = whole.measure_code
            and parts.region_code = whole.region_code
            and parts.scope = whole.scope
            and parts.year = whole.year
            and parts.programme_code = whole.programme_code
            and parts.item = whole.item
            and parts.edition is not distinct from whole.edition
            and (
                parts.since is null
                or parts.since = coalesce(whole.since, whole.usual_since)
            )
    where parts.value is null and parts.value_status = 'I'
    group by parts.submission_id, parts.sheet, parts.row_no
    having count(*) = 1 and max(whole.value) is not null
),

-- who says pending anywhere means it; a status that says there is no number gives way to one
numbered as (
    select
        bounded.submission_id,
        bounded.sheet,
        bounded.row_no,
        bounded.unit_code,
        bounded.measure_code,
        bounded.region_code,
        bounded.year,
        bounded.scope,
        bounded.knows_programme,
        bounded.default_stage,
        bounded.is_non_negative,
        bounded.is_ledger_money,
        bounded.programme_code,
        bounded.item,
        bounded.stage_from,
        bounded.stage_to,
        bounded.edition,
        bounded.as_of_date,
        coalesce(bounded.since, wholes.since, bounded.usual_since) as since,
        coalesce(bounded.value, wholes.value) as value,
        coalesce(bounded.filed_low, wholes.filed_low) as filed_low,
        coalesce(bounded.filed_high, wholes.filed_high) as filed_high,
        coalesce(wholes.qualifier, bounded.qualifier) as qualifier,
        case
            when 'P' in (bounded.stated_status, bounded.value_status) then 'P'
            when bounded.value is null and bounded.value_status = 'I' then 'I'
            when (bounded.stated_status in ('Q', 'O', 'L', 'M')) = (bounded.value is null)
                then bounded.stated_status
            when bounded.value is not null or bounded.value_status in ('Q', 'O', 'L', 'M')
                then bounded.value_status
            else 'O'
        end as obs_status
    from bounded
    left join wholes
        on
            bounded.submission_id = wholes.submission_id
            and bounded.sheet = wholes.sheet
            and bounded.row_no = wholes.row_no
),

-- What the other rows of the same return tell of a blank: 不适用 alone is all or what belongs to no
-- programme, a blank edition beside named ones is all or the rest. Money of which movements are
-- filed may move on, so that a figure as at its day is a floor.
final as (
    select
        numbered.*,
        numbered.value is not null or numbered.obs_status = 'M' as says,
        case when numbered.obs_status = 'M' then 0 else numbered.filed_low end as stated_low,
        case
            when numbered.is_ledger_money then null
            when numbered.obs_status = 'M' then 0
            else numbered.filed_high
        end as stated_high,
        numbered.knows_programme
        and bool_and(numbered.programme_code = '_Z') over same_return as is_of_open_programme,
        numbered.edition is null
        and bool_or(coalesce(numbered.edition, '_T') <> '_T') over same_programme
            as is_of_open_edition
    from numbered
    window
        same_return as (
            partition by
                numbered.unit_code, numbered.measure_code, numbered.region_code, numbered.year
        ),
        same_programme as (
            partition by
                numbered.unit_code, numbered.measure_code, numbered.region_code, numbered.year,
                numbered.programme_code
        )
)

select * from final
