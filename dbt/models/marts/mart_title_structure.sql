{# Cells by age stand in the register alone; the columns over all ages may come from a return. -#}
with people as (
    select
        *,
        case
            when age_years is null then '_U'
            when age_years < 30 then 'under_30'
            when age_years < 35 then '30_34'
            when age_years < 40 then '35_39'
            when age_years < 45 then '40_44'
            when age_years < 50 then '45_49'
            when age_years < 55 then '50_54'
            when age_years < 60 then '55_59'
            else '60_over'
        end as age_band
    from {{ ref('int_talent_claims_counted') }}
    where is_counted and title_level <> 'none'
),

placed as (
    select
        'own' as rollup,
        people.region_code as row_region,
        people.*
    from people
    union all
    select
        'total' as rollup,
        closure.ancestor_code as row_region,
        people.*
    from people
    inner join {{ ref('int_region_closure') }} as closure on people.region_code = closure.descendant_code
),

cells as (
    select
        row_region as region_code,
        rollup,
        year,
        coalesce(title_level, '_T') as title_level,
        coalesce(age_band, '_T') as age_band,
        count(*)::numeric as counted,
        count(distinct unit_code)::integer as contributing_units,
        sum(age_years)::numeric as age_sum,
        count(age_years)::numeric as age_n,
        (count(*) filter (where extract(year from title_date) = year))::numeric as new_in_year,
        (count(*) filter (where is_grassroots_title))::numeric as grassroots
    from placed
    group by row_region, rollup, year, grouping sets ((title_level, age_band), (title_level), (age_band), ())
),

-- the columns over all ages, for every region and year that has one, counted or filed
best as (
    select
        *,
        case measure_code
            when 'TITLE_STAFF' then '_T'
            when 'TITLE_SENIOR_FULL' then 'senior_full'
            when 'TITLE_SENIOR_ASSOCIATE' then 'senior_associate'
            when 'TITLE_INTERMEDIATE' then 'intermediate'
            when 'TITLE_ASSISTANT' then 'assistant'
            when 'TITLE_TECHNICIAN' then 'technician'
        end as title_level
    from {{ ref('int_mart_rows') }}
    where
        programme_code = '_T'
        and measure_code in (
            'TITLE_STAFF', 'TITLE_SENIOR_FULL', 'TITLE_SENIOR_ASSOCIATE', 'TITLE_INTERMEDIATE', 'TITLE_ASSISTANT',
            'TITLE_TECHNICIAN'
        )
),

regions as (
    select * from {{ source('reference', 'region') }} where valid_to is null
),

coverage as (
    select * from {{ ref('int_coverage') }} where form = 'talent_register'
),

over_all_ages as (
    select
        best.region_code,
        best.rollup,
        best.year,
        best.title_level,
        '_T' as age_band,
        best.value as people,
        best.value_low as people_low,
        best.value_high as people_high,
        best.obs_status as people_status,
        best.units_expected,
        best.units_in_force,
        best.rows_quarantined,
        best.is_complete
    from best
),

by_age as (
    select
        cells.region_code,
        cells.rollup,
        cells.year,
        cells.title_level,
        cells.age_band,
        cells.counted as people,
        cells.counted as people_low,
        case when coverage.units_in_force = coverage.units_expected
            then cells.counted + coverage.rows_quarantined end as people_high,
        case when coverage.units_in_force = coverage.units_expected then 'A' else 'L' end as people_status,
        greatest(coverage.units_expected, cells.contributing_units) as units_expected,
        greatest(coverage.units_in_force, cells.contributing_units) as units_in_force,
        coalesce(coverage.rows_quarantined, 0) as rows_quarantined,
        coalesce(coverage.units_in_force = coverage.units_expected, false) as is_complete
    from cells
    left join coverage
        on
            cells.region_code = coverage.region_code
            and cells.rollup = coverage.rollup
            and cells.year = coverage.year
    where cells.age_band <> '_T'
),

joined as (
    select * from over_all_ages
    union all
    select * from by_age
),

whole as (
    select
        region_code,
        rollup,
        year,
        people
    from over_all_ages
    where title_level = '_T'
),

-- what only the register knows beside the people stands where the register is what the people are counted from
final as (
    select
        joined.region_code::text as region_code,
        joined.rollup::text as rollup,
        joined.title_level::text as title_level,
        joined.age_band::text as age_band,
        regions.name::text as region_name,
        regions.level::text as region_level,
        joined.people_status::text as people_status,
        (case when joined.people is null or whole.people is null then 'O'
            else joined.people_status end)::text as share_status,
        (case when cells.age_n > 0 then joined.people_status else 'O' end)::text as mean_age_status,
        (case when cells.counted is null then 'O' else joined.people_status end)::text as new_in_year_status,
        (case when cells.counted is null then 'O' else joined.people_status end)::text as grassroots_status,
        joined.year::smallint as year,
        joined.people::numeric(24, 6) as people,
        joined.people_low::numeric(24, 6) as people_low,
        joined.people_high::numeric(24, 6) as people_high,
        (joined.people / nullif(whole.people, 0))::numeric(24, 6) as share,
        (cells.age_sum / nullif(cells.age_n, 0))::numeric(24, 6) as mean_age,
        cells.age_n::numeric(24, 6) as n,
        cells.new_in_year::numeric(24, 6) as new_in_year,
        cells.grassroots::numeric(24, 6) as grassroots,
        joined.units_expected::integer as units_expected,
        joined.units_in_force::integer as units_in_force,
        joined.rows_quarantined::integer as rows_quarantined,
        joined.is_complete::boolean as is_complete
    from joined
    inner join regions on joined.region_code = regions.region_code
    left join cells
        on
            joined.region_code = cells.region_code
            and joined.rollup = cells.rollup
            and joined.year = cells.year
            and joined.title_level = cells.title_level
            and joined.age_band = cells.age_band
    left join whole
        on
            joined.region_code = whole.region_code
            and joined.rollup = whole.rollup
            and joined.year = whole.year
)

select * from final
