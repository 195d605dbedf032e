-- 各项目培训一人次花了多少钱？
-- What did each programme spend per training attendance?
-- grain: region of the wanted level x programme; programmes are compared, not added
-- unit: yuan per person-time (人次), not per person; all that the programme spent is in it
-- reading: least money over most people to most over least; ">=" where spending is 以上
-- columns: region_code, region_name, programme_code, programme_name, spent_yuan_low,
-- spent_yuan_high, attendances_low, attendances_high, yuan_per_attendance_low,
-- yuan_per_attendance_high, shown

with wanted as (
    select
        'prefecture' as region_level,
        2021 as year
),

quotients as (
    select
        programme_year.*,
        programme_year.spent_yuan_low / nullif(programme_year.attendances_high, 0) as quotient_low,
        programme_year.spent_yuan_high / nullif(programme_year.attendances_low, 0) as quotient_high
    from mart.mart_region_programme_year as programme_year
    cross join wanted
    where
        programme_year.region_level = wanted.region_level
        and programme_year.rollup = 'total'
        and programme_year.programme_code <> '_T'
        and programme_year.year = wanted.year
        and programme_year.spent_yuan_low is not null
        and programme_year.attendances_low is not null
),

final as (
    select
        quotients.region_code,
        quotients.region_name,
        quotients.programme_code,
        programme.name as programme_name,
        quotients.spent_yuan_low,
        quotients.spent_yuan_high,
        quotients.attendances_low,
        quotients.attendances_high,
        round(quotients.quotient_low, 2) as yuan_per_attendance_low,
        round(quotients.quotient_high, 2) as yuan_per_attendance_high,
        case
            when quotients.quotient_high is null
                then '>= ' || round(coalesce(quotients.quotient_low, 0), 2)
            when quotients.quotient_low = quotients.quotient_high
                then round(quotients.quotient_low, 2)::text
            else
                round(coalesce(quotients.quotient_low, 0), 2)
                || '..' || round(quotients.quotient_high, 2)
        end as shown
    from quotients
    inner join mart.dim_programme as programme
        on quotients.programme_code = programme.programme_code
)

select * from final
order by yuan_per_attendance_high desc nulls last, region_code, programme_code;
