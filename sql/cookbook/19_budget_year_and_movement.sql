-- 哪些资金不在预算年度内发生？
-- How much money moved in another year than its budget year?
-- grain: stage x budget year, where the marts show it, x year of the movement
-- unit: yuan, added within one stage only
-- reading: ">=": of the ledgers that are in; null amount_high: an amount is masked or 以上
-- columns: stage, fund_year, moved_in, years_later, movements, shown, amount_low, amount_high

with wanted as (
    select
        '53' as region_prefix,
        2020 as from_year
),

moved as (
    select
        funding.stage,
        funding.fund_year,
        extract(year from funding.movement_date)::integer as moved_in,
        funding.amount_low,
        funding.amount_high
    from mart.fct_funding as funding
    cross join wanted
    where
        funding.is_counted
        and funding.fund_year >= wanted.from_year
        and starts_with(funding.region_code, wanted.region_prefix)
),

final as (
    select
        stage,
        fund_year,
        moved_in,
        moved_in - fund_year as years_later,
        count(*) as movements,
        '>= ' || trim_scale(coalesce(sum(amount_low), 0)) as shown,
        coalesce(sum(amount_low), 0) as amount_low,
        case when count(*) = count(amount_high) then sum(amount_high) end as amount_high
    from moved
    where moved_in <> fund_year
    group by stage, fund_year, moved_in
)

select * from final
order by fund_year, stage, moved_in;
