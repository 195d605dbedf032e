-- 有没有哪个分项大于它的合计？
-- Is a part anywhere above its whole?
-- grain: mart x quantity x part x dimension along which the whole holds it, of the year
-- unit: base unit of the measure; part_low, whole_low: the least that each can be
-- reading: no row is right; cells that rest on filings in dispute, and rates, are not compared
-- columns: mart, quantity, dimension, region_code, rollup, programme_code, part, part_low,
-- whole_low

with wanted as (
    select
        2021 as year,
        -- what does not add
        array[
            'share', 'mean_age', 'density', 'degree_share', 'density_growth', 'density_multiple',
            'received_rate', 'transfer_rate', 'transferred_of_awarded', 'spend_rate',
            'days_award_to_receipt', 'attendances_per_activity', 'fill_rate'
        ] as rates,
        array['people_served'] as not_over_regions
),

-- every row of a mart as its columns, with the two that divide it further
sliced as (
    select
        'mart_region_programme_year' as mart,
        to_jsonb(cells) as cell,
        '_T' as slice,
        '_T' as other_slice
    from mart.mart_region_programme_year as cells
    union all
    select
        'mart_talent_density' as mart,
        to_jsonb(cells) as cell,
        '_T' as slice,
        '_T' as other_slice
    from mart.mart_talent_density as cells
    union all
    select
        'mart_funding_execution' as mart,
        to_jsonb(cells) || jsonb_build_object('year', cells.fund_year) as cell,
        '_T' as slice,
        '_T' as other_slice
    from mart.mart_funding_execution as cells
    union all
    select
        'mart_service_outcomes' as mart,
        to_jsonb(cells) as cell,
        cells.activity_type as slice,
        '_T' as other_slice
    from mart.mart_service_outcomes as cells
    union all
    select
        'mart_title_structure' as mart,
        to_jsonb(cells) as cell,
        cells.title_level as slice,
        cells.age_band as other_slice
    from mart.mart_title_structure as cells
    union all
    select
        'mart_recruitment' as mart,
        to_jsonb(cells) as cell,
        cells.edition as slice,
        '_T' as other_slice
    from mart.mart_recruitment as cells
    union all
    select
        'mart_demand' as mart,
        to_jsonb(cells) as cell,
        cells.item as slice,
        '_T' as other_slice
    from mart.mart_demand as cells
    union all
    -- who has only applied is in no total, nor is who takes no part: who is honoured or sent
    select
        'mart_programme_people' as mart,
        to_jsonb(cells) as cell,
        cells.life_stage as slice,
        cells.role as other_slice
    from mart.mart_programme_people as cells
    where
        cells.life_stage in ('recognised', 'implemented', '_T')
        and (
            cells.role = '_T'
            or cells.role in (
                select codes.code from reference.code as codes where codes.list = 'participant_role'
            )
        )
),

quantities as (
    select
        sliced.mart,
        left(quantity.key, -4) as quantity,
        sliced.cell ->> 'region_code' as region_code,
        sliced.cell ->> 'rollup' as rollup,
        coalesce(sliced.cell ->> 'programme_code', '_T') as programme_code,
        sliced.slice,
        sliced.other_slice,
        '_T' as life_stage,
        quantity.value::numeric as low,
        left(quantity.key, -4) <> all(wanted.not_over_regions) as adds_over_regions,
        true as adds
    from sliced
    inner join wanted on (sliced.cell ->> 'year')::integer = wanted.year
    cross join lateral jsonb_each_text(sliced.cell) as quantity
    where
        quantity.key like '%\_low'
        and left(quantity.key, -4) <> all(wanted.rates)
        -- in dispute: the bounds hold both sides, and no value stands
        and not (
            sliced.cell ->> left(quantity.key, -4) is null
            and coalesce(sliced.cell ->> (left(quantity.key, -4) || '_status'), '') = 'U'
        )
    union all
    select
        'mart_observation' as mart,
        cells.measure_code as quantity,
        cells.region_code,
        cells.rollup,
        cells.programme_code,
        cells.item as slice,
        cells.edition as other_slice,
        cells.life_stage,
        coalesce(cells.value_low, 0) as low,
        measures.adds_region <> 'none' as adds_over_regions,
        measures.adds_programme <> 'none' as adds
    from mart.mart_observation as cells
    inner join wanted on cells.year = wanted.year and cells.since = wanted.year::text
    inner join mart.dim_measure as measures on cells.measure_code = measures.measure_code
    where
        cells.scope in ('own_bureau', 'region')
        and not cells.rests_on_disputed
        and cells.verdict <> 'disagree'
),

-- one text names a cell, and so its whole
keyed as (
    select
        *,
        concat_ws(
            '|', mart, quantity, region_code, rollup, programme_code, slice, other_slice, life_stage
        ) as cell_key
    from quantities
),

sets as (
    select
        from_code,
        to_code
    from mart.bridge_programme_lineage
    where relation = 'member_of'
    union
    select
        programme_code as from_code,
        '_T' as to_code
    from mart.dim_programme
    where programme_code <> '_T'
),

parts as (
    select
        part.*,
        'region' as dimension,
        concat_ws(
            '|', part.mart, part.quantity,
            case part.rollup when 'own' then part.region_code else region.parent_code end, 'total',
            part.programme_code, part.slice, part.other_slice, part.life_stage
        ) as whole_key
    from keyed as part
    inner join mart.dim_region as region
        on part.region_code = region.region_code and region.valid_to is null
    where part.adds_over_regions
    union all
    select
        part.*,
        'programme' as dimension,
        concat_ws(
            '|', part.mart, part.quantity, part.region_code, part.rollup, sets.to_code, part.slice,
            part.other_slice, part.life_stage
        ) as whole_key
    from keyed as part
    inner join sets on part.programme_code = sets.from_code
    where part.adds
    union all
    select
        part.*,
        'slice' as dimension,
        concat_ws(
            '|', part.mart, part.quantity, part.region_code, part.rollup, part.programme_code,
            slices.slice, slices.other_slice, slices.life_stage
        ) as whole_key
    from keyed as part
    cross join
        lateral (
            values
            ('_T', part.other_slice, part.life_stage),
            (part.slice, '_T', part.life_stage),
            (
                part.slice,
                part.other_slice,
                case
                    when part.life_stage in ('planned', 'preparing') then '_planned'
                    when part.life_stage in ('applied', 'recommended', 'in_public_notice')
                        then '_pending'
                    when part.life_stage = 'withdrawn' then '_gone'
                    when part.life_stage !~ '^_' then '_reached'
                end
            )
        ) as slices (slice, other_slice, life_stage)
    where
        part.adds
        and (slices.slice, slices.other_slice, slices.life_stage)
        <> (part.slice, part.other_slice, part.life_stage)
),

final as (
    select
        parts.mart,
        parts.quantity,
        parts.dimension,
        parts.region_code,
        parts.rollup,
        parts.programme_code,
        concat_ws('/', parts.slice, parts.other_slice, parts.life_stage) as part,
        parts.low as part_low,
        wholes.low as whole_low
    from parts
    inner join keyed as wholes on parts.whole_key = wholes.cell_key
    where parts.low > wholes.low
)

select * from final
order by mart, quantity, dimension, region_code, rollup, programme_code, part;
