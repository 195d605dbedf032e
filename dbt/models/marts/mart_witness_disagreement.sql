{# Where two witnesses of an observation exclude each other, or nobody can tell whether they do. -#}
with compared as (
    select *
    from {{ ref('int_witness_comparison') }}
    where verdict in ('disagree', 'undecidable')
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
        compared.measure_code,
        compared.region_code,
        compared.rollup,
        compared.programme_code,
        compared.since,
        compared.scope,
        compared.item,
        compared.life_stage,
        compared.edition,
        compared.other_witness,
        compared.other_dimension,
        compared.other_submission_id,
        compared.other_sheet,
        compared.other_row_no,
        regions.name as region_name,
        regions.level as region_level,
        measures.name as measure_name,
        compared.unit_of_measure,
        compared.verdict,
        compared.best_witness,
        compared.best_unit_code,
        compared.best_submission_id,
        compared.best_sheet,
        compared.best_row_no,
        compared.best_qualifier,
        compared.best_obs_status as best_status,
        compared.other_unit_code,
        compared.other_qualifier,
        compared.other_obs_status as other_status,
        compared.year,
        compared.best_value::numeric(24, 6) as best_value,
        compared.best_value_low::numeric(24, 6) as best_value_low,
        compared.best_value_high::numeric(24, 6) as best_value_high,
        compared.other_value::numeric(24, 6) as other_value,
        compared.other_value_low::numeric(24, 6) as other_value_low,
        compared.other_value_high::numeric(24, 6) as other_value_high,
        compared.gap::numeric(24, 6) as gap,
        compared.units_expected::integer as units_expected,
        compared.units_in_force::integer as units_in_force,
        compared.rows_quarantined,
        compared.is_complete,
        compared.best_as_of_date,
        compared.other_as_of_date
    from compared
    inner join measures on compared.measure_code = measures.measure_code
    inner join regions on compared.region_code = regions.region_code and regions.place = 1
)

select * from final
