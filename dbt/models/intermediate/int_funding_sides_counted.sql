{# One row of a ledger each, told apart by whose side of the movement it is; one of each movement
   counts. -#}
with movements as (
    select * from {{ ref('stg_funding_ledger') }}
),

units as (
    select * from {{ source('reference', 'reporting_unit') }}
),

-- names and references compare without blanks, and brackets are one, however they are typed
written as (
    select
        *,
        translate(payer, '（） 　', '()') as payer_name,
        translate(payee, '（） 　', '()') as payee_name,
        translate(fund_ref, ' 　〔〕[]［］【】()（）', '') as fund_name
    from movements
),

sided as (
    select
        written.*,
        md5(concat_ws(
            '|', written.fund_name, written.stage, written.payer_name, written.payee_name,
            written.movement_date
        )) as movement_key,
        case
            when translate(units.name, '（） 　', '()') = written.payee_name then 'payee'
            when translate(units.name, '（） 　', '()') = written.payer_name then 'payer'
            else 'other'
        end as side,
        case
            when written.stage in ('matched', 'transferred') then 'payer' else 'payee'
        end as counting_side,
        case units.level when 'county' then 1 when 'prefecture' then 2 else 3 end as level_rank
    from written
    inner join units on written.unit_code = units.unit_code
),

-- the published rule: what comes in counts as its payee files it, what goes out as its payer does;
-- the other party only where that one is silent, somebody who is no party last
placed as (
    select
        *,
        row_number() over (
            partition by movement_key
            order by
                side = counting_side desc, side = 'other', level_rank, unit_code, submission_id,
                sheet, row_no
        ) as place,
        first_value(unit_code) over (
            partition by movement_key
            order by
                side = counting_side desc, side = 'other', level_rank, unit_code, submission_id,
                sheet, row_no
        ) as counted_by_unit,
        -- a budget is arranged by one side, and nobody is asked for the other
        stage <> 'budgeted' and (
            bool_or(side = 'payer') over (partition by movement_key)
            and bool_or(side = 'payee') over (partition by movement_key)
        ) is not true as is_one_sided
    from sided
),

final as (
    select
        submission_id,
        sheet,
        row_no,
        movement_key,
        unit_code,
        region_code,
        counted_by_unit,
        side,
        period_code,
        fund_ref,
        programme_code,
        stage,
        source_level,
        payer,
        payee,
        document_no,
        purpose,
        donor_region,
        tier,
        amount_text,
        amount_unit,
        amount_qualifier,
        amount_status,
        amount_mask,
        fund_year,
        payee_count,
        amount,
        amount_low,
        amount_high,
        amount_mult,
        amount_decimals,
        level_rank,
        place,
        place = 1 as is_counted,
        is_one_sided,
        movement_date
    from placed
)

select * from final
