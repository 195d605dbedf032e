{# The walk from every observation shown down to the rows that were filed. For one cell alone
   mart.explain walks the same steps, and faster. #}
with recursive shown as (
    select
        observed.*,
        concat_ws('|', {{ observation_id('observed') }}, nullif(observed.other, '')) as observation
    from {{ ref('contribution_witness') }} as observed
),

parts as (
    select
        part.part,
        part.is_lower_bound,
        concat_ws(
            '|', part.whole_measure, part.whole_region, part.whole_rollup, part.programme_code,
            part.whole_scope, part.life_stage, part.edition, part.year,
            nullif(part.whole_other, '')
        ) as whole,
        {{ observation_id('part') }} as observation
    from {{ ref('contribution_part') }} as part
    where not part.is_pending
),

walked as (
    select
        observation as whole,
        'whole' as factor,
        false as is_lower_bound,
        observation
    from shown
    union all
    select
        walked.whole,
        case
            when parts.part in ('numerator', 'denominator') then parts.part else walked.factor
        end as factor,
        walked.is_lower_bound or parts.is_lower_bound as is_lower_bound,
        parts.observation
    from walked
    inner join parts on walked.observation = parts.whole
),

leaves as (
    select
        walked.whole,
        walked.factor,
        walked.is_lower_bound,
        shown.measure_code,
        shown.region_code,
        shown.programme_code,
        shown.year,
        shown.witness,
        shown.submission_id,
        shown.sheet,
        shown.row_no,
        shown.value,
        shown.value_low
    from walked
    inner join shown on walked.observation = shown.observation
    where shown.submission_id <> '_Z' or shown.rollup = 'own'
),

found as (
    select
        leaves.whole,
        leaves.factor,
        'measure_return' as form,
        leaves.submission_id,
        leaves.sheet,
        leaves.row_no,
        case when leaves.is_lower_bound then leaves.value_low else leaves.value end as amount
    from leaves
    where leaves.submission_id <> '_Z'
    union all
    select
        leaves.whole,
        leaves.factor,
        counted.form,
        counted.submission_id,
        counted.sheet,
        counted.row_no,
        case
            when leaves.is_lower_bound or leaves.witness = 'derived_part'
                then counted.amount_low
            else counted.amount
        end as amount
    from leaves
    inner join {{ ref('contribution_row') }} as counted
        on
            concat_ws(
                '|', leaves.measure_code, leaves.region_code, leaves.programme_code, leaves.year
            ) = concat_ws(
                '|', counted.measure_code, counted.region_code, counted.programme_code, counted.year
            )
    where leaves.submission_id = '_Z' and counted.is_counted
),

final as (
    select
        whole as observation,
        factor,
        form,
        submission_id,
        sheet,
        row_no,
        amount
    from found
    where amount is not null
)

select * from final
