{# The row over all levels and ages, and the columns over all ages, may come from a return; what is
   by age, and what else is known of one level, stands in the register alone. -#}
{%- set levels = {
    'TITLE_STAFF': '_T',
    'TITLE_SENIOR_FULL': 'senior_full',
    'TITLE_SENIOR_ASSOCIATE': 'senior_associate',
    'TITLE_INTERMEDIATE': 'intermediate',
    'TITLE_ASSISTANT': 'assistant',
    'TITLE_TECHNICIAN': 'technician',
} -%}
{%- set described = {
    'new_in_year': 'TITLE_NEW', 'grassroots': 'TITLE_GRASSROOTS', 'mean_age': 'TITLE_MEAN_AGE',
} -%}
{%- set counts = {
    'people': 'title_staff', 'new_in_year': 'title_new', 'grassroots': 'title_grassroots',
} -%}
with mart_rows as (
    select * from {{ ref('int_mart_rows') }} where programme_code = '_T'
),

regions as (
    {{ regions_named() }}
),

closure as (
    select * from {{ ref('int_region_closure') }}
),

coverage as (
    select
        coverage.region_code,
        coverage.rollup,
        coverage.year,
        coverage.units_expected,
        coverage.units_in_force,
        coalesce(staff.rows_quarantined, coverage.rows_quarantined) as rows_quarantined,
        coverage.is_whole
    from {{ ref('int_coverage_whole') }} as coverage
    left join mart_rows as staff
        on
            staff.measure_code = 'TITLE_STAFF'
            and coverage.region_code = staff.region_code
            and coverage.rollup = staff.rollup
            and coverage.year = staff.year
    where coverage.form = 'talent_register'
),

units as (
    select * from {{ source('reference', 'reporting_unit') }}
),

-- who may be somebody else who counts is not sure
people as (
    select
        region_code,
        unit_code,
        title_level,
        age_band,
        is_paid_here,
        year,
        title_staff,
        title_age_sum,
        title_age_n,
        title_new,
        title_grassroots,
        title_staff as title_staff_sure,
        title_new as title_new_sure,
        title_grassroots as title_grassroots_sure
    from {{ ref('int_talent_cells') }}
    where title_level <> 'none'
    union all
    select
        region_code,
        unit_code,
        title_level,
        age_band,
        is_paid_here,
        year,
        0 as title_staff,
        0 as title_age_sum,
        0 as title_age_n,
        0 as title_new,
        0 as title_grassroots,
        -title_staff as title_staff_sure,
        -title_new as title_new_sure,
        -title_grassroots as title_grassroots_sure
    from {{ ref('int_talent_doubtful') }}
    where title_level <> 'none'
),

-- nor, while somebody is silent, anybody but those whom no other row can take
titled as (
    select
        people.*,
        people.is_paid_here and units.level = 'county' as is_firm
    from people
    left join units on people.unit_code = units.unit_code
),

-- the same for all places of a year, so that no part is above its whole
claims as (
    select
        year,
        bool_or(is_open_elsewhere) as is_open,
        max(rows_going) as rows_going
    from {{ ref('int_place_claimed') }}
    where measure_code in ('TITLE_STAFF', 'TITLE_NEW', 'TITLE_GRASSROOTS')
    group by year
),

placed as (
    select
        'own' as rollup,
        titled.region_code as row_region,
        titled.*
    from titled
    union all
    select
        'total' as rollup,
        closure.above_code as row_region,
        titled.*
    from titled
    inner join closure on titled.region_code = closure.region_code
),

summed as (
    select
        row_region as region_code,
        rollup,
        year,
        coalesce(title_level, '_T') as title_level,
        coalesce(age_band, '_T') as age_band,
        {%- for column, measure in counts.items() %}
        sum({{ measure }}) as {{ column }},
        sum({{ measure }}_sure) as {{ column }}_sure,
        coalesce(sum({{ measure }}_sure) filter (where is_firm), 0) as {{ column }}_firm,
        {%- endfor %}
        sum(title_age_sum) as age_sum,
        sum(title_age_n) as age_n
    from placed
    group by
        row_region, rollup, year,
        grouping sets ((title_level, age_band), (title_level), (age_band), ())
),

counted as (
    select
        {%- for column in counts %}
        case
            when claims.is_open then summed.{{ column }}_firm
            else
                greatest(
                    summed.{{ column }}_firm,
                    summed.{{ column }}_sure - coalesce(claims.rows_going, 0)
                )
        end as {{ column }}_low,
        {%- endfor %}
        summed.*
    from summed
    left join claims on summed.year = claims.year
),

-- the columns over all ages, for every region and year that has one, counted or filed
over_all_ages as (
    select
        region_code,
        rollup,
        year,
        case measure_code
            {%- for measure, level in levels.items() %}
            when '{{ measure }}' then '{{ level }}'
            {%- endfor %}
        end as title_level,
        '_T' as age_band,
        value as people,
        value_low as people_low,
        value_high as people_high,
        obs_status as people_status,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete,
        why_incomplete
    from mart_rows
    where
        measure_code in (
            {%- for measure in levels %}
            '{{ measure }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

by_age as (
    select
        counted.region_code,
        counted.rollup,
        counted.year,
        counted.title_level,
        counted.age_band,
        counted.people,
        counted.people_low,
        case
            when coverage.is_whole then counted.people + coverage.rows_quarantined
        end as people_high,
        case
            when coverage.is_whole then 'A'
            -- a leaf that says L has no value: a bound is vague there
            when counted.rollup = 'own' or regions.level in ('county', '_U') then 'U'
            else 'L'
        end as people_status,
        coverage.units_expected,
        -- a number has a unit behind it, be it one of whose parts some are still to come
        greatest(coverage.units_in_force, 1) as units_in_force,
        coverage.rows_quarantined,
        coverage.is_whole as is_complete,
        case
            when coverage.is_whole then null
            when coverage.units_in_force < coverage.units_expected then 'units_missing'
            else 'units_silent'
        end as why_incomplete
    from counted
    inner join regions on counted.region_code = regions.region_code
    inner join coverage
        on
            counted.region_code = coverage.region_code
            and counted.rollup = coverage.rollup
            and counted.year = coverage.year
    where counted.age_band <> '_T'
),

cells as (
    select * from over_all_ages
    union all
    select * from by_age
),

whole as (
    select * from over_all_ages where title_level = '_T'
),

-- of the row over everything these are measures of their own, with witnesses
of_all as (
    select
        region_code,
        rollup,
        year,
        {%- for column, measure in described.items() %}
        max(value) filter (where measure_code = '{{ measure }}') as {{ column }},
        max(value_low) filter (where measure_code = '{{ measure }}') as {{ column }}_low,
        max(value_high) filter (where measure_code = '{{ measure }}') as {{ column }}_high,
        max(obs_status) filter (where measure_code = '{{ measure }}') as {{ column }}_status,
        bool_or(is_complete) filter (where measure_code = '{{ measure }}')
            as {{ column }}_is_complete,
        {%- endfor %}
        max(value) filter (
            where measure_code = 'TITLE_AGE_N' and value_high is not null
        ) as n
    from mart_rows
    group by region_code, rollup, year
),

-- what the register says of any other cell; in force and nobody there is a true zero
registered as (
    select
        cells.region_code,
        cells.rollup,
        cells.year,
        cells.title_level,
        cells.age_band,
        coverage.is_whole,
        case
            when coverage.is_whole then 'A'
            when counted.people is null then 'O'
            when cells.rollup = 'own' or regions.level in ('county', '_U') then 'U'
            else 'L'
        end as count_status,
        coverage.rows_quarantined,
        counted.age_sum / nullif(counted.age_n, 0) as mean_age,
        {%- for column in ['new_in_year', 'grassroots'] %}
        case
            when coverage.is_whole then coalesce(counted.{{ column }}, 0)
            else counted.{{ column }}
        end as {{ column }},
        case
            when coverage.is_whole then coalesce(counted.{{ column }}_low, 0)
            else counted.{{ column }}_low
        end as {{ column }}_low,
        {%- endfor %}
        case when coverage.is_whole then coalesce(counted.age_n, 0) end as n
    from cells
    inner join regions on cells.region_code = regions.region_code
    left join coverage
        on
            cells.region_code = coverage.region_code
            and cells.rollup = coverage.rollup
            and cells.year = coverage.year
    left join counted
        on
            cells.region_code = counted.region_code
            and cells.rollup = counted.rollup
            and cells.year = counted.year
            and cells.title_level = counted.title_level
            and cells.age_band = counted.age_band
    where cells.title_level <> '_T' or cells.age_band <> '_T'
),

beside_people as (
    select
        region_code,
        rollup,
        year,
        title_level,
        age_band,
        {%- for column in ['new_in_year', 'grassroots'] %}
        {{ column }},
        {{ column }}_low,
        case when is_whole then {{ column }} + rows_quarantined end as {{ column }}_high,
        count_status as {{ column }}_status,
        is_whole as {{ column }}_is_complete,
        {%- endfor %}
        -- the mean of some of the units is nobody's mean
        case when is_whole then mean_age end as mean_age,
        case when is_whole and rows_quarantined = 0 then mean_age end as mean_age_low,
        case when is_whole and rows_quarantined = 0 then mean_age end as mean_age_high,
        case
            when is_whole and mean_age is not null then 'A'
            when is_whole then 'M'
            else 'O'
        end as mean_age_status,
        is_whole and rows_quarantined = 0 and mean_age is not null as mean_age_is_complete,
        n
    from registered
    union all
    select
        region_code,
        rollup,
        year,
        '_T' as title_level,
        '_T' as age_band,
        {%- for column in described %}
        {{ column }},
        {{ column }}_low,
        {{ column }}_high,
        coalesce({{ column }}_status, 'O') as {{ column }}_status,
        {{ column }}_is_complete,
        {%- endfor %}
        n
    from of_all
),

-- the share of a cell in all titled people; of an unbounded whole no share is known
shared as (
    select
        cells.*,
        regions.name as region_name,
        regions.level as region_level,
        case
            when whole.people_high is not null then cells.people / nullif(whole.people, 0)
        end as share,
        cells.people_low / nullif(whole.people_high, 0) as share_low,
        case
            -- a part is at most its whole, unless what was filed says otherwise: then the gate asks
            when cells.people_high > whole.people_low and cells.people <= whole.people then 1
            else cells.people_high / nullif(whole.people_low, 0)
        end as share_high,
        whole.people as whole_people,
        coalesce(whole.people_status, 'O') as whole_status
    from cells
    inner join regions on cells.region_code = regions.region_code
    left join whole
        on
            cells.region_code = whole.region_code
            and cells.rollup = whole.rollup
            and cells.year = whole.year
),

final as (
    select
        shared.region_code,
        shared.rollup,
        shared.title_level,
        shared.age_band,
        shared.region_name,
        shared.region_level,
        shared.people_status,
        (case
            -- nobody of nobody has no share, unless rows set aside may turn out to be somebody
            when
                shared.whole_people = 0 and shared.people = 0
                and coalesce(shared.share_low, shared.share_high) is not null
                then 'U'
            when shared.whole_people = 0 and shared.people = 0 then 'M'
            when
                {{ status_rank('shared.whole_status') }}
                < {{ status_rank('shared.people_status') }}
                then shared.whole_status
            else shared.people_status
        end) as share_status,
        coalesce(beside_people.mean_age_status, 'O') as mean_age_status,
        coalesce(beside_people.new_in_year_status, 'O') as new_in_year_status,
        coalesce(beside_people.grassroots_status, 'O') as grassroots_status,
        shared.why_incomplete,
        shared.year,
        shared.people::bigint as people,
        shared.people_low::bigint as people_low,
        shared.people_high::bigint as people_high,
        shared.share::numeric(24, 6) as share,
        shared.share_low::numeric(24, 6) as share_low,
        shared.share_high::numeric(24, 6) as share_high,
        beside_people.mean_age::numeric(24, 6) as mean_age,
        beside_people.mean_age_low::numeric(24, 6) as mean_age_low,
        beside_people.mean_age_high::numeric(24, 6) as mean_age_high,
        beside_people.n::bigint as n,
        beside_people.new_in_year::bigint as new_in_year,
        beside_people.new_in_year_low::bigint as new_in_year_low,
        beside_people.new_in_year_high::bigint as new_in_year_high,
        beside_people.grassroots::bigint as grassroots,
        beside_people.grassroots_low::bigint as grassroots_low,
        beside_people.grassroots_high::bigint as grassroots_high,
        shared.units_expected::integer as units_expected,
        shared.units_in_force::integer as units_in_force,
        shared.rows_quarantined,
        {%- for column in described %}
        coalesce(beside_people.{{ column }}_is_complete, false) as {{ column }}_is_complete,
        {%- endfor %}
        shared.is_complete
    from shared
    left join beside_people
        on
            shared.region_code = beside_people.region_code
            and shared.rollup = beside_people.rollup
            and shared.year = beside_people.year
            and shared.title_level = beside_people.title_level
            and shared.age_band = beside_people.age_band
)

select * from final
