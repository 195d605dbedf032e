{# The best witness of a region's own (本级) observations, and of those whose scope is never rolled up. -#}
with filed as (
    select * from {{ ref('int_observation_filed') }} where rollup = 'own'
),

derived as (
    select * from {{ ref('int_talent_measures_derived') }}
),

measures as (
    select * from {{ source('reference', 'measure') }}
),

coverage as (
    select * from {{ ref('int_coverage') }} where rollup = 'own'
),

-- every region and year with an owing unit has a place for each derived measure, even when nothing came
expected as (
    select
        measures.measure_code,
        coverage.region_code,
        coverage.year
    from measures
    inner join coverage on measures.derivation_form = coverage.form
    union  -- people may work in a region without a unit of its own
    select
        measure_code,
        region_code,
        year
    from derived
),

register as (
    select
        expected.measure_code,
        expected.region_code,
        expected.year,
        measures.unit_code as unit_of_measure,
        derived.as_of_date,
        greatest(coalesce(coverage.units_in_force, 0), coalesce(derived.contributing_units, 0)) as units_in_force,
        greatest(coalesce(coverage.units_expected, 0), coalesce(derived.contributing_units, 0)) as units_expected,
        coalesce(coverage.rows_quarantined, 0) as rows_quarantined,
        -- in force and nobody there is a true zero; not in force is no number at all
        coalesce(derived.value, case when coverage.units_in_force > 0 then 0 end) as value,
        coalesce(derived.doubtful, 0) as doubtful,
        case when measures.unit_code = '人' then coalesce(coverage.rows_quarantined, 0) else 0 end as widening
    from expected
    inner join measures on expected.measure_code = measures.measure_code
    left join derived
        on
            expected.measure_code = derived.measure_code
            and expected.region_code = derived.region_code
            and expected.year = derived.year
    left join coverage
        on
            measures.derivation_form = coverage.form
            and expected.region_code = coverage.region_code
            and expected.year = coverage.year
),

candidates as (
    select
        measure_code,
        region_code,
        '_Z' as programme_code,
        'own_bureau' as scope,
        '_Z' as life_stage,
        '_Z' as edition,
        year,
        case
            when value is null then 'none'
            when units_in_force = units_expected then 'derived'
            else 'derived_part'
        end as witness,
        case
            when value is null then 6
            when units_in_force = units_expected then 1
            else 4
        end as witness_rank,
        1::smallint as owner_rank,
        unit_of_measure,
        case when units_in_force = units_expected then '=' else '>=' end as qualifier,
        case when value is null or units_in_force < units_expected then 'L' else 'A' end as obs_status,
        value,
        value - doubtful as value_low,
        case when units_in_force = units_expected then value + widening end as value_high,
        as_of_date,
        '_Z' as unit_code,
        '_Z' as submission_id,
        '_Z' as sheet,
        0 as row_no,
        units_expected,
        units_in_force,
        rows_quarantined,
        value is not null and units_in_force = units_expected as is_complete
    from register
    union all
    select
        filed.measure_code,
        filed.region_code,
        filed.programme_code,
        filed.scope,
        filed.life_stage,
        filed.edition,
        filed.year,
        'filed' as witness,
        case when coalesce(filed.value, filed.value_low, filed.value_high) is null then 5 else 2 end as witness_rank,
        filed.owner_rank,
        filed.unit_of_measure,
        filed.qualifier,
        filed.obs_status,
        filed.value,
        filed.value_low,
        filed.value_high,
        filed.as_of_date,
        filed.unit_code,
        filed.submission_id,
        filed.sheet,
        filed.row_no,
        greatest(coalesce(coverage.units_expected, 1), 1) as units_expected,
        greatest(coalesce(coverage.units_in_force, 1), 1) as units_in_force,
        coalesce(coverage.rows_quarantined, 0) as rows_quarantined,
        coalesce(coverage.units_in_force = coverage.units_expected, true) as is_complete
    from filed
    inner join measures on filed.measure_code = measures.measure_code
    left join coverage
        on
            coalesce(measures.derivation_form, 'measure_return') = coverage.form
            and filed.region_code = coverage.region_code
            and filed.year = coverage.year
),

ranked as (
    select
        *,
        row_number() over same_observation as place,
        count(*) filter (where witness <> 'none') over (
            partition by measure_code, region_code, programme_code, scope, life_stage, edition, year
        ) as witness_count
    from candidates
    window same_observation as (
        partition by measure_code, region_code, programme_code, scope, life_stage, edition, year
        order by
            witness_rank, owner_rank, value_high - value_low nulls last, as_of_date desc nulls last,
            unit_code, submission_id, sheet, row_no
    )
),

final as (
    select * from ranked
)

select * from final
