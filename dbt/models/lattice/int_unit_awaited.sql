{# Who may file a form that tells of a measure in a year. What is decided of the measure stands over
   what is owed, an obligation speaks for its whole level, then what is decided of the form does;
   where nobody decided, whoever sits there may. #}
with measures as (
    select
        measure_code,
        derivation_form as form
    from {{ source('reference', 'measure') }}
    where derivation_form is not null
),

units as (
    select
        unit_code,
        region_code,
        kind,
        level,
        extract(year from valid_from)::smallint as first_year,
        coalesce(extract(year from valid_to)::smallint - 1, 9999) as last_year
    from {{ ref('stg_reporting_unit') }}
),

levels as (
    select distinct level from units  -- many units of one level
),

years as (
    select * from {{ ref('int_lattice_year') }}
),

decided as (
    select * from {{ ref('int_duty_decided') }}
),

obligations as (
    select
        obligations.form,
        obligations.unit_kind,
        obligations.unit_level,
        years.year,
        bool_or(obligations.reach = 'below') as reaches_below
    from {{ source('reference', 'obligation') }} as obligations
    inner join years
        on
            years.year
            between left(obligations.first_period, 4)::smallint
            and coalesce(left(obligations.last_period, 4)::smallint, 9999)
    group by obligations.form, obligations.unit_kind, obligations.unit_level, years.year
),

obliged as (
    select distinct  -- several kinds of units of a level may owe a form
        form,
        unit_level,
        year
    from obligations
),

ruled as (
    select
        measures.measure_code,
        measures.form,
        levels.level,
        years.year,
        of_measure.duty as measure_duty,
        coalesce(of_measure.duty, of_form.duty, 'may') as duty,
        obliged.form is not null as is_obliged
    from measures
    cross join levels
    cross join years
    left join decided as of_measure
        on
            measures.measure_code = of_measure.subject
            and levels.level = of_measure.level
            and years.year = of_measure.year
    left join decided as of_form
        on
            measures.form = of_form.subject
            and levels.level = of_form.level
            and years.year = of_form.year
    left join obliged
        on
            measures.form = obliged.form
            and levels.level = obliged.unit_level
            and years.year = obliged.year
),

final as (
    select
        ruled.measure_code,
        ruled.form,
        ruled.year,
        units.unit_code,
        units.region_code,
        coalesce(obligations.reaches_below, true) as reaches_below,
        ruled.is_obliged or ruled.duty = 'owes' as is_owed
    from ruled
    inner join units
        on ruled.level = units.level and ruled.year between units.first_year and units.last_year
    left join obligations
        on
            ruled.form = obligations.form
            and units.kind = obligations.unit_kind
            and units.level = obligations.unit_level
            and ruled.year = obligations.year
    where
        ruled.measure_duty is distinct from 'none'
        and (
            (ruled.is_obliged and obligations.form is not null)
            or (not ruled.is_obliged and ruled.duty <> 'none')
        )
)

select * from final
