{# Regions that have none of their own of a measure that is only stated, by decision: no unit sits
   there, or it is decided that its level files none. #}
with measures as (
    select *
    from {{ ref('int_measure') }}
    where derivation_form is null and not is_floor
),

regions as (
    select * from {{ ref('int_region_year') }}
),

years as (
    select * from {{ ref('int_lattice_year') }}
),

seats as (
    select distinct  -- many units sit in one region
        units.region_code,
        years.year
    from {{ ref('stg_reporting_unit') }} as units
    inner join years
        on
            extract(year from units.valid_from) <= years.year
            and (units.valid_to is null or extract(year from units.valid_to) > years.year)
),

decided as (
    select * from {{ ref('int_duty_decided') }}
),

final as (
    select
        measures.measure_code,
        regions.region_code,
        regions.year
    from measures
    cross join regions
    left join seats on regions.region_code = seats.region_code and regions.year = seats.year
    left join decided as of_measure
        on
            measures.measure_code = of_measure.subject
            and regions.level = of_measure.level
            and regions.year = of_measure.year
    left join decided as of_form
        on
            of_form.subject = 'measure_return'
            and regions.level = of_form.level
            and regions.year = of_form.year
    where seats.region_code is null or coalesce(of_measure.duty, of_form.duty) = 'none'
)

select * from final
