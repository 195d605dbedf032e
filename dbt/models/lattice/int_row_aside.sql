{# What the rows that are set aside may count for, and where. What does not read is null and may be
   anything: of the region what `reach_region` and `reaches_below` leave. A condition that asks for
   such a field is null, and the row may count; it does not where the field is blank. #}
{%- set spot = [
    'submission_id', 'sheet', 'row_no', 'unit_code', 'unit_region', 'year', 'region_code',
    'programme_code', 'item', 'life_stage', 'edition', 'takes_person',
] -%}
{%- set forms = var('derivations') | selectattr('derives') | list -%}
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
        and submissions.form in (
            {%- for declared in forms %}
            '{{ declared.form }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    group by
        findings.submission_id, findings.sheet, findings.row_no, submissions.unit_code,
        units.region_code, submissions.period
),

{%- for declared in forms %}

{{ declared.form }}_aside as (
    select
        aside.submission_id,
        aside.sheet,
        aside.row_no,
        aside.unit_code,
        aside.unit_region,
        {{ 'years' if declared.year else 'aside' }}.year,
        {{ aside_region(declared) }} as region_code,
        {{- aside_columns(declared) }}
        {{ aside_axis(declared, 'programme', "'_T'") }} as programme_code,
        {{ aside_item(declared) }} as item,
        {{ aside_axis(declared, 'stage', 'null::text') }} as life_stage,
        {{ aside_edition(declared) }} as edition,
        {{ aside_person(declared) }} as takes_person
    from aside
    {{ aside_landed(declared) }}
),
{%- endfor %}

may_count as (
    {%- for declared in forms %}
    {%- set is_last_form = loop.last %}
    {%- for derived in declared.derives if not (derived.counts_as or derived.is_floor) %}
    select
        '{{ derived.measure }}' as measure_code,
        '{{ declared.form }}' as form,
        {%- for column in spot %}
        {{ derived.item ~ ' as item' if column == 'item' and derived.item else column }},
        {%- endfor %}
        {{ 'true' if declared.stage else 'false' }} as names_stage,
        {{ aside_adds(declared, derived) }},
        {{ 'takes_person is null' if declared.counts == 'once' else 'false' }} as takes_anybody
    from {{ declared.form }}_aside
    where ({{ derived.condition }}) is not false
    {{- '\n    union all' if not (is_last_form and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        may_count.measure_code,
        may_count.year,
        may_count.region_code,
        may_count.unit_region as reach_region,
        own_only.unit_code is null as reaches_below,
        may_count.programme_code,
        may_count.item,
        case
            when may_count.names_stage then may_count.life_stage
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
