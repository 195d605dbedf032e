-- 各项目资金争取、获得、到位、划拨各多少，到位率、划拨率多高？
-- What money was secured, awarded, received and passed on, by programme, and at what rates?
-- grain: region of the wanted level x programme (_T: all of them), of one budget year
-- unit: yuan; rates 0 to 1. Stages are never added: what was received was awarded before
-- reading: low: at least, as ledgers and returns have it; a rate is null where a part is not known
-- columns: region_code, region_name, programme_code, programme_name, secured_low, awarded_low,
-- received_low, transferred_low, spent_low, received_rate, transferred_of_awarded

with wanted as (
    select
        'prefecture' as region_level,
        2021 as fund_year
),

final as (
    select
        execution.region_code,
        execution.region_name,
        execution.programme_code,
        programme.name as programme_name,
        execution.secured_yuan_low as secured_low,
        execution.awarded_yuan_low as awarded_low,
        execution.received_yuan_low as received_low,
        execution.transferred_yuan_low as transferred_low,
        execution.spent_yuan_low as spent_low,
        round(execution.received_rate, 4) as received_rate,
        round(execution.transferred_of_awarded, 4) as transferred_of_awarded
    from mart.mart_funding_execution as execution
    cross join wanted
    inner join mart.dim_programme as programme
        on execution.programme_code = programme.programme_code
    where
        execution.region_level = wanted.region_level
        and execution.rollup = 'total'
        and execution.fund_year = wanted.fund_year
        and greatest(
            execution.secured_yuan_low, execution.awarded_yuan_low, execution.received_yuan_low,
            execution.transferred_yuan_low, execution.spent_yuan_low
        ) > 0
)

select * from final
order by region_code, programme_code;
