{#- What a counted row of a register must fulfil to add one to a measure, by measure. -#}
{% macro talent_conditions() -%}
    {{ return({
        'TALENT_HEADCOUNT': 'true',
        'TITLE_STAFF': "title_level <> 'none'",
        'TITLE_SENIOR': "title_level in ('senior_full', 'senior_associate')",
        'TITLE_SENIOR_FULL': "title_level = 'senior_full'",
        'TITLE_SENIOR_ASSOCIATE': "title_level = 'senior_associate'",
        'TITLE_INTERMEDIATE': "title_level = 'intermediate'",
        'TITLE_ASSISTANT': "title_level = 'assistant'",
        'TITLE_TECHNICIAN': "title_level = 'technician'",
        'TITLE_GRASSROOTS': 'is_grassroots_title',
        'TITLE_NEW': "title_level <> 'none' and extract(year from title_date) = year",
        'TITLE_AGE_N': "title_level <> 'none' and age_years is not null",
        'DEGREE_STAFF': "education in ('doctor', 'master', 'bachelor')",
        'EDUCATION_STATED': 'education is not null',
    }) }}
{%- endmacro %}
