{# What rows say of a cell: at least low, and at most what they come to and what is set aside, where
   nobody is silent who may speak of it. Who is counted once may yet be claimed from elsewhere: then
   those alone are sure whom no other row can take. #}
{%- set cell = ['measure_code', 'year', 'rollup', 'region_code', 'programme_code', 'item',
    'life_stage', 'edition'] -%}
with counted as (
    select
        cells.cell_no,
        {%- for column in cell %}
        cells.{{ column }},
        {%- endfor %}
        coalesce(counts.low, 0) as low,
        case when counts.measure_code is null then 0 else counts.value end as value,
        case
            when measures.is_floor then null
            when counts.measure_code is null then 0
            else counts.high
        end as high,
        coalesce(counts.firm, 0) as firm,
        measures.claimed_as
    from {{ ref('int_cell') }} as cells
    inner join {{ ref('int_measure') }} as measures on cells.measure_code = measures.measure_code
    left join {{ ref('int_cell_count') }} as counts
        on
    {%- for column in cell %}
        cells.{{ column }} = counts.{{ column }}
        {{- '\n            and' if not loop.last }}
    {%- endfor %}
    where
        {{ is_counted_in_rows('cells', 'measures') }}
        and (not measures.is_floor or counts.measure_code is not null)
),

asides as (
    select
        measure_code,
        year,
        region_code,
        case when region_code is null then reach_region end as reach_region,
        case when region_code is null then reaches_below end as reaches_below,
        programme_code,
        item,
        life_stage,
        edition,
        num_nulls(programme_code, item, life_stage, edition) = 0 as does_read,
        count(*) as row_count,
        sum(high) as high,
        bool_or(high is null) as is_open
    from {{ ref('int_row_aside') }}
    group by
        measure_code, year, region_code,
        case when region_code is null then reach_region end,
        case when region_code is null then reaches_below end,
        programme_code, item, life_stage, edition
),

placed as (
    select
        asides.*,
        places.rollup,
        places.place_code
    from asides
    inner join {{ ref('int_lattice_place') }} as places
        on asides.region_code = places.region_code
    union all
    select
        asides.*,
        reach.rollup,
        reach.place_code
    from asides
    inner join {{ ref('int_lattice_reach') }} as reach
        on
            asides.reach_region = reach.region_code
            and asides.reaches_below = reach.reaches_below
),

-- of a dimension that does not read the member stays null, and is any
raised as (
    select
        placed.measure_code,
        placed.year,
        placed.rollup,
        placed.place_code as region_code,
        programmes.above_code as programme_code,
        items.item,
        stages.above_code as life_stage,
        editions.edition,
        placed.does_read,
        sum(placed.row_count) as row_count,
        sum(placed.high) as high,
        bool_or(placed.is_open) as is_open
    from placed
    left join {{ ref('int_lattice_programme') }} as programmes
        on placed.programme_code = programmes.programme_code
    left join {{ ref('int_lattice_stage') }} as stages
        on placed.life_stage = stages.life_stage
    cross join
        lateral (values (placed.edition, true), ('_T', placed.edition <> '_T'))
            as editions (edition, is_one)
    cross join
        lateral (values (placed.item, true), ('_T', placed.item <> '_T'))
            as items (item, is_one)
    where editions.is_one and items.is_one
    group by
        placed.measure_code, placed.year, placed.rollup, placed.place_code,
        programmes.above_code, items.item, stages.above_code, editions.edition, placed.does_read
),

aside_there as (
    select
        raised.measure_code,
        raised.year,
        raised.rollup,
        raised.region_code,
        raised.programme_code,
        raised.item,
        raised.life_stage,
        raised.edition,
        raised.row_count,
        raised.high,
        raised.is_open
    from raised
    where raised.does_read
    union all
    select
        {%- for column in cell %}
        counted.{{ column }},
        {%- endfor %}
        raised.row_count,
        raised.high,
        raised.is_open
    from raised
    inner join counted
        on
            raised.measure_code = counted.measure_code
            and raised.year = counted.year
            and raised.rollup = counted.rollup
            and raised.region_code = counted.region_code
            and coalesce(raised.programme_code, counted.programme_code) = counted.programme_code
            and coalesce(raised.item, counted.item) = counted.item
            and coalesce(raised.life_stage, counted.life_stage) = counted.life_stage
            and coalesce(raised.edition, counted.edition) = counted.edition
    where not raised.does_read
),

aside as (
    select
        {{ cell | join(',\n        ') }},
        sum(row_count)::integer as row_count,
        case when not bool_or(is_open) then sum(high) end as high
    from aside_there
    group by {{ cell | join(', ') }}
),

covered as (
    select
        counted.*,
        coalesce(aside.row_count, 0) as rows_aside,
        coalesce(open.units_silent, 0) as units_silent,
        coalesce(open.owed_silent, 0) > 0 as is_owed,
        coalesce(claimed.is_open_elsewhere, false) as is_open_elsewhere,
        coalesce(claimed.rows_going, 0) as rows_going,
        case
            when open.measure_code is null and aside.row_count is null then counted.high
            when open.measure_code is null then counted.high + aside.high
        end as most
    from counted
    left join aside
        on
    {%- for column in cell %}
        counted.{{ column }} = aside.{{ column }}
        {{- '\n            and' if not loop.last }}
    {%- endfor %}
    left join {{ ref('int_place_open') }} as open
        on
            counted.measure_code = open.measure_code
            and counted.year = open.year
            and counted.rollup = open.rollup
            and counted.region_code = open.region_code
    left join {{ ref('int_place_claimed') }} as claimed
        on
            counted.claimed_as = claimed.measure_code
            and counted.year = claimed.year
            and counted.rollup = claimed.rollup
            and counted.region_code = claimed.region_code
),

final as (
    select
        cell_no,
        case
            when is_open_elsewhere then firm
            when rows_going > 0 then greatest(firm, low - rows_going)
            else low
        end as value_low,
        value,
        coalesce(most, 'Infinity') as value_high,
        most is not null as is_whole,
        -- where somebody here is silent as well, nobody is no number
        (is_open_elsewhere or rows_going > 0) and (most is not null or coalesce(value > 0, false))
            as is_provisional,
        rows_aside,
        units_silent,
        is_owed
    from covered
)

select * from final
