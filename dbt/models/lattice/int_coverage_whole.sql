{# The coverage of what marts count in the rows of a form alone, and whether that is all there is:
   every unit behind it is in force, and of none of its measures may a silent unit speak. #}
with counted (form, measure_code) as (
    values
    ('programme_roster', 'PROG_PARTICIPANTS'),
    ('entity_register', 'PLATFORMS'),
    ('service_log', 'SERVICE_ACTIVITIES'),
    ('service_log', 'EXPERT_BATCHES'),
    ('service_log', 'EXPERT_TRIPS'),
    ('service_log', 'TRAIN_ATTENDANCE'),
    ('service_log', 'SERVICE_ATTENDANCE'),
    ('service_log', 'PEOPLE_SERVED'),
    ('service_log', 'PROBLEMS_SOLVED'),
    ('service_log', 'HOUSEHOLDS_BENEFITED'),
    ('talent_register', 'TITLE_STAFF'),
    ('talent_register', 'TITLE_NEW'),
    ('talent_register', 'TITLE_GRASSROOTS')
),

open_places as (
    select distinct  -- one of several measures is enough
        counted.form,
        places.region_code,
        places.rollup,
        places.year
    from {{ ref('int_place_open') }} as places
    inner join counted on places.measure_code = counted.measure_code
),

final as (
    select
        coverage.form,
        coverage.region_code,
        coverage.rollup,
        coverage.year,
        coverage.units_expected,
        coverage.units_in_force,
        coverage.units_owed,
        coverage.rows_quarantined,
        coverage.units_in_force = coverage.units_expected
        and coverage.units_inside > 0
        and open_places.region_code is null as is_whole
    from {{ ref('int_coverage') }} as coverage
    left join open_places
        on
            coverage.form = open_places.form
            and coverage.region_code = open_places.region_code
            and coverage.rollup = open_places.rollup
            and coverage.year = open_places.year
    where coverage.form in (select counted.form from counted)
)

select * from final
