{# Where the counted people of a build may differ from the published ones: wherever a row, old or
   new, of somebody who changed stands. Nothing in a full build, which reads no list of changes. -#}
with people as (
    select * from {{ source('audit', 'changed_person') }}
),

registers as (
    select * from {{ source('raw', 'talent_register') }}
),

submissions as (
    select * from {{ source('audit', 'submission') }}
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

final as (
    select distinct  -- however many people of a slice changed
        coalesce({{ region_meant('registers.work_region__v') }}, units.region_code) as region_code,
        submissions.unit_code,
        people.year
    from people
    inner join registers on people.person_key = registers.person_key
    -- as text: the period of a filing that nobody could place is `_U`
    inner join submissions
        on
            registers.submission_id = submissions.submission_id
            and people.year::text = left(submissions.period, 4)
    inner join units on submissions.unit_code = units.unit_code
    {{ joined_meanings('registers.work_region__v', 'people.year') | indent(4) }}
)

select * from final
