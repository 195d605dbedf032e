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
        best.measure_code::text as measure_code,
        best.region_code::text as region_code,
        best.rollup::text as rollup,
        best.programme_code::text as programme_code,
        best.scope::text as scope,
        best.life_stage::text as life_stage,
        best.edition::text as edition,
        regions.name::text as region_name,
        regions.level::text as region_level,
        measures.name::text as measure_name,
        best.unit_of_measure::text as unit_of_measure,
        best.witness::text as witness,
        best.unit_code::text as unit_code,
        best.submission_id::text as submission_id,
        best.sheet::text as sheet,
        best.row_no::integer as row_no,
        best.qualifier::text as qualifier,
        best.obs_status::text as obs_status,
        best.verdict::text as verdict,
        best.year::smallint as year,
        best.value::numeric(24, 6) as value,
        best.value_low::numeric(24, 6) as value_low,
        best.value_high::numeric(24, 6) as value_high,
        best.witness_count::integer as witness_count,
        best.units_expected::integer as units_expected,
        best.units_in_force::integer as units_in_force,
        best.rows_quarantined::integer as rows_quarantined,
        best.is_complete::boolean as is_complete,
        best.as_of_date::date as as_of_date
    from best
    inner join measures on best.measure_code = measures.measure_code
    inner join regions on best.region_code = regions.region_code and regions.place = 1
)

select * from final
