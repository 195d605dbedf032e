-- 各县高级职称人员的年龄结构如何？
-- How old are the holders of senior titles in each county?
-- grain: county x title level x age band; totals are left out, and bands nobody can be in
-- unit: people; share_of_level is their part of that level in that county, 0 to 1
-- reading: a null people_high is 以上, registers are missing; band _U: date of birth not stated
-- columns: region_code, region_name, title_level, age_band, people, people_low, people_high,
-- people_status, share_of_level, is_complete

with wanted as (
    select
        '5301' as region_prefix,
        2021 as year
),

counties as (
    select structure.*
    from mart.mart_title_structure as structure
    cross join wanted
    where
        structure.region_level = 'county'
        and structure.rollup = 'total'
        and structure.title_level in ('senior_full', 'senior_associate')
        and structure.year = wanted.year
        and starts_with(structure.region_code, wanted.region_prefix)
),

final as (
    select
        bands.region_code,
        bands.region_name,
        bands.title_level,
        bands.age_band,
        bands.people,
        bands.people_low,
        bands.people_high,
        bands.people_status,
        round(bands.people::numeric / nullif(levels.people, 0), 4) as share_of_level,
        bands.is_complete
    from counties as bands
    inner join counties as levels
        on
            bands.region_code = levels.region_code
            and bands.title_level = levels.title_level
            and levels.age_band = '_T'
    where bands.age_band <> '_T' and coalesce(bands.people_high, 1) > 0
)

select * from final
order by region_code, title_level desc, age_band;
