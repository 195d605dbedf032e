{# A ratio is never added up: it is made of the best numerator and the best denominator of the
   same cell. -#}
with best as (
    select * from {{ ref('int_observation_stated') }} where place = 1
),

measures as (
    select * from {{ source('reference', 'measure') }} where agg_region = 'ratio'
),

-- parsed from expressions by a view: once, not for each cell
identities as materialized (
    select * from {{ source('reference', 'measure_identity') }} where relation = 'at_most'
),

parts as (
    select
        measures.measure_code,
        measures.unit_code as unit_of_measure,
        coalesce(measures.scale, 1) as scale,
        measures.is_non_negative,
        -- a part of its denominator: the quotient is at most one
        identities.left_measure is not null as is_share,
        numerator.region_code,
        numerator.rollup,
        numerator.programme_code,
        numerator.scope,
        numerator.life_stage,
        numerator.edition,
        numerator.year,
        numerator.obs_status as numerator_status,
        numerator.value as numerator_value,
        numerator.value_low as numerator_low,
        numerator.value_high as numerator_high,
        numerator.is_whole and denominator.is_whole as is_whole,
        numerator.is_complete and denominator.is_complete as is_complete,
        denominator.obs_status as denominator_status,
        denominator.value as denominator_value,
        denominator.value_low as denominator_low,
        denominator.value_high as denominator_high,
        denominator.is_whole and denominator.value = 0 as is_void,
        least(numerator.as_of_date, denominator.as_of_date) as as_of_date,
        -- coverage of the less covered part
        case
            when
                denominator.units_in_force * numerator.units_expected
                < numerator.units_in_force * denominator.units_expected
                then denominator.units_expected
            else numerator.units_expected
        end as units_expected,
        case
            when
                denominator.units_in_force * numerator.units_expected
                < numerator.units_in_force * denominator.units_expected
                then denominator.units_in_force
            else numerator.units_in_force
        end as units_in_force,
        greatest(numerator.rows_quarantined, denominator.rows_quarantined) as rows_quarantined
    from measures
    inner join best as numerator on measures.numerator = numerator.measure_code
    inner join best as denominator
        on
            measures.denominator = denominator.measure_code
            and numerator.region_code = denominator.region_code
            and numerator.rollup = denominator.rollup
            and numerator.programme_code = denominator.programme_code
            and numerator.scope = denominator.scope
            and numerator.life_stage = denominator.life_stage
            and numerator.edition = denominator.edition
            and numerator.year = denominator.year
    left join identities
        on
            measures.numerator = identities.left_measure
            and measures.denominator = identities.right_measure
),

divided as (
    select
        *,
        -- over a denominator without upper bound the quotient says nothing
        case
            when denominator_high is not null
                then numerator_value / nullif(denominator_value, 0) * scale
        end as ratio,
        numerator_low / nullif(denominator_high, 0) * scale as ratio_low,
        numerator_high / nullif(denominator_low, 0) * scale as ratio_high
    from parts
),

bounded as (
    select
        *,
        coalesce(ratio, ratio_low, ratio_high) is not null and is_void is not true as is_known,
        case when is_void is not true then ratio end as value,
        case
            when coalesce(ratio, ratio_low, ratio_high) is null or is_void then null
            when is_non_negative then coalesce(ratio_low, 0)
            else ratio_low
        end as value_low,
        case
            when coalesce(ratio, ratio_low, ratio_high) is null or is_void then null
            -- a part is at most its whole, unless what was filed says otherwise: then the gate asks
            when is_share and ratio_high > scale and ratio <= scale then scale
            else ratio_high
        end as value_high
    from divided
),

final as (
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        scope,
        life_stage,
        edition,
        year,
        case
            when not is_known then 'none'
            when is_whole then 'derived'
            else 'derived_part'
        end as witness,
        case
            when not is_known then 7
            when is_whole then 1
            else 4
        end as witness_rank,
        1::smallint as owner_rank,
        unit_of_measure,
        case
            when not is_known then null
            when value_low = value_high then '='
            when value_high is null then '>='
            else '~'
        end as qualifier,
        case
            when is_void then 'M'
            when
                {{ status_rank('denominator_status') }}
                < {{ status_rank('numerator_status') }}
                then denominator_status
            else numerator_status
        end as obs_status,
        value::numeric(24, 6) as value,
        value_low::numeric(24, 6) as value_low,
        value_high::numeric(24, 6) as value_high,
        as_of_date,
        '_Z' as unit_code,
        '_Z' as submission_id,
        '_Z' as sheet,
        0 as row_no,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_known and is_whole as is_whole,
        (is_known or is_void) and is_complete as is_complete
    from bounded
)

select * from final
