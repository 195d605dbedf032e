{#- The landed rows of a form whose submission is in force, without those that are quarantined: what
    each view of staging selects from. Beside each what its code of a region means in its year,
    where it names one; and its unit, where the rows of a form may stand where that is. -#}
{% macro landed_in_force(
    form, region=none, year="left(current_submissions.period, 4)::smallint", has_unit=false
) -%}
from {{ source('raw', form) }} as landed
inner join {{ source('audit', 'current_submission') }} as current_submissions
    on landed.submission_id = current_submissions.submission_id
{%- if has_unit %}
inner join {{ ref('stg_reporting_unit') }} as units
    on current_submissions.unit_code = units.unit_code
{%- endif %}
{%- if region %}
{{ joined_meanings('landed.' ~ region ~ '__v', year) }}
{%- endif %}
where not exists (
    select 1
    from {{ source('audit', 'quarantined_row') }} as quarantined
    where
        quarantined.submission_id = landed.submission_id
        and quarantined.sheet = landed.sheet
        and quarantined.row_no = landed.row_no
)
{%- endmacro %}

{#- The code under which the numbers of a region stand, of a code that was landed. -#}
{% macro region_meant(code) -%}
coalesce(meanings.standing_code, {{ code }})
{%- endmacro %}

{% macro joined_meanings(code, year) -%}
left join {{ ref('stg_region_meaning') }} as meanings
    on
        {{ code }} = meanings.region_code
        and {{ year }} between meanings.first_year and meanings.last_year
{%- endmacro %}
