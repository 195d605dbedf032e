{# Every best observation, long, of every scope and rollup: what the other marts show and what they
   leave out. -#}
with best as (
    select * from {{ ref('fct_observation_best') }}
),

measures as (
    select * from {{ source('reference', 'measure') }}
),

-- a code may have had several periods of validity: the latest names it
regions as (
    select
        *,
        row_number() over (partition by region_code order by valid_from desc) as place
    from {{ source('reference', 'region') }}
),

final as (
    select
        best.measure_code,
        best.region_code,
        best.rollup,
        best.programme_code,
        best.since,
        best.scope,
        best.item,
        best.life_stage,
        best.edition,
        regions.name as region_name,
        regions.level as region_level,
        measures.name as measure_name,
        best.unit_of_measure,
        best.witness,
        best.dimension,
        best.unit_code,
        best.submission_id,
        best.sheet,
        best.row_no,
        best.qualifier,
        best.obs_status,
        best.verdict,
        best.why_incomplete,
        best.year,
        best.value,
        best.value_low,
        best.value_high,
        best.shared_low,
        best.shared_high,
        best.witness_count,
        best.units_expected,
        best.units_in_force,
        best.rows_quarantined,
        best.is_complete,
        best.rests_on_disputed,
        best.as_of_date
    from best
    inner join measures on best.measure_code = measures.measure_code
    inner join regions on best.region_code = regions.region_code and regions.place = 1
)

select * from final
