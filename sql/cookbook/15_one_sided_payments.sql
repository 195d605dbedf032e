-- 哪些款项只有一方报送，需要核对？
-- Which payments has one side alone filed?
-- grain: movement of money that counts, with its place in the filing
-- unit: yuan; adds within one stage only
-- reading: missing_side ought to have filed it too; null amount: masked or vague, see amount_text
-- columns: fund_year, region_code, programme_code, stage, movement_date, payer, payee, amount,
-- amount_low, amount_high, amount_text, unit_code, missing_side, submission_id, sheet, row_no

with wanted as (
    select
        '53' as region_prefix,
        2021 as year
),

final as (
    select
        funding.fund_year,
        funding.region_code,
        funding.programme_code,
        funding.stage,
        funding.movement_date,
        funding.payer,
        funding.payee,
        funding.amount,
        funding.amount_low,
        funding.amount_high,
        funding.amount_text,
        funding.unit_code,
        case funding.side
            when 'payer' then funding.payee
            when 'payee' then funding.payer
            else funding.payer || '、' || funding.payee
        end as missing_side,
        funding.submission_id,
        funding.sheet,
        funding.row_no
    from mart.fct_funding as funding
    cross join wanted
    where
        funding.is_counted
        and funding.is_one_sided
        and funding.fund_year = wanted.year
        and starts_with(funding.region_code, wanted.region_prefix)
)

select * from final
order by amount desc nulls last, submission_id, sheet, row_no;
