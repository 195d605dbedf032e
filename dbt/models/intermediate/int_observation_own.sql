{# The best witness of a region's own (本级) observations, and of those whose scope is never rolled
   up. -#}
with returns as (
    select * from {{ ref('int_observation_filed') }}
),

filed as (
    select
        *,
        -- a number, or the word that there can be none
        coalesce(value, value_low, value_high) is not null or obs_status = 'M' as has_word
    from returns
    where rollup = 'own'
),

derived as (
    select * from {{ ref('int_measures_derived') }}
),

-- a form is owed in a year or not: where those above owe it they answer for what is below
coverage as (
    select
        *,
        max(units_owed) over (partition by form, year) > 0 as is_form_owed
    from {{ ref('int_coverage') }}
    where rollup = 'own'
),

-- the programme that stands for all, and the stage that the measure speaks of
measures as (
    select
        *,
        case derivation
            when 'int_talent_measures_derived' then '_Z' else '_T'
        end as whole_programme,
        case
            when measure_code in ('PROG_PARTICIPANTS', 'PROG_PARTICIPANTS_NEW') then 'recognised'
            else '_Z'
        end as life_stage
    from {{ source('reference', 'measure') }}
),

programmes as (
    select
        measure_code,
        programme_code,
        year
    from derived
    union  -- the whole has a place even when nothing came
    select
        measures.measure_code,
        measures.whole_programme as programme_code,
        coverage.year
    from measures
    inner join coverage on measures.derivation_form = coverage.form
),

-- a return says more than the log beside it: of a unit that keeps no log, or not all the year,
-- where nobody owes one; or of the years before, of what is counted up since then
outspoken as (
    select distinct  -- one such return is enough
        filed.measure_code,
        filed.region_code,
        filed.programme_code,
        filed.life_stage,
        filed.year
    from filed
    inner join measures on filed.measure_code = measures.measure_code
    inner join coverage
        on
            measures.derivation_form = coverage.form
            and filed.region_code = coverage.region_code
            and filed.year = coverage.year
    where
        filed.scope = 'own_bureau'
        and filed.edition = '_Z'
        and coalesce(filed.value, filed.value_low, filed.value_high) is not null
        and (
            (
                not coverage.is_form_owed
                and array_position(
                    string_to_array(coverage.codes_in_force, ' '), filed.unit_code
                ) is null
            )
            or (
                measures.kind = 'cumulative'
                and filed.period_start < make_date(filed.year::integer, 1, 1)
            )
        )
),

-- where a return has a number of the region, that a log says nothing is no zero
returned as (
    select distinct  -- own or total, of whichever stage or edition
        returns.measure_code,
        returns.region_code,
        case returns.programme_code
            when '_Z' then measures.whole_programme else returns.programme_code
        end as programme_code,
        returns.year
    from returns
    inner join measures on returns.measure_code = measures.measure_code
    where coalesce(returns.value, returns.value_low, returns.value_high) is not null
),

-- every region and year with a unit behind it has a place for each derived measure, and for each
-- programme that occurs in the year
placed as (
    select
        programmes.measure_code,
        coverage.region_code,
        programmes.programme_code,
        measures.life_stage,
        programmes.year,
        measures.unit_code as unit_of_measure,
        derived.as_of_date,
        derived.measure_code is not null as is_found,
        coalesce(derived.is_open, false) as is_open,
        measures.whole_programme,
        programmes.programme_code = measures.whole_programme as is_of_all,
        coverage.units_in_force,
        coverage.units_expected,
        coverage.units_owed,
        coverage.is_form_owed,
        coverage.rows_quarantined,
        -- rows that others have here do not make the region covered
        coverage.units_in_force = coverage.units_expected
        and coverage.units_inside > 0 as is_covered,
        outspoken.measure_code is not null as is_outspoken,
        returned.measure_code is not null as is_returned,
        derived.obs_status,
        derived.value,
        derived.value_low,
        derived.value_high,
        -- each row that was set aside may be one head more; what else it would add is unknown
        case
            when coverage.rows_quarantined = 0 then 0
            when measures.unit_code = '人' and coalesce(measures.agg_region, 'sum') <> 'none'
                then coverage.rows_quarantined
        end as widening
    from programmes
    inner join measures on programmes.measure_code = measures.measure_code
    inner join coverage
        on
            measures.derivation_form = coverage.form
            and programmes.year = coverage.year
    left join derived
        on
            programmes.measure_code = derived.measure_code
            and programmes.programme_code = derived.programme_code
            and programmes.year = derived.year
            and coverage.region_code = derived.region_code
    left join outspoken
        on
            programmes.measure_code = outspoken.measure_code
            and programmes.programme_code = outspoken.programme_code
            and programmes.year = outspoken.year
            and measures.life_stage = outspoken.life_stage
            and coverage.region_code = outspoken.region_code
    left join returned
        on
            programmes.measure_code = returned.measure_code
            and programmes.programme_code = returned.programme_code
            and programmes.year = returned.year
            and coverage.region_code = returned.region_code
),

-- in force and nobody there is a true zero, unless nobody owes the form and a return knows better;
-- not in force is no number at all
zeroed as (
    select
        *,
        not is_found and (
            (is_covered and (is_form_owed or not is_returned or whole_programme = '_Z'))
            or (is_of_all and units_owed > 0 and units_in_force > 0)
        ) as is_zero
    from placed
),

counted as (
    select
        *,
        is_covered and not is_open and not is_outspoken as is_whole,
        is_zero or coalesce(value, value_low, value_high) is not null as has_number,
        case when is_zero then 0 else value end as point,
        case when is_zero then 0 else value_low end as low,
        case when is_zero then 0 else value_high end as high
    from zeroed
),

-- a number has a unit behind it, be it one whose year is not whole
backed as (
    select
        *,
        case when has_number and units_in_force = 0 then 1 else 0 end as units_filed,
        case when is_whole then high + widening end as bound_high
    from counted
    where has_number or is_found or (is_of_all and units_owed > 0)
),

candidates as (
    select
        measure_code,
        region_code,
        programme_code,
        'own_bureau' as scope,
        life_stage,
        '_Z' as edition,
        year,
        case
            when not has_number then 'none'
            when is_whole then 'derived'
            else 'derived_part'
        end as witness,
        case
            when not has_number then 6
            when is_whole then 1
            else 4
        end as witness_rank,
        1::smallint as owner_rank,
        unit_of_measure,
        case
            when not has_number then null
            when not is_whole then '>='
            when low = bound_high then '='
            when bound_high is null and low = point then '>='
            else '~'
        end as qualifier,
        -- a leaf that says L has no value: what some of its units make known is a bound, vague
        case
            when not has_number then coalesce(obs_status, 'L')
            when is_whole then coalesce(obs_status, 'A')
            else 'U'
        end as obs_status,
        case when is_whole or point is null then point else low end as value,
        low as value_low,
        bound_high as value_high,
        as_of_date,
        '_Z' as unit_code,
        '_Z' as submission_id,
        '_Z' as sheet,
        0 as row_no,
        units_expected,
        units_in_force + units_filed as units_in_force,
        rows_quarantined,
        units_filed,
        has_number and is_whole as is_whole,
        has_number and is_whole as is_complete
    from backed
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
        greatest(
            coalesce(form_coverage.units_expected, return_coverage.units_expected), 1
        ) as units_expected,
        greatest(
            coalesce(form_coverage.units_in_force, return_coverage.units_in_force), 1
        ) as units_in_force,
        coalesce(
            form_coverage.rows_quarantined, return_coverage.rows_quarantined, 0
        ) as rows_quarantined,
        1 as units_filed,
        filed.has_word as is_whole,
        filed.has_word and coalesce(
            coalesce(form_coverage.units_in_force, return_coverage.units_in_force)
            = coalesce(form_coverage.units_expected, return_coverage.units_expected), true
        ) as is_complete
    from filed
    inner join measures on filed.measure_code = measures.measure_code
    -- behind a return stand those who owe what it could be counted from, else those who owe returns
    left join coverage as form_coverage
        on
            measures.derivation_form = form_coverage.form
            and filed.region_code = form_coverage.region_code
            and filed.year = form_coverage.year
            and form_coverage.units_owed > 0
    left join coverage as return_coverage
        on
            return_coverage.form = 'measure_return'
            and filed.region_code = return_coverage.region_code
            and filed.year = return_coverage.year
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
