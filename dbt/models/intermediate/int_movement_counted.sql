{# What a row of a ledger adds, and of which movement it is. A payment that both sides registered
   is one: their rows agree in reference, budget year, stage and both names. Rows of one date are a
   pair, whatever their amounts; else rows of one amount whose dates differ by up to 31 days. Each
   row is in one pair, in order of date. The row of whose stage it is counts; the other stands in
   the high alone where the dates differ, and nowhere where they do not. #}
with recursive movements as (
    select
        sides.submission_id,
        sides.sheet,
        sides.row_no,
        sides.unit_code,
        sides.region_code,
        sides.programme_code,
        sides.fund_year,
        sides.stage,
        sides.side,
        sides.movement_key,
        sides.counted_by_unit,
        sides.level_rank,
        sides.is_counted,
        sides.is_one_sided,
        sides.movement_date,
        sides.side
        = case when sides.stage in ('matched', 'transferred') then 'payer' else 'payee' end
            as is_whose,
        {{ amount_ends('sides', 'amount', 'amount_status') }},
        -- names and references compare without blanks, and brackets are one
        md5(concat_ws(
            '|',
            translate(sides.fund_ref, ' 　〔〕[]［］【】()（）', ''),
            sides.fund_year,
            sides.stage,
            translate(sides.payer, '（） 　', '()'),
            translate(sides.payee, '（） 　', '()')
        )) as payment_key
    from {{ ref('int_funding_sides_counted') }} as sides
),

numbered as (
    select
        *,
        row_number() over (
            order by payment_key, movement_date, submission_id, sheet, row_no
        ) as n,
        min(unit_code) over same_payment <> max(unit_code) over same_payment as is_of_several
    from movements
    window same_payment as (partition by payment_key)
),

beside as materialized (
    select
        payment_key,
        n,
        unit_code,
        side,
        movement_date,
        low,
        high
    from numbered
    where is_of_several
),

-- a unit of neither name may be on either side
sides_beside as materialized (
    select
        one.n as first_n,
        others.n as second_n,
        concat_ws('|', one.payment_key, one.movement_date) as day_list,
        one.movement_date = others.movement_date as is_same_day,
        concat_ws('|', one.payment_key, one.low, one.high) as amount_list,
        (
            others.movement_date - one.movement_date <= 31
            and one.low = others.low
            and coalesce(one.high, -1) = coalesce(others.high, -1)
        ) as is_near
    from beside as one
    inner join beside as others on one.payment_key = others.payment_key and one.n < others.n
    where
        one.unit_code <> others.unit_code
        and (one.side <> others.side or one.side = 'other')
),

same_day as (
    select
        day_list as list,
        first_n,
        second_n
    from sides_beside
    where is_same_day
),

{{ pairs_in_order('day_pairs', 'same_day') }},

near as (
    select
        amount_list as list,
        first_n,
        second_n
    from sides_beside
    where
        is_near
        and first_n not in (select day_pairs.n from day_pairs)
        and second_n not in (select day_pairs.n from day_pairs)
),

{{ pairs_in_order('near_pairs', 'near') }},

pairs as (
    select
        n,
        other_n,
        true as is_same_day
    from day_pairs
    union all
    select
        n,
        other_n,
        false as is_same_day
    from near_pairs
),

paired as (
    select
        one.*,
        pairs.is_same_day,
        others.low as other_low,
        others.high as other_high,
        others.movement_key as other_key,
        others.counted_by_unit as other_counted_by,
        not pairs.is_same_day
        and one.side <> 'other'
        and others.side <> 'other' as is_of_both_sides,
        -- the order of int_funding_sides_counted
        (
            not one.is_whose, one.side = 'other', one.level_rank, one.unit_code,
            one.submission_id, one.sheet, one.row_no
        )
        > (
            not others.is_whose, others.side = 'other', others.level_rank, others.unit_code,
            others.submission_id, others.sheet, others.row_no
        ) as is_second
    from numbered as one
    left join pairs on one.n = pairs.n
    left join numbered as others on pairs.other_n = others.n
),

final as (
    select
        submission_id,
        sheet,
        row_no,
        unit_code,
        region_code,
        programme_code,
        fund_year,
        stage,
        case when is_second and not is_same_day then other_key else movement_key end
            as movement_key,
        case when is_second and not is_same_day then other_counted_by else counted_by_unit end
            as counted_by_unit,
        is_counted and (is_second and not is_same_day) is not true as is_counted,
        is_one_sided and is_of_both_sides is not true as is_one_sided,
        movement_date,
        case when is_second then 0 when is_same_day then least(low, other_low) else low end as low,
        case when is_second then 0 else value end as value,
        case
            when is_second and is_same_day then 0
            when is_same_day and num_nulls(high, other_high) > 0 then null
            when is_same_day then greatest(high, other_high)
            else high
        end as high
    from paired
)

select * from final
