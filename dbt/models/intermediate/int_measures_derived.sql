{# All that the forms say by themselves, in one shape: a value with bounds per measure, region,
   programme and year. What counts people as such has no programme. -#}
with final as (
    select
        measure_code,
        region_code,
        '_Z' as programme_code,
        year,
        as_of_date,
        'A' as obs_status,
        value,
        value - doubtful as value_low,
        value as value_high,
        false as is_open
    from {{ ref('int_talent_measures_derived') }}
    union all
    select
        measure_code,
        region_code,
        programme_code,
        year,
        as_of_date,
        'A' as obs_status,
        value,
        value - doubtful as value_low,
        value as value_high,
        false as is_open
    from {{ ref('int_programme_measures_derived') }}
    union all
    select
        measure_code,
        region_code,
        programme_code,
        year,
        as_of_date,
        obs_status,
        value,
        value_low,
        value_high,
        is_open
    from {{ ref('int_quantity_measures_derived') }}
)

select * from final
