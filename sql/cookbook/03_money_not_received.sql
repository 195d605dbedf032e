-- 哪些资金已获得而未到位？
-- Which money was awarded and has not been received?
-- grain: region of the wanted level x programme; one stage less another, as of this publication
-- unit: yuan of the budget year
-- reading: what is open lies between the bounds; ">=" where the award itself is 以上
-- columns: region_code, region_name, programme_code, programme_name, awarded_yuan,
-- awarded_yuan_status, received_yuan, received_yuan_status, outstanding_low, outstanding_high,
-- shown

with wanted as (
    select
        'prefecture' as region_level,
        2021 as year
),

bounded as (
    select
        execution.*,
        -- greatest passes over a null: where receipts are open upwards all may have come
        greatest(execution.awarded_yuan_low - execution.received_yuan_high, 0) as outstanding_low,
        case
            when execution.awarded_yuan_high is not null
                then
                    greatest(
                        execution.awarded_yuan_high - coalesce(execution.received_yuan_low, 0), 0
                    )
        end as outstanding_high
    from mart.mart_funding_execution as execution
    cross join wanted
    where
        execution.region_level = wanted.region_level
        and execution.rollup = 'total'
        and execution.programme_code <> '_T'
        and execution.fund_year = wanted.year
        and coalesce(execution.awarded_yuan_high, execution.awarded_yuan_low) is not null
),

final as (
    select
        bounded.region_code,
        bounded.region_name,
        bounded.programme_code,
        programme.name as programme_name,
        bounded.awarded_yuan,
        bounded.awarded_yuan_status,
        bounded.received_yuan,
        bounded.received_yuan_status,
        bounded.outstanding_low,
        bounded.outstanding_high,
        case
            when bounded.outstanding_high is null then '>= ' || trim_scale(bounded.outstanding_low)
            when bounded.outstanding_low = bounded.outstanding_high
                then trim_scale(bounded.outstanding_low)::text
            else
                trim_scale(bounded.outstanding_low)
                || '..' || trim_scale(bounded.outstanding_high)
        end as shown
    from bounded
    inner join mart.dim_programme as programme
        on bounded.programme_code = programme.programme_code
    where bounded.outstanding_high is distinct from 0
)

select * from final
order by outstanding_low desc, outstanding_high desc nulls first, region_code, programme_code;
