{# The rows of each form, once for every measure that they are in, where they stand: what their form
   does not name is null, and they are in the total of that alone. The conditions are those that the
   measures are derived by; not materialized, so that few rows are found by their index. Columns by
   name: what analysts may not see is not among them. #}
{%- set people = ['life_stage', 'stage_date', 'programme', 'service_region', 'name'] -%}
with registered as not materialized (
    select
        headcount.submission_id,
        headcount.sheet,
        headcount.row_no,
        headcount.region_code,
        headcount.year,
        headcount.education,
        headcount.age_years,
        headcount.is_grassroots_title,
        headcount.title_date,
        split_part(headcount.title_code, ':', 2) as title_level,
        {{ age_band('headcount.age_years') }} as age_band,
        doubtful.row_no is not null as is_doubtful
    from {{ ref('fct_talent_headcount') }} as headcount
    left join {{ ref('bridge_doubtful_head') }} as doubtful
        on
            headcount.submission_id = doubtful.submission_id
            and headcount.sheet = doubtful.sheet
            and headcount.row_no = doubtful.row_no
    where headcount.is_counted
),

logged as not materialized (
    select * from {{ ref('fct_service_activity') }}
),

moved as not materialized (
    select
        funding.*,
        measures.measure_code
    from {{ ref('fct_funding') }} as funding
    inner join {{ ref('dim_measure') }} as measures on funding.stage = measures.fund_stage
    where
        funding.amount_status <> 'M'
        and (funding.is_counted or funding.adds_low is not null)
),

one_sided as not materialized (
    select * from {{ ref('fct_funding') }} where is_counted and is_one_sided
),

-- a branch a measure: whoever asks for one measure reads one branch
final as (
    {%- call(code, condition, amount, fields, is_last) each_talent_measure() %}
    select
        '{{ code }}'::text as measure_code,
        region_code,
        null::text as programme_code,
        {{ row_stages() }},
        year,
        'talent_register'::text as form,
        submission_id,
        sheet,
        row_no,
        array['{{ fields | join("', '") }}']::text[] as fields,
        {{ row_slices(['title_level', 'age_band']) }},
        ({{ amount }})::numeric(24, 6) as amount,
        (case when is_doubtful then 0 else {{ amount }} end)::numeric(24, 6) as amount_low,
        true as is_counted
    from registered
    where {{ condition }}
    union all
    {%- endcall %}
    -- of a publication before there were cells in five dimensions `head` is null: the rows of a
    -- total stand under its programme there
    {%- for code, fields in [
        ('PROG_PARTICIPANTS', people),
        ('PROG_PARTICIPANTS_NEW',
            ['stage_date', 'life_stage', 'programme', 'service_region', 'name']),
        ('PROG_PARTICIPANTS_PENDING', people),
    ] %}
    select
        measure_code,
        region_code,
        programme_code,
        life_stage as stage,
        edition,
        head,
        place,
        year,
        'programme_roster'::text as form,
        submission_id,
        sheet,
        row_no,
        array[
            '{{ fields | join("', '") }}'
        ]::text[]
            as fields,
        {{ row_slices([]) }},
        1::numeric(24, 6) as amount,
        (case when is_doubtful then 0 else 1 end)::numeric(24, 6) as amount_low,
        true as is_counted
    from {{ ref('bridge_programme_head') }}
    where measure_code = '{{ code }}'
    union all
    {%- endfor %}
    select
        'PROG_PARTICIPANTS' as measure_code,
        region_code,
        programme_code,
        {{ row_stages() }},
        year,
        'programme_roster'::text as form,
        submission_id,
        sheet,
        row_no,
        array['life_stage', 'role', 'stage_date', 'programme', 'service_region', 'name']::text[]
            as fields,
        {{ row_slices(['life_stage', 'role']) }},
        1::numeric(24, 6) as amount,
        (case when is_doubtful then 0 else 1 end)::numeric(24, 6) as amount_low,
        false as is_counted
    from {{ ref('bridge_programme_role') }}
    union all
    {%- call(code, condition, column, fields, is_last) each_service_measure() %}
    {%- set known = is_known(column ~ '_status', column, column ~ '_low', column ~ '_high') %}
    select
        '{{ code }}'::text as measure_code,
        region_code,
        programme_code,
    {#- nobody knows whom two rows have in common: the largest counts for all #}
    {{ row_stages("'all'" if column == 'people_served' else 'null') }},
        year,
        'service_log'::text as form,
        submission_id,
        sheet,
        row_no,
        array['{{ fields | join("', '") }}']::text[] as fields,
        {{ row_slices(['activity_type']) }},
        (case when {{ known }} then {{ column }} end)::numeric(24, 6) as amount,
        (case when {{ known }} then coalesce({{ column }}_low, 0) end)::numeric(24, 6)
            as amount_low,
        -- by activity a mart shows attendances of every kind, the measure those of training
        ({{ condition }})::boolean as is_counted
    from logged
    where {{ column }}_status <> 'M'
    union all
    {%- endcall %}
    {%- set known = is_known('amount_status', 'amount', 'amount_low', 'amount_high') %}
    select
        measure_code,
        region_code,
        programme_code,
        {{ row_stages() }},
        fund_year as year,
        'funding_ledger'::text as form,
        submission_id,
        sheet,
        row_no,
        array['amount', 'unit', 'stage', 'programme', 'payer', 'payee']::text[] as fields,
        {{ row_slices([]) }},
        (case when {{ known }} then coalesce(adds, amount) end)::numeric(24, 6) as amount,
        (case when {{ known }} then coalesce(adds_low, amount_low, 0) end)::numeric(24, 6)
            as amount_low,
        true as is_counted
    from moved
    union all
    select
        'FUND_ONE_SIDED'::text as measure_code,
        region_code,
        programme_code,
        {{ row_stages() }},
        fund_year as year,
        'funding_ledger'::text as form,
        submission_id,
        sheet,
        row_no,
        array['amount', 'unit', 'stage', 'programme', 'payer', 'payee']::text[] as fields,
        {{ row_slices([]) }},
        amount::numeric(24, 6) as amount,
        coalesce(amount_low, 0)::numeric(24, 6) as amount_low,
        true as is_counted
    from one_sided
    where {{ is_amount_known() }}
    {%- for code, amount, stages in [
        ('FUND_WAIT_SUM', 'yuan_days', "'awarded', 'received'"),
        ('FUND_WAIT_N', 'yuan', "'received'"),
    ] %}
    union all
    select
        '{{ code }}'::text as measure_code,
        region_code,
        programme_code,
        {{ row_stages() }},
        fund_year as year,
        'funding_ledger'::text as form,
        submission_id,
        sheet,
        row_no,
        array['movement_date', 'amount', 'unit', 'stage', 'programme', 'payer', 'payee']::text[]
            as fields,
        {{ row_slices([]) }},
        {{ amount }} as amount,
        {{ amount }} as amount_low,
        true as is_counted
    from {{ ref('bridge_fund_wait') }}
    where stage in ({{ stages }})
    {%- endfor %}
)

select * from final
