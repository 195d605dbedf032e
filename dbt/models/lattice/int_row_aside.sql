{# What the rows that are set aside may count for, and where. What does not read is null and may be
   anything: of the region what `reach_region` and `reaches_below` leave. A condition that asks for
   such a field is null, and the row may count; it does not where the field is blank. #}
{%- set spot = [
    'submission_id', 'sheet', 'row_no', 'unit_code', 'unit_region', 'year', 'region_code',
    'programme_code', 'life_stage', 'edition', 'takes_person',
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
        {%- if declared.region %}
        case
            when '{{ declared.region.field }}' = any(aside.unread) then null
            when landed.{{ declared.region.field }} is null then aside.unit_region
            else {{ region_meant('landed.' ~ declared.region.landed) }}
        end as region_code,
        {%- else %}
        aside.unit_region as region_code,
        {%- endif %}
        {%- for column in declared.columns %}
        case
            when not aside.unread && array['{{ column.fields | join("', '") }}']
                then coalesce({{ column.value }}, {{ column.blank or 'null' }})
        end as {{ column.name }},
        {%- endfor %}
        {%- for amount in declared.amounts %}
        {%- for suffix, landed in [('', 'v'), ('_status', 'status'), ('_high', 'high')] %}
        case
            when not aside.unread && array['{{ amount.fields | join("', '") }}']
                then landed.{{ amount.name }}__{{ landed }}
        end as {{ amount.name }}{{ suffix }},
        {%- endfor %}
        {%- endfor %}
        {{ aside_axis(declared, 'programme', "'_T'") }} as programme_code,
        {{ aside_axis(declared, 'stage', 'null::text') }} as life_stage,
        {%- if declared.edition %}
        case
            when '{{ declared.edition.field }}' = any(aside.unread) then null
            when landed.{{ declared.edition.field }} is null then '_N'
            else reference.edition_name(landed.{{ declared.edition.landed }})
        end as edition,
        {%- else %}
        '_T' as edition,
        {%- endif %}
        {%- if declared.counts == 'once' %}
        case when '{{ declared.id_number }}' <> all(aside.unread) then landed.person_key end
            as takes_person
        {%- else %}
        null::text as takes_person
        {%- endif %}
    from aside
    inner join {{ source('raw', declared.form) }} as landed
        on
            aside.submission_id = landed.submission_id
            and aside.sheet = landed.sheet
            and aside.row_no = landed.row_no
    {%- if declared.region %}
    {{ joined_meanings(
        'landed.' ~ declared.region.landed,
        'landed.' ~ declared.year.landed if declared.year else 'aside.year'
    ) | indent(4) }}
    {%- endif %}
    {#- of a year that does not read any that may be filed in the period #}
    {%- if declared.year %}
    {%- set told = aside_axis(declared, 'year', 'null') %}
    inner join years
        on
            coalesce({{ told }}, years.year) = years.year
            and ({{ told }} is not null or years.year between aside.year - 2 and aside.year + 1)
    {%- endif %}
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
        {{ column }},
        {%- endfor %}
        {{ 'true' if declared.stage else 'false' }} as names_stage,
        {#- nothing where it says M, anything where its amount does not read #}
        {%- if declared.counts in ('amounts', 'payments') and derived.amount != '1' %}
        case
            when {{ derived.amount }}_status = 'M' then 0
            when
                {{ derived.amount }}_status not in ('Q', 'O', 'L', 'P')
                and {{ derived.amount }} is not null
                then {{ derived.amount }}_high
        end::numeric as high,
        {%- else %}
        {{ derived.amount }}::numeric as high,
        {%- endif %}
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
        '_T' as item,
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
