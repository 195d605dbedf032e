{# Whether people who stand in a place may yet be claimed from elsewhere, by measure of the register
   and year: a unit of the same tree is silent that is not within the place, or rows are set aside
   that may take somebody out of it. #}
with measures as (
    select measure_code
    from {{ source('reference', 'measure') }}
    where derivation_form = 'talent_register'
),

regions as (
    select * from {{ ref('int_region_closure') }}
),

roots as (
    select distinct on (region_code)  -- the last of those above
        region_code,
        above_code as root_code
    from regions
    order by region_code, distance desc
),

-- what stays within a place whatever is filed: what names the region, or what may name all below it
-- as well, and then in the total alone where something lies below
stays as (
    select
        places.region_code,
        spreads.is_spread,
        places.rollup,
        places.place_code
    from {{ ref('int_lattice_place') }} as places
    cross join (values (true), (false)) as spreads (is_spread)
    where
        places.rollup = 'total'
        or not spreads.is_spread
        or not exists (
            select 1
            from regions
            where regions.above_code = places.region_code and regions.distance > 0
        )
),

silent as (
    select
        silent.measure_code,
        silent.year,
        silent.region_code,
        silent.reaches_below,
        count(*) as units
    from {{ ref('int_unit_silent') }} as silent
    inner join measures on silent.measure_code = measures.measure_code
    group by silent.measure_code, silent.year, silent.region_code, silent.reaches_below
),

silent_in_tree as (
    select
        silent.measure_code,
        silent.year,
        roots.root_code,
        sum(silent.units) as units
    from silent
    inner join roots on silent.region_code = roots.region_code
    group by silent.measure_code, silent.year, roots.root_code
),

silent_within as (
    select
        silent.measure_code,
        silent.year,
        stays.rollup,
        stays.place_code,
        sum(silent.units) as units
    from silent
    inner join stays
        on silent.region_code = stays.region_code and silent.reaches_below = stays.is_spread
    group by silent.measure_code, silent.year, stays.rollup, stays.place_code
),

asides as (
    select
        asides.*,
        coalesce(asides.region_code, asides.reach_region) as claim_region,
        asides.region_code is null and asides.reaches_below as is_spread
    from {{ ref('int_row_aside') }} as asides
    inner join measures on asides.measure_code = measures.measure_code
),

taken as (
    select *
    from {{ ref('int_talent_claims_counted') }}
    where
        is_counted
        and (person_key, year) in (
            select
                asides.takes_person,
                asides.year
            from asides
        )
),

-- where those stand whom a row may take
held as (
    {%- call(code, condition, amount, fields, is_last) each_measure('talent_register') %}
    select
        '{{ code }}' as measure_code,
        person_key,
        year,
        region_code
    from taken
    where {{ condition }}
    {{- '\n    union all' if not is_last }}
    {%- endcall %}
),

going as (
    select
        asides.measure_code,
        asides.year,
        asides.claim_region,
        asides.is_spread,
        held.region_code as held_region,
        count(*) as row_count
    from asides
    left join held
        on
            asides.measure_code = held.measure_code
            and asides.year = held.year
            and asides.takes_person = held.person_key
    where asides.takes_anybody or held.person_key is not null
    group by
        asides.measure_code, asides.year, asides.claim_region, asides.is_spread,
        held.region_code
),

-- who may take anybody takes from every place but those within which it stays; who takes one person
-- takes from the places where that one stands
going_from as (
    select
        going.measure_code,
        going.year,
        places.rollup,
        places.place_code,
        sum(going.row_count) as row_count
    from going
    inner join stays as places
        on
            not places.is_spread
            and coalesce(going.held_region, places.region_code) = places.region_code
            and (going.held_region is not null or places.region_code = places.place_code)
    where
        not exists (
            select 1
            from stays
            where
                stays.region_code = going.claim_region
                and stays.is_spread = going.is_spread
                and stays.rollup = places.rollup
                and stays.place_code = places.place_code
        )
    group by going.measure_code, going.year, places.rollup, places.place_code
),

final as (
    select
        measures.measure_code,
        years.year,
        places.rollup,
        places.place_code as region_code,
        coalesce(silent_in_tree.units, 0) > coalesce(silent_within.units, 0) as is_open_elsewhere,
        coalesce(going_from.row_count, 0)::integer as rows_going
    from measures
    cross join {{ ref('int_lattice_year') }} as years
    cross join stays as places
    inner join roots on places.place_code = roots.region_code
    left join silent_in_tree
        on
            measures.measure_code = silent_in_tree.measure_code
            and years.year = silent_in_tree.year
            and roots.root_code = silent_in_tree.root_code
    left join silent_within
        on
            measures.measure_code = silent_within.measure_code
            and years.year = silent_within.year
            and places.rollup = silent_within.rollup
            and places.place_code = silent_within.place_code
    left join going_from
        on
            measures.measure_code = going_from.measure_code
            and years.year = going_from.year
            and places.rollup = going_from.rollup
            and places.place_code = going_from.place_code
    where places.region_code = places.place_code and not places.is_spread
)

select * from final
