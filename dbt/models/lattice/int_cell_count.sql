{# What the rows in use come to, at every cell that one of them names, or a row aside that reads,
   and all above. Amounts add; people count by distinct person: who stands in one leaf is added up
   with it, the others are followed upward. #}
{%- set leaf = [
    'measure_code', 'year', 'region_code', 'programme_code', 'item', 'life_stage', 'edition',
] | join(',\n        ') -%}
{#- heads of which no row says who they are: the most that one row has is what they are at least -#}
{%- set nameless = [] -%}
{%- for declared in var('derivations') -%}
{%- for derived in declared.derives if derived.is_nameless -%}
{%- do nameless.append(derived.measure) -%}
{%- endfor -%}
{%- endfor -%}
{%- set is_nameless = "together.measure_code in ('" ~ nameless | join("', '") ~ "')" -%}
with things as (
    select
        {{ leaf }},
        thing,
        max(low) as low,
        max(value) as value,
        case when count(high) = count(*) then max(high) end as high,
        count(*) over (partition by measure_code, year, thing) > 1 as has_several
    from {{ ref('int_cell_row') }}
    where thing is not null
    group by {{ leaf }}, thing
),

leaves as (
    select
        {{ leaf }},
        sum(low) as low,
        sum(value) as value,
        case when count(high) = count(*) then sum(high) end as high,
        0::numeric as firm,
        max(low) as largest_low,
        max(value) as largest
    from {{ ref('int_cell_row') }}
    where thing is null
    group by {{ leaf }}
    union all
    select
        {{ leaf }},
        sum(low) as low,
        case when count(value) = count(*) then sum(value) end as value,
        case when count(high) = count(*) then sum(high) end as high,
        0 as firm,
        0 as largest_low,
        0 as largest
    from things
    where not has_several
    group by {{ leaf }}
    union all
    select
        talent.measure_code,
        talent.year,
        talent.region_code,
        '_T' as programme_code,
        '_T' as item,
        '_reached' as life_stage,
        '_T' as edition,
        talent.low,
        talent.n as value,
        talent.n as high,
        talent.firm,
        0 as largest_low,
        0 as largest
    from {{ ref('int_cell_talent') }} as talent
    union all
    -- a cell where nothing stands but what is set aside
    select distinct  -- several rows may stand there
        {{ leaf }},
        0 as low,
        0 as value,
        0 as high,
        0 as firm,
        0 as largest_low,
        0 as largest
    from {{ ref('int_row_aside') }}
    where num_nulls(region_code, programme_code, item, life_stage, edition) = 0
),

added as (
    select
        leaves.measure_code,
        leaves.year,
        places.rollup,
        places.place_code as region_code,
        programmes.above_code as programme_code,
        items.item,
        stages.above_code as life_stage,
        editions.edition,
        sum(leaves.low) as low,
        case when count(leaves.value) = count(*) then sum(leaves.value) end as value,
        case when count(leaves.high) = count(*) then sum(leaves.high) end as high,
        sum(leaves.firm) as firm,
        max(leaves.largest_low) as largest_low,
        max(leaves.largest) as largest
    from leaves
    {{ closed_upward('leaves') }}
    group by
        leaves.measure_code, leaves.year, places.rollup, places.place_code,
        programmes.above_code, items.item, stages.above_code, editions.edition
),

followed as (
    select
        things.measure_code,
        things.year,
        places.rollup,
        places.place_code as region_code,
        programmes.above_code as programme_code,
        items.item,
        stages.above_code as life_stage,
        editions.edition,
        max(things.low) as low,
        max(things.value) as value,
        case when count(things.high) = count(*) then max(things.high) end as high
    from things
    {{ closed_upward('things') }}
    where things.has_several
    group by
        things.measure_code, things.year, places.rollup, places.place_code,
        programmes.above_code, items.item, stages.above_code, editions.edition, things.thing
),

together as (
    select * from added
    union all
    select
        measure_code,
        year,
        rollup,
        region_code,
        programme_code,
        item,
        life_stage,
        edition,
        sum(low) as low,
        case when count(value) = count(*) then sum(value) end as value,
        case when count(high) = count(*) then sum(high) end as high,
        0 as firm,
        0 as largest_low,
        0 as largest
    from followed
    group by
        measure_code, year, rollup, region_code, programme_code, item, life_stage, edition
),

final as (
    select
        together.measure_code,
        together.year,
        together.rollup,
        together.region_code,
        together.programme_code,
        together.item,
        together.life_stage,
        together.edition,
        case
            when {{ is_nameless }} then max(together.largest_low)
            else sum(together.low)
        end as low,
        case
            when {{ is_nameless }} then max(together.largest)
            -- of a thing that stands in one of two stages nobody knows which
            when count(together.value) = count(*) then sum(together.value)
        end as value,
        case when count(together.high) = count(*) then sum(together.high) end as high,
        sum(together.firm) as firm
    from together
    group by
        together.measure_code, together.year, together.rollup, together.region_code,
        together.programme_code, together.item, together.life_stage, together.edition
)

select * from final
