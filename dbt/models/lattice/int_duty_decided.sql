{{ config(materialized='view') }}
{# What it is decided that a level does about a form or a measure, in each year: the newest. #}
select
    duties.subject,
    duties.level,
    years.year,
    (array_agg(duties.duty order by duties.since desc))[1] as duty
from {{ source('reference', 'duty') }} as duties
inner join {{ ref('int_lattice_year') }} as years on duties.since <= years.year
group by duties.subject, duties.level, years.year
