{# A unit counts as expected where it owes the form, filed it without owing it, or has rows about
   that region: people who work there, activities that took place there, money that is for it. -#}
{%- set forms = var('derivations') | selectattr('spoken') | list -%}
with owed as (
    select
        unit_code,
        form,
        year,
        period,
        part
    from {{ source('reference', 'owed_slot') }}
),

filed as (
    select
        submission_id,
        unit_code,
        form,
        left(period, 4)::smallint as year,
        period,
        part
    from {{ source('audit', 'current_submission') }}
),

-- what the others filed is not the whole of the period
outstanding as (
    select * from {{ ref('int_slot_outstanding') }} where not is_withdrawn
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

closure as (
    select * from {{ ref('int_region_closure') }}
),

quarantined as (
    select
        submission_id,
        count(*) as row_count
    from {{ source('audit', 'quarantined_row') }}
    group by submission_id
),

set_aside as (
    select
        filed.unit_code,
        filed.form,
        filed.year,
        sum(quarantined.row_count) as row_count
    from filed
    inner join quarantined on filed.submission_id = quarantined.submission_id
    group by filed.unit_code, filed.form, filed.year
),

unit_years as (
    select
        unit_code,
        form,
        year
    from owed
    union  -- a unit that owes and filed is one unit
    select
        unit_code,
        form,
        year
    from filed
),

owing as (
    select distinct  -- a unit that owes twelve months owes the year once
        unit_code,
        form,
        year
    from owed
),

-- what follows the year in 2021-05 and 2021-Q2
parts_of_year as (
    select lpad(months.month::text, 2, '0') as part_of_year
    from generate_series(1, 12) as months (month)
    union all
    select 'Q' || quarters.quarter as part_of_year
    from generate_series(1, 4) as quarters (quarter)
),

-- every period that a unit owes must be in force; of a monthly or quarterly form that it does not
-- owe, every month or quarter of the year, else what it filed is a part that nobody chose
expected as (
    select
        unit_code,
        form,
        year,
        period
    from owed
    union  -- twelve months or four quarters, however many of them were filed
    select
        filed.unit_code,
        filed.form,
        filed.year,
        filed.year || '-' || parts_of_year.part_of_year as period
    from filed
    inner join parts_of_year
        on
            length(filed.period) = 7
            and (filed.period like '%-Q%') = (parts_of_year.part_of_year like 'Q%')
    where
        not exists (
            select 1
            from owing
            where
                owing.unit_code = filed.unit_code
                and owing.form = filed.form
                and owing.year = filed.year
        )
),

unfiled as (
    select distinct  -- one missing month is enough
        expected.unit_code,
        expected.form,
        expected.year
    from expected
    where not exists (
        select 1
        from filed
        where
            filed.unit_code = expected.unit_code
            and filed.form = expected.form
            and filed.period = expected.period
    )
    or exists (
        select 1
        from outstanding
        where
            outstanding.unit_code = expected.unit_code
            and outstanding.form = expected.form
            and outstanding.period = expected.period
    )
),

unit_coverage as (
    select
        unit_years.form,
        unit_years.unit_code,
        units.region_code,
        unit_years.year,
        owing.unit_code is not null as is_owed,
        true as is_inside,
        unfiled.unit_code is null as is_in_force,
        coalesce(set_aside.row_count, 0) as rows_quarantined
    from unit_years
    inner join units on unit_years.unit_code = units.unit_code
    left join owing
        on
            unit_years.unit_code = owing.unit_code
            and unit_years.form = owing.form
            and unit_years.year = owing.year
    left join unfiled
        on
            unit_years.unit_code = unfiled.unit_code
            and unit_years.form = unfiled.form
            and unit_years.year = unfiled.year
    left join set_aside
        on
            unit_years.unit_code = set_aside.unit_code
            and unit_years.form = set_aside.form
            and unit_years.year = set_aside.year
),

spoken_of as (
    {%- for declared in forms %}
    select
        '{{ declared.form }}' as form,
        unit_code,
        region_code,
        {{ axis(declared, 'year', 'year', 'year') }}
    from {{ ref(declared.spoken) }}
    where {{ declared.spoken_where }}
    {%- if not loop.last %}
    union  -- one row a unit and region, however many rows of it speak of the region
    {%- endif %}
    {%- endfor %}
),

-- a unit with rows about another region stands behind the number there too
elsewhere as (
    select
        spoken_of.form,
        spoken_of.unit_code,
        spoken_of.region_code,
        spoken_of.year,
        false as is_owed,
        false as is_inside,
        coalesce(unit_coverage.is_in_force, false) as is_in_force,
        0 as rows_quarantined
    from spoken_of
    left join unit_coverage
        on
            spoken_of.form = unit_coverage.form
            and spoken_of.unit_code = unit_coverage.unit_code
            and spoken_of.year = unit_coverage.year
),

-- for a region without a unit that owes the form those above that owe it answer: the rosters of a
-- prefecture's bureaus name whoever serves its counties. A return names its region itself
above as (
    select
        unit_coverage.form,
        unit_coverage.unit_code,
        closure.region_code,
        unit_coverage.year,
        false as is_owed,
        true as is_inside,
        unit_coverage.is_in_force,
        0 as rows_quarantined
    from unit_coverage
    inner join closure on unit_coverage.region_code = closure.above_code
    where
        unit_coverage.is_owed
        and unit_coverage.form in (
            {%- for declared in forms %}
            '{{ declared.form }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
        and not exists (
            select 1
            from unit_coverage as nearer
            where
                nearer.form = unit_coverage.form
                and nearer.year = unit_coverage.year
                and nearer.region_code = closure.region_code
                and nearer.is_owed
        )
),

placed as (
    select * from unit_coverage
    union all
    select * from elsewhere
    union all
    select * from above
),

rolled as (
    select
        'own' as rollup,
        region_code,
        form,
        year,
        unit_code,
        is_owed,
        is_inside,
        is_in_force,
        rows_quarantined
    from placed
    union all
    select
        'total' as rollup,
        closure.above_code as region_code,
        placed.form,
        placed.year,
        placed.unit_code,
        placed.is_owed,
        placed.is_inside,
        placed.is_in_force,
        placed.rows_quarantined
    from placed
    inner join closure on placed.region_code = closure.region_code
),

-- a unit stands once behind a region, whether it sits there, has rows about it, or both
by_unit as (
    select
        form,
        region_code,
        rollup,
        year,
        unit_code,
        bool_or(is_owed) as is_owed,
        bool_or(is_inside) as is_inside,
        bool_and(is_in_force) as is_in_force,
        sum(rows_quarantined) as rows_quarantined
    from rolled
    group by form, region_code, rollup, year, unit_code
),

final as (
    select
        form,
        region_code,
        rollup,
        year,
        count(*)::integer as units_expected,
        (count(*) filter (where is_in_force))::integer as units_in_force,
        (count(*) filter (where is_owed))::integer as units_owed,
        (count(*) filter (where is_inside))::integer as units_inside,
        string_agg(unit_code, ' ' order by unit_code) filter (where is_in_force) as codes_in_force,
        sum(rows_quarantined)::integer as rows_quarantined
    from by_unit
    group by form, region_code, rollup, year
)

select * from final
