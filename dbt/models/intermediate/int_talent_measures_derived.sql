{# What the register says by itself: people counted once, in the region where they work. -#}
{%- set measures = {
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
} -%}
with counted as (
    select * from {{ ref('int_talent_claims_counted') }} where is_counted
),

-- a weak key may be somebody who stands elsewhere with a number: the low bound leaves it out
names as (
    select
        name_hash,
        extract(year from birth_month) as birth_year,
        year,
        count(distinct person_key) as person_count
    from counted
    group by name_hash, extract(year from birth_month), year
),

people as (
    select
        counted.*,
        counted.person_basis = 'weak' and names.person_count > 1 as is_doubtful
    from counted
    left join names
        on
            counted.name_hash = names.name_hash
            and extract(year from counted.birth_month) = names.birth_year
            and counted.year = names.year
),

sums as (
    select
        region_code,
        year,
        {%- for code, condition in measures.items() %}
        (count(*) filter (where {{ condition }}))::numeric as {{ code | lower }},
        (count(*) filter (
            where {{ condition }} and is_doubtful
        ))::numeric as {{ code | lower }}_doubtful,
        {%- endfor %}
        (sum(age_years) filter (where title_level <> 'none'))::numeric as title_age_sum,
        (sum(age_years) filter (
            where title_level <> 'none' and is_doubtful
        ))::numeric as title_age_sum_doubtful,
        max(as_of_date) as as_of_date
    from people
    group by region_code, year
),

final as (
    select
        measures.measure_code,
        sums.region_code,
        sums.year,
        sums.as_of_date,
        measures.value,
        measures.doubtful
    from sums
    cross join lateral (
        values
        {%- for code in measures %}
        ('{{ code }}', sums.{{ code | lower }}, sums.{{ code | lower }}_doubtful),
        {%- endfor %}
        (
            'TITLE_AGE_SUM',
            coalesce(sums.title_age_sum, 0),
            coalesce(sums.title_age_sum_doubtful, 0)
        )
    ) as measures (measure_code, value, doubtful)
)

select * from final
