{# The regions that there are in a year, with those above them. The first boundaries that are known
   stand for all years before. #}
with years as (
    select * from {{ ref('int_lattice_year') }}
),

regions as (
    select * from {{ source('reference', 'region') }}
),

known as (
    select min(valid_from) as first_day from regions
),

final as (
    select distinct  -- what is one region under one code may be two rows in a year of change
        years.year,
        standing.standing_code as region_code,
        standing.standing_parent as parent_code,
        regions.level
    from years
    cross join known
    inner join regions
        on
            greatest(make_date(years.year, 12, 31), known.first_day) >= regions.valid_from
            and greatest(make_date(years.year, 12, 31), known.first_day)
            < coalesce(regions.valid_to, 'infinity')
    inner join {{ source('reference', 'standing_region') }} as standing
        on regions.region_key = standing.region_key
)

select * from final
