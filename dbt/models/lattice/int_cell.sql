{{ config(
    indexes=[
        {'columns': ['cell_no'], 'unique': true},
        {'columns': ['observation_key'], 'unique': true},
    ],
    pre_hook='set local enable_nestloop = off',
) }}
{# Every cell: what rows and filings name, what a whole register says is none, what an owed one has
   not said yet, and all above it in five dimensions, in no order. Its rank is the sum of its
   heights, above that of any of its parts; a figure since an earlier year comes after all years.
   Of what CTEs hold the planner expects a handful of rows, and would look through them for each. #}
with measures as (
    select * from {{ ref('int_measure') }}
),

regions as (
    select * from {{ ref('int_region_closure') }}
),

heights as (
    select
        above_code as region_code,
        1 + max(distance) as height
    from regions
    group by above_code
),

programmes as (
    select * from {{ ref('int_lattice_programme') }}
),

stages as (
    select * from {{ ref('int_lattice_stage') }}
),

-- own and region alone have totals above them
places as (
    select
        'own_bureau' as scope,
        region_code,
        'own' as above_rollup,
        'own_bureau' as above_scope,
        region_code as above_code
    from regions
    where distance = 0
    union all
    select
        scopes.scope,
        regions.region_code,
        'total' as above_rollup,
        'region' as above_scope,
        regions.above_code
    from regions
    cross join (values ('own_bureau'), ('region')) as scopes (scope)
    union all
    select
        scopes.scope,
        regions.region_code,
        'total' as above_rollup,
        scopes.scope as above_scope,
        regions.above_code
    from regions
    cross join (values ('own_and_subordinate'), ('line_system')) as scopes (scope)
    where regions.distance = 0
),

-- a row names the cell where it stands, and counts in all above
said as (
    select
        statements.measure_code,
        places.above_code as region_code,
        places.above_rollup as rollup,
        programmes.above_code as programme_code,
        statements.year,
        statements.since,
        places.above_scope as scope,
        items.item,
        stages.above_code as life_stage,
        editions.edition
    from {{ ref('int_statement') }} as statements
    inner join places
        on statements.scope = places.scope and statements.region_code = places.region_code
    inner join programmes on statements.programme_code = programmes.programme_code
    inner join stages on statements.life_stage = stages.life_stage
    cross join lateral (values (statements.item), ('_T')) as items (item)
    cross join lateral (values (statements.edition), ('_T')) as editions (edition)
    union  -- many lie below one
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        year,
        year::text as since,
        case rollup when 'own' then 'own_bureau' else 'region' end as scope,
        item,
        life_stage,
        edition
    from {{ ref('int_cell_in_rows') }}
),

spoken_of as (
    select
        year,
        rollup,
        scope,
        region_code,
        programme_code
    from said
    where scope in ('own_bureau', 'region')
    union
    select
        years.year,
        lattice_places.rollup,
        case lattice_places.rollup when 'own' then 'own_bureau' else 'region' end as scope,
        lattice_places.place_code as region_code,
        '_T' as programme_code
    from {{ ref('int_lattice_place') }} as lattice_places
    inner join {{ ref('int_region_year') }} as years
        on lattice_places.place_code = years.region_code
),

places_spoken_of as (
    select distinct  -- many programmes have one place
        year,
        rollup,
        region_code
    from spoken_of
),

-- asked by place: with the programmes of each there would be millions
whole_or_owed as (
    select
        measures.measure_code,
        measures.carries_programme,
        places_spoken_of.year,
        places_spoken_of.rollup,
        places_spoken_of.region_code,
        open.measure_code is null as is_whole
    from measures
    cross join places_spoken_of
    left join {{ ref('int_place_open') }} as open
        on
            measures.measure_code = open.measure_code
            and places_spoken_of.year = open.year
            and places_spoken_of.rollup = open.rollup
            and places_spoken_of.region_code = open.region_code
    where
        measures.derivation_form is not null
        and measures.counts_as is null
        and (open.measure_code is null or open.owed_silent > 0)
),

-- where a register is whole it says of all its measures how many there are, and be it none: over
-- all programmes, and of those that anybody names there; where one is owed and silent the cell over
-- all programmes stands for what is missing
spoken_or_owed as (
    select distinct
        whole_or_owed.measure_code,
        spoken_of.region_code,
        spoken_of.scope,
        case when whole_or_owed.carries_programme then spoken_of.programme_code else '_T' end
            as programme_code,
        spoken_of.year,
        shown.default_stage as life_stage
    from whole_or_owed
    inner join spoken_of
        on
            whole_or_owed.year = spoken_of.year
            and whole_or_owed.rollup = spoken_of.rollup
            and whole_or_owed.region_code = spoken_of.region_code
    inner join measures as shown
        on whole_or_owed.measure_code in (shown.measure_code, shown.counts_as)
    where whole_or_owed.is_whole or spoken_of.programme_code = '_T'
),

named as (
    select * from said
    union
    select
        spoken_or_owed.measure_code,
        places.above_code as region_code,
        places.above_rollup as rollup,
        programmes.above_code as programme_code,
        spoken_or_owed.year,
        spoken_or_owed.year::text as since,
        places.above_scope as scope,
        '_T' as item,
        spoken_or_owed.life_stage,
        '_T' as edition
    from spoken_or_owed
    inner join places
        on
            spoken_or_owed.scope = places.scope
            and spoken_or_owed.region_code = places.region_code
    inner join programmes on spoken_or_owed.programme_code = programmes.programme_code
),

-- a rate has a cell wherever its numerator has one
keyed as (
    select * from named
    union
    select
        rates.measure_code,
        named.region_code,
        named.rollup,
        named.programme_code,
        named.year,
        named.since,
        named.scope,
        named.item,
        named.life_stage,
        named.edition
    from named
    inner join measures as rates on named.measure_code = rates.numerator
),

ranked as (
    select
        keyed.*,
        {{ cell_key('keyed') }} as observation_key,
        case keyed.rollup when 'own' then 0 else heights.height end
        + programmes.height
        + (keyed.item = '_T')::integer
        + stages.height
        + (keyed.edition = '_T')::integer
        + case when keyed.since = keyed.year::text then 0 else 99 end as rank
    from keyed
    inner join heights on keyed.region_code = heights.region_code
    inner join programmes
        on keyed.programme_code = programmes.programme_code and programmes.distance = 0
    inner join stages
        on keyed.life_stage = stages.life_stage and keyed.life_stage = stages.above_code
),

final as (
    select
        *,
        row_number() over (order by rank, observation_key collate "C") as cell_no
    from ranked
)

select * from final
