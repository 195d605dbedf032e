-- 本单位报了120人，为什么只计113人？
-- A unit filed 120 people: why are 113 counted?
-- grain: unit x step of its account x other unit; the steps from filed on add up to counted
-- unit: people; negative: what the step takes away. Nothing is 以上 here: these are rows filed
-- reading: set_aside: rows with errors; repeated: one person in two rows; works_elsewhere: so many
-- of those counted stand at another region, where they work
-- columns: unit_code, unit_name, year, step, other_unit, people

with wanted as (
    select
        '5301' as region_prefix,
        2021 as year
),

filed as (
    select
        completeness.unit_code,
        completeness.region_code,
        completeness.unit_name,
        wanted.year,
        sum(completeness.rows_landed) as rows_landed,
        sum(completeness.rows_quarantined) as rows_quarantined
    from mart.mart_submission_completeness as completeness
    cross join wanted
    where
        completeness.form = 'talent_register'
        and completeness.is_complete
        and completeness.period = wanted.year::text
        and starts_with(completeness.region_code, wanted.region_prefix)
    group by
        completeness.unit_code, completeness.region_code, completeness.unit_name, wanted.year
),

people as (
    select
        named.unit_code,
        named.counted_by_unit,
        named.people,
        named.region_code <> filed.region_code as is_elsewhere
    from wanted
    cross join mart.unit_people(wanted.year) as named
    inner join filed on named.unit_code = filed.unit_code
),

totals as (
    select
        unit_code,
        sum(people) as people,
        sum(people) filter (where counted_by_unit = unit_code) as counted,
        sum(people) filter (where counted_by_unit = unit_code and is_elsewhere) as elsewhere
    from people
    group by unit_code
),

steps as (
    select
        filed.unit_code,
        step.place,
        step.step,
        null::text as other_unit,
        step.people
    from filed
    left join totals on filed.unit_code = totals.unit_code
    cross join
        lateral (
            values
            (1, 'filed', filed.rows_landed),
            (2, 'set_aside', -filed.rows_quarantined),
            (
                3,
                'repeated',
                coalesce(totals.people, 0) - filed.rows_landed + filed.rows_quarantined
            ),
            (5, 'counted', coalesce(totals.counted, 0)),
            (6, 'works_elsewhere', totals.elsewhere)
        ) as step (place, step, people)
    union all
    select
        unit_code,
        4 as place,
        'counted_by_other' as step,
        counted_by_unit as other_unit,
        -sum(people) as people
    from people
    where counted_by_unit <> unit_code
    group by unit_code, counted_by_unit
),

final as (
    select
        steps.unit_code,
        filed.unit_name,
        filed.year,
        steps.step,
        steps.other_unit,
        steps.people,
        steps.place
    from steps
    inner join filed on steps.unit_code = filed.unit_code
    where steps.people <> 0 or steps.step = 'counted'
)

select
    unit_code,
    unit_name,
    year,
    step,
    other_unit,
    people
from final
order by unit_code, place, other_unit;
