with filings as (
    select * from {{ ref('int_filing') }}
),

returns as (
    select * from {{ ref('stg_measure_return') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

cells as (
    select * from {{ ref('int_cell') }} where rollup = 'own'
),

claims as (
    select * from {{ ref('stg_narrative') }} where is_claimed
),

periods as (
    select * from {{ ref('dim_period') }}
),

derived as (
    select * from {{ ref('int_cell_derived') }} where is_whole or value_low > 0
),

final as (
    select
        filings.measure_code,
        filings.region_code,
        filings.programme_code,
        returns.period_code,
        filings.since,
        filings.scope,
        filings.item,
        coalesce(filings.stage_from, filings.default_stage) as life_stage,
        coalesce(filings.edition, '_T') as edition,
        'filed' as witness,
        filings.unit_code,
        filings.submission_id,
        filings.sheet,
        filings.row_no,
        measures.unit_code as unit_of_measure,
        filings.qualifier,
        filings.obs_status,
        returns.value_text,
        returns.mask_pattern,
        case when returns.as_of_date is null then 'inferred' else 'filed' end as as_of_basis,
        filings.year,
        filings.value::numeric(24, 6) as value,
        filings.filed_low::numeric(24, 6) as value_low,
        filings.filed_high::numeric(24, 6) as value_high,
        returns.unit_mult,
        returns.decimals,
        returns.period_start,
        make_date(filings.year, 12, 31) as period_end,
        filings.as_of_date
    from filings
    inner join returns
        on
            filings.submission_id = returns.submission_id
            and filings.sheet = returns.sheet
            and filings.row_no = returns.row_no
    inner join measures on filings.measure_code = measures.measure_code
    union all
    -- a text is compared and bounds nothing: no cell is made of it
    select
        coalesce(measures.counts_as, claims.measure_code) as measure_code,
        claims.region_code,
        case
            when measures.knows_programme
                then coalesce(nullif(claims.programme_code, '_Z'), '_T')
            else '_T'
        end as programme_code,
        periods.period_code,
        case
            when measures.adds_since = 'none' then claims.year::text
            when claims.since is not null then least(claims.since, claims.year)::text
            when measures.kind = 'cumulative' then '_U'
            else claims.year::text
        end as since,
        claims.scope,
        '_T' as item,
        measures.default_stage as life_stage,
        '_T' as edition,
        'claimed' as witness,
        claims.unit_code,
        claims.submission_id,
        claims.sheet,
        claims.row_no,
        measures.unit_code as unit_of_measure,
        claims.value_qualifier as qualifier,
        claims.value_status as obs_status,
        claims.value_text,
        claims.mask_pattern,
        'inferred' as as_of_basis,
        claims.year,
        claims.value::numeric(24, 6) as value,
        claims.value_low::numeric(24, 6) as value_low,
        claims.value_high::numeric(24, 6) as value_high,
        claims.unit_mult,
        claims.decimals,
        null::date as period_start,
        make_date(claims.year, 12, 31) as period_end,
        null::date as as_of_date
    from claims
    inner join measures on claims.measure_code = measures.measure_code
    inner join periods on claims.year::text = periods.period_code
    union all
    select
        cells.measure_code,
        cells.region_code,
        cells.programme_code,
        cells.year::text as period_code,
        cells.since,
        cells.scope,
        cells.item,
        cells.life_stage,
        cells.edition,
        case when derived.is_whole then 'derived' else 'derived_part' end as witness,
        '_Z' as unit_code,
        '_Z' as submission_id,
        '_Z' as sheet,
        0 as row_no,
        measures.unit_code as unit_of_measure,
        case
            when not derived.is_whole then '>='
            when derived.value_low = derived.value_high then '='
            else '~'
        end as qualifier,
        case when derived.is_whole then 'A' else 'U' end as obs_status,
        null::text as value_text,
        null::text as mask_pattern,
        'filed' as as_of_basis,
        cells.year,
        (case when derived.is_whole then derived.value else derived.value_low end)::numeric(24, 6)
            as value,
        derived.value_low::numeric(24, 6) as value_low,
        nullif(derived.value_high, 'Infinity')::numeric(24, 6) as value_high,
        0::smallint as unit_mult,
        null::smallint as decimals,
        null::date as period_start,
        make_date(cells.year, 12, 31) as period_end,
        null::date as as_of_date
    from derived
    inner join cells on derived.cell_no = cells.cell_no
    inner join measures on cells.measure_code = measures.measure_code
)

select * from final
