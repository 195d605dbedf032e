{# The best witness of a region's own (本级) observations, and of those whose scope is never rolled
   up. -#}
with filed as (
    select
        *,
        -- a number, or the word that there can be none
        coalesce(value, value_low, value_high) is not null or obs_status = 'M' as has_word
    from {{ ref('int_observation_filed') }}
    where rollup = 'own'
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

-- every region and year with a unit behind it has a place for each derived measure, even when
-- nothing came
register as (
    select
        measures.measure_code,
        coverage.region_code,
        coverage.year,
        measures.unit_code as unit_of_measure,
        derived.as_of_date,
        coverage.units_in_force,
        coverage.units_expected,
        coverage.rows_quarantined,
        -- people whom others claim here do not make the region covered
        coverage.units_in_force = coverage.units_expected
        and coverage.units_inside > 0 as is_whole,
        -- in force and nobody there is a true zero; not in force is no number at all
        coalesce(derived.value, case when coverage.units_in_force > 0 then 0 end) as value,
        coalesce(derived.doubtful, 0) as doubtful,
        -- each row that was set aside may be one head more; how many years of age it would add is
        -- unknown
        case
            when coverage.rows_quarantined = 0 then 0
            when measures.unit_code = '人' then coverage.rows_quarantined
        end as widening
    from measures
    inner join coverage on measures.derivation_form = coverage.form
    left join derived
        on
            measures.measure_code = derived.measure_code
            and coverage.region_code = derived.region_code
            and coverage.year = derived.year
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
            when is_whole then 'derived'
            else 'derived_part'
        end as witness,
        case
            when value is null then 6
            when is_whole then 1
            else 4
        end as witness_rank,
        1::smallint as owner_rank,
        unit_of_measure,
        case
            when value is null then null
            when not is_whole then '>='
            when doubtful = 0 and widening = 0 then '='
            else '~'
        end as qualifier,
        -- a leaf that says L has no value: what some of its units make known is a bound, vague
        case
            when value is null then 'L'
            when is_whole then 'A'
            else 'U'
        end as obs_status,
        case when is_whole then value else value - doubtful end as value,
        value - doubtful as value_low,
        case when is_whole then value + widening end as value_high,
        as_of_date,
        '_Z' as unit_code,
        '_Z' as submission_id,
        '_Z' as sheet,
        0 as row_no,
        units_expected,
        units_in_force,
        rows_quarantined,
        0 as units_filed,
        value is not null and is_whole as is_whole,
        value is not null and is_whole as is_complete
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
        case
            when coalesce(filed.value, filed.value_low, filed.value_high) is null then 5
            -- what is pending (公示中) gives way to whatever is settled
            when filed.obs_status = 'P' then 3
            else 2
        end as witness_rank,
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
        greatest(coverage.units_expected, 1) as units_expected,
        greatest(coverage.units_in_force, 1) as units_in_force,
        coalesce(coverage.rows_quarantined, 0) as rows_quarantined,
        1 as units_filed,
        filed.has_word as is_whole,
        filed.has_word
        and coalesce(coverage.units_in_force = coverage.units_expected, true) as is_complete
    from filed
    inner join measures on filed.measure_code = measures.measure_code
    left join coverage
        on
            coalesce(measures.derivation_form, 'measure_return') = coverage.form
            and filed.region_code = coverage.region_code
            and filed.year = coverage.year
),

final as (
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
)

select * from final
