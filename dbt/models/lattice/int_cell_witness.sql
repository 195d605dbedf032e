{# Who says what of a cell without asking its parts: whole or partial rows, a decision that there
   is nothing, filings. Ends that are not known are infinite; where a filing says that there is a
   number and not which, it has none. Witnesses of a cell stand in the order of `position`. #}
with cells as (
    select * from {{ ref('int_cell') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

decided as (
    select cells.cell_no
    from cells
    inner join measures on cells.measure_code = measures.measure_code
    cross join
        lateral generate_series(nullif(cells.since, '_U')::integer, cells.year) as spans (year)
    left join {{ ref('int_place_closed') }} as closed
        on
            cells.measure_code = closed.measure_code
            and cells.region_code = closed.region_code
            and spans.year = closed.year
    -- a rate of nothing is no rate of 0
    where cells.scope = 'own_bureau' and measures.derivation_form is null and not measures.is_ratio
    group by cells.cell_no
    having bool_and(closed.year is not null)
),

movements as (
    select
        rows_counted.*,
        places.rollup,
        places.place_code,
        programmes.above_code
    from {{ ref('int_cell_row') }} as rows_counted
    inner join {{ ref('int_lattice_place') }} as places
        on rows_counted.region_code = places.region_code
    inner join {{ ref('int_lattice_programme') }} as programmes
        on rows_counted.programme_code = programmes.programme_code
    where rows_counted.moved_on is not null
),

-- a figure as at a day is held against what had moved by then
dated as (
    select
        statements.statement_no,
        statements.as_filed_low,
        statements.as_filed_high,
        derived.is_whole and derived.rows_aside = 0 as is_all,
        coalesce(sum(movements.low), 0) as moved_low,
        coalesce(sum(coalesce(movements.high, 'Infinity')), 0) as moved_high
    from {{ ref('int_statement') }} as statements
    inner join cells on {{ cell_key('statements') }} = cells.observation_key
    inner join {{ ref('int_cell_derived') }} as derived on cells.cell_no = derived.cell_no
    left join movements
        on
            statements.measure_code = movements.measure_code
            and statements.year = movements.year
            and statements.rollup = movements.rollup
            and statements.region_code = movements.place_code
            and statements.programme_code = movements.above_code
            and statements.as_of >= movements.moved_on
    where statements.as_of is not null and statements.as_filed_low is not null
    group by
        statements.statement_no,
        statements.as_filed_low,
        statements.as_filed_high,
        derived.is_whole,
        derived.rows_aside
),

refuted as (
    select
        statement_no,
        case
            when moved_low > coalesce(as_filed_high, 'Infinity') then moved_low - as_filed_high
            else moved_high - as_filed_low
        end as refuted_by
    from dated
    where
        moved_low > coalesce(as_filed_high, 'Infinity')
        or (is_all and moved_high < as_filed_low)
),

final as (
    select
        cells.cell_no,
        cells.rank,
        'derived' as kind,
        null::bigint as statement_no,
        null::text as dimension,
        0 as position,
        derived.value_low as low,
        derived.value_high as high,
        case when derived.is_whole or derived.is_provisional then derived.value end as value,
        derived.is_whole,
        case when derived.is_provisional then '~' else '=' end as qualifier,
        case when not derived.is_provisional then derived.value end as floor_value,
        case
            when derived.is_whole then {{ badness("'A'") }}
            when derived.is_owed then {{ badness("'L'") }}
            else {{ badness("'O'") }}
        end as badness,
        case when derived.is_provisional then 'I' end as value_status,
        derived.is_whole or derived.value_low > 0 as speaks,
        false as is_filed,
        false as is_exact,
        false as is_not_applicable,
        null::numeric as refuted_by
    from cells
    inner join {{ ref('int_cell_derived') }} as derived on cells.cell_no = derived.cell_no
    union all
    select
        cells.cell_no,
        cells.rank,
        'decision' as kind,
        null::bigint as statement_no,
        null::text as dimension,
        0 as position,
        0 as low,
        0 as high,
        0 as value,
        true as is_whole,
        '=' as qualifier,
        null::numeric as floor_value,
        null::integer as badness,
        null::text as value_status,
        true as speaks,
        false as is_filed,
        false as is_exact,
        false as is_not_applicable,
        null::numeric as refuted_by
    from decided
    inner join cells on decided.cell_no = cells.cell_no
    union all
    select
        cells.cell_no,
        cells.rank,
        'filed' as kind,
        statements.statement_no,
        null::text as dimension,
        1 as position,
        case when statements.says then coalesce(statements.value_low, '-Infinity') end as low,
        case when statements.says then coalesce(statements.value_high, 'Infinity') end as high,
        statements.value,
        false as is_whole,
        case when statements.is_exact then '=' else statements.qualifier end as qualifier,
        case when statements.qualifier = '>=' then statements.value end as floor_value,
        {{ badness('statements.obs_status') }} as badness,
        null::text as value_status,
        true as speaks,
        true as is_filed,
        statements.is_exact,
        statements.obs_status = 'M' as is_not_applicable,
        refuted.refuted_by
    from {{ ref('int_statement') }} as statements
    inner join cells on {{ cell_key('statements') }} = cells.observation_key
    left join refuted on statements.statement_no = refuted.statement_no
)

select * from final
