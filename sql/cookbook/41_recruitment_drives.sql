-- 各届引才活动拿出多少岗位，多少人报名，多少人到岗？
-- How many posts did a recruitment drive offer, who applied, and who took them up?
-- grain: region of the wanted level x programme x edition (_T: all of them)
-- unit: posts, openings and people; the rate 0 to 100 per cent of the openings
-- reading: low: at least; the rate is null where openings or people are not known exactly
-- columns: region_code, region_name, programme_code, programme_name, edition, drives_low,
-- posts_low, openings_low, applicants_low, filled_low, fill_rate

with wanted as (
    select
        'prefecture' as region_level,
        2021 as year
),

final as (
    select
        drive.region_code,
        drive.region_name,
        drive.programme_code,
        programme.name as programme_name,
        drive.edition,
        drive.drives_low,
        drive.posts_low,
        drive.openings_low,
        drive.applicants_low,
        drive.filled_low,
        round(drive.fill_rate, 2) as fill_rate
    from mart.mart_recruitment as drive
    cross join wanted
    inner join mart.dim_programme as programme
        on drive.programme_code = programme.programme_code
    where
        drive.region_level = wanted.region_level
        and drive.rollup = 'total'
        and drive.year = wanted.year
        and drive.posts_low > 0
)

select * from final
order by region_code, programme_code, edition;
