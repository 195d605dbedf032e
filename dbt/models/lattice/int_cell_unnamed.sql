{# Parts of a total that have no cell, regions and years that nobody names, and the sides of a
   rate. Nothing stands there where a whole register says so, or a decision; what is set aside
   may; else nobody knows. #}
with cells as (
    select * from {{ ref('int_cell') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

regions as (
    select * from {{ ref('int_region_year') }}
),

spans as (
    select
        cells.*,
        years.part_year
    from cells
    cross join
        lateral generate_series(
            case cells.since when '_U' then cells.year else cells.since::integer end, cells.year
        ) as years (part_year)
    where cells.since <> cells.year::text
),

asked as (
    select
        cell_no as whole_no,
        'region' as dimension,
        true as is_own,
        measure_code,
        region_code,
        'own' as rollup,
        'own_bureau' as scope,
        programme_code,
        year,
        since,
        item,
        life_stage,
        edition
    from cells
    where rollup = 'total' and scope = 'region'
    union all
    select
        cells.cell_no as whole_no,
        'region' as dimension,
        false as is_own,
        cells.measure_code,
        regions.region_code,
        'total' as rollup,
        'region' as scope,
        cells.programme_code,
        cells.year,
        cells.since,
        cells.item,
        cells.life_stage,
        cells.edition
    from cells
    inner join regions
        on cells.region_code = regions.parent_code and cells.year = regions.year
    where cells.rollup = 'total' and cells.scope = 'region'
    union all
    select
        cell_no as whole_no,
        'since' as dimension,
        false as is_own,
        measure_code,
        region_code,
        rollup,
        scope,
        programme_code,
        part_year::smallint as year,
        part_year::text as since,
        item,
        life_stage,
        edition
    from spans
    union all
    select
        cells.cell_no as whole_no,
        sides.dimension,
        false as is_own,
        sides.measure_code,
        cells.region_code,
        cells.rollup,
        cells.scope,
        cells.programme_code,
        cells.year,
        cells.since,
        cells.item,
        cells.life_stage,
        cells.edition
    from cells
    inner join measures on cells.measure_code = measures.measure_code
    cross join
        lateral (
            values ('numerator', measures.numerator), ('denominator', measures.denominator)
        ) as sides (dimension, measure_code)
    where sides.measure_code is not null
),

unnamed as (
    select asked.*
    from asked
    where not exists (
        select 1 from cells where cells.observation_key = {{ cell_key('asked') }}
    )
),

-- a year of which nothing landed has no register
years as (
    select distinct year from cells  -- many cells a year
),

judged as (
    select
        unnamed.*,
        years.year is not null and regions.year is not null
        and {{ is_counted_in_rows('unnamed', 'measures') }}
        and not measures.is_floor as is_derivable,
        places_open.owed_silent,
        case unnamed.dimension
            when 'region' then measures.adds_region
            when 'since' then measures.adds_since
            else 'none'
        end as adds,
        measures.least
    from unnamed
    inner join measures on unnamed.measure_code = measures.measure_code
    left join years on unnamed.year = years.year
    left join regions
        on unnamed.region_code = regions.region_code and unnamed.year = regions.year
    left join {{ ref('int_place_open') }} as places_open
        on
            unnamed.measure_code = places_open.measure_code
            and unnamed.year = places_open.year
            and unnamed.rollup = places_open.rollup
            and unnamed.region_code = places_open.region_code
),

-- what is set aside and may stand there
asided as (
    select
        judged.whole_no,
        judged.dimension,
        judged.region_code,
        judged.rollup,
        judged.year,
        sum(asides.high) as high
    from judged
    inner join {{ ref('int_aside_place') }} as asides
        on
            judged.measure_code = asides.measure_code
            and judged.year = asides.year
            and judged.rollup = asides.rollup
            and judged.region_code = asides.region_code
    where judged.is_derivable and judged.owed_silent is null and {{ may_stand('asides', 'judged') }}
    group by judged.whole_no, judged.dimension, judged.region_code, judged.rollup, judged.year
),

-- a decision that there is none holds since the first of the years in which it stands unbroken
closed_years as (
    select
        *,
        year - row_number() over (partition by measure_code, region_code order by year) as run
    from {{ ref('int_place_closed') }}
),

closed_since as (
    select
        *,
        min(year) over (partition by measure_code, region_code, run) as first_year
    from closed_years
),

bounded as (
    select
        judged.whole_no,
        judged.dimension,
        judged.adds,
        judged.is_own,
        -- rows are never less than nothing
        case when judged.is_derivable or closed.year is not null then 0 else judged.least end
            as low,
        case
            when not judged.is_derivable and closed.year is not null then 0
            when not judged.is_derivable or judged.owed_silent is not null then 'Infinity'::numeric
            else coalesce(asided.high, 0)
        end as high,
        -- how bad the silence is
        case
            when not judged.is_derivable and closed.year is not null then {{ badness("'A'") }}
            when not judged.is_derivable then {{ badness("'O'") }}
            when judged.owed_silent > 0 then {{ badness("'L'") }}
            when judged.owed_silent is not null then {{ badness("'O'") }}
            else {{ badness("'A'") }}
        end as badness
    from judged
    left join asided
        on
            judged.whole_no = asided.whole_no
            and judged.dimension = asided.dimension
            and judged.region_code = asided.region_code
            and judged.rollup = asided.rollup
            and judged.year = asided.year
    left join closed_since as closed
        on
            judged.scope = 'own_bureau'
            and judged.measure_code = closed.measure_code
            and judged.region_code = closed.region_code
            and judged.year = closed.year
            and nullif(judged.since, '_U')::integer >= closed.first_year
),

final as (
    select
        whole_no,
        dimension,
        adds,
        coalesce(sum(low) filter (where not is_own), 0) as low_below,
        coalesce(sum(high) filter (where not is_own), 0) as high_below,
        sum(low) as low_sum,
        max(low) as low_max,
        sum(high) as high_sum,
        max(high) as high_max,
        max(badness) as badness
    from bounded
    group by whole_no, dimension, adds
)

select * from final
