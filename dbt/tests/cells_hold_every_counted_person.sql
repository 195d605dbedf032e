-- The cells add up to everybody who counts. Without this test a slice that a night should have
-- counted again, and did not, would keep the numbers of the day before, and no sum would show it.
{%- set slice = ['region_code', 'year', 'unit_code'] %}
with cells as (
    select
        region_code,
        unit_code,
        year,
        sum(talent_headcount) as people
    from {{ ref('int_talent_cells') }}
    group by region_code, unit_code, year
),

counted as (
    select
        region_code,
        unit_code,
        year,
        count(*) as people
    from {{ ref('int_talent_claims_counted') }}
    where is_counted and {{ only_judged(slice, ref('int_talent_changed_slices')) }}
    group by region_code, unit_code, year
),

final as (
    select
        counted.region_code,
        counted.unit_code,
        counted.year,
        counted.people,
        cells.people as people_in_cells
    from counted
    left join cells
        on
            counted.region_code = cells.region_code
            and counted.unit_code = cells.unit_code
            and counted.year = cells.year
    where cells.people is distinct from counted.people
)

select * from final
