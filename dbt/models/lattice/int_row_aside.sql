{# What the rows that are set aside may count for, and where. What does not read is null and may be
   anything: of the region what `reach_region` and `reaches_below` leave. A condition that asks for
   such a field is null, and the row may count; it does not where the field is blank. #}
{%- set spot = [
    'submission_id', 'sheet', 'row_no', 'unit_code', 'unit_region', 'region_code',
] | join(',\n        ') -%}
with measures as (
    select * from {{ source('reference', 'measure') }}
),

years as (
    select * from {{ ref('int_lattice_year') }}
),

-- whose rows name no region but their own
own_only as (
    select distinct  -- a form tells of several measures
        form,
        unit_code,
        year
    from {{ ref('int_unit_awaited') }}
    where not reaches_below
),

aside as (
    select
        findings.submission_id,
        findings.sheet,
        findings.row_no,
        submissions.unit_code,
        units.region_code as unit_region,
        left(submissions.period, 4)::smallint as year,
        array_agg(coalesce(findings."column", '')) as unread
    from {{ source('audit', 'finding') }} as findings
    inner join {{ source('audit', 'current_submission') }} as submissions
        on findings.submission_id = submissions.submission_id
    inner join {{ ref('stg_reporting_unit') }} as units
        on submissions.unit_code = units.unit_code
    where
        findings.severity = 'critical'
        and findings.source <> 'gate2'
        and findings.row_no is not null
        and submissions.form <> 'measure_return'
    group by
        findings.submission_id, findings.sheet, findings.row_no, submissions.unit_code,
        units.region_code, submissions.period
),

people as (
    select
        {{ aside_place('work_region') }},
        {{ aside_field('title_level') }},
        {{ aside_field('education', "''") }},
        {{ aside_field('title_date', "'-infinity'") }},
        case
            when 'is_grassroots_title' <> all(aside.unread)
                then coalesce(landed.is_grassroots_title__v = 'yes', false)
        end as is_grassroots_title,
        case
            when not aside.unread && array['birth_ym', 'id_number']
                then coalesce(
                    aside.year
                    - extract(year from coalesce(landed.id_birth_month, landed.birth_ym__v)),
                    -1
                )
        end as age_years,
        case when 'id_number' <> all(aside.unread) then landed.person_key end as takes_person
    {{ aside_landed('talent_register', 'work_region') }}
),

participants as (
    select
        {{ aside_place('service_region') }},
        {{ aside_field('programme') }},
        {{ aside_field('life_stage') }},
        {{ aside_field('stage_date') }},
        case
            when 'edition' = any(aside.unread) then null
            when landed.edition is null then '_N'
            else reference.edition_name(landed.edition)
        end as edition
    {{ aside_landed('programme_roster', 'service_region') }}
),

activities as (
    select
        {{ aside_place('place_region') }},
        {%- call(code, condition, column, fields, is_last) each_service_measure() %}
        case when '{{ column }}' <> all(aside.unread) then landed.{{ column }}__v end
            as {{ column }},
        case when '{{ column }}' <> all(aside.unread) then landed.{{ column }}__status end
            as {{ column }}_status,
        case when '{{ column }}' <> all(aside.unread) then landed.{{ column }}__high end
            as {{ column }}_high,
        {%- endcall %}
        {{ aside_field('programme') }},
        {{ aside_field('activity_type') }}
    {{ aside_landed('service_log', 'place_region') }}
),

movements as (
    select
        {{ aside_place('region') }},
        {{ aside_field('programme') }},
        {{ aside_field('stage') }},
        {{ aside_field('fund_year') }},
        case when not aside.unread && array['amount', 'unit'] then landed.amount__status end
            as amount_status,
        case when not aside.unread && array['amount', 'unit'] then landed.amount__v end as amount,
        case when not aside.unread && array['amount', 'unit'] then landed.amount__high end
            as amount_high
    {{ aside_landed('funding_ledger', 'region', 'landed.fund_year__v') }}
),

may_count as (
    {%- call(code, condition, amount, fields, is_last) each_talent_measure() %}
    
    select
        '{{ code }}' as measure_code,
        'talent_register' as form,
        {{ spot }},
        year,
        '_T' as programme_code,
        null::text as life_stage,
        '_T' as edition,
        {{ amount }}::numeric as high,
        takes_person,
        takes_person is null as takes_anybody
    from people
    where ({{ condition }}) is not false
    union all
    {%- endcall %}
    {%- call(code, condition, is_last) each_roster_measure() %}
    
    select
        '{{ code }}' as measure_code,
        'programme_roster' as form,
        {{ spot }},
        year,
        programme as programme_code,
        life_stage,
        edition,
        1::numeric as high,
        null as takes_person,
        false as takes_anybody
    from participants
    where ({{ condition }}) is not false
    union all
    {%- endcall %}
    {%- call(code, condition, column, fields, is_last) each_service_measure() %}
    
    select
        '{{ code }}' as measure_code,
        'service_log' as form,
        {{ spot }},
        year,
        programme as programme_code,
        null as life_stage,
        '_T' as edition,
        {{ aside_most(column) }},
        null as takes_person,
        false as takes_anybody
    from activities
    where ({{ condition }}) is not false
    union all
    {%- endcall %}
    select
        measures.measure_code,
        'funding_ledger' as form,
        movements.submission_id,
        movements.sheet,
        movements.row_no,
        movements.unit_code,
        movements.unit_region,
        movements.region_code,
        years.year,
        movements.programme as programme_code,
        null as life_stage,
        '_T' as edition,
        {{ aside_most('movements.amount') }},
        null as takes_person,
        false as takes_anybody
    from movements
    inner join measures on coalesce(movements.stage, measures.fund_stage) = measures.fund_stage
    -- of a year that does not read: what may be filed in the period
    inner join years
        on
            coalesce(movements.fund_year, years.year) = years.year
            and (
                movements.fund_year is not null
                or years.year between movements.year - 2 and movements.year + 1
            )
),

final as (
    select
        may_count.measure_code,
        may_count.year,
        may_count.region_code,
        may_count.unit_region as reach_region,
        own_only.unit_code is null as reaches_below,
        may_count.programme_code,
        '_T' as item,
        case
            when may_count.form = 'programme_roster' then may_count.life_stage
            else measures.default_stage
        end as life_stage,
        may_count.edition,
        may_count.high,
        may_count.takes_person,
        may_count.takes_anybody,
        may_count.submission_id,
        may_count.sheet,
        may_count.row_no
    from may_count
    inner join measures on may_count.measure_code = measures.measure_code
    left join own_only
        on
            may_count.form = own_only.form
            and may_count.unit_code = own_only.unit_code
            and may_count.year = own_only.year
)

select * from final
