{# The rows of each form, once for every measure that they are in, where they stand: what their form
   does not name is null, and they are in the total of that alone. The conditions are those that the
   measures are derived by; not materialized, so that few rows are found by their index. Columns by
   name: what analysts may not see is not among them. #}
{%- set forms = var('derivations') -%}
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
        headcount.entry_date,
        headcount.entry_mode,
        headcount.staff_category,
        headcount.employer_level,
        headcount.talent_category,
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

moved as not materialized (
    select *
    from {{ ref('fct_funding') }}
    where amount_status <> 'M' and (is_counted or adds_low is not null)
),

one_sided as not materialized (
    select * from {{ ref('fct_funding') }} where is_counted and is_one_sided
),

-- a branch a measure: whoever asks for one measure reads one branch
final as (
    {%- call(code, condition, amount, fields, is_last) each_measure('talent_register') %}
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
        {{ fields_told(fields) }} as fields,
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
    {%- for declared in forms if declared.counts == 'heads' %}
    {%- for derived in declared.derives %}
    select
        measure_code,
        region_code,
        programme_code,
        null::text as item,
        life_stage as stage,
        edition,
        head,
        place,
        year,
        '{{ declared.form }}'::text as form,
        submission_id,
        sheet,
        row_no,
        {{ fields_told(derived.fields) }} as fields,
        {{ row_slices([]) }},
        1::numeric(24, 6) as amount,
        (case when is_doubtful then 0 else 1 end)::numeric(24, 6) as amount_low,
        true as is_counted
    from {{ ref(declared.counted_in[0]) }}
    where measure_code = '{{ derived.measure }}'
    union all
    {%- endfor %}
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
    {%- for declared in forms if declared.counts == 'amounts' %}
    {%- for derived in declared.derives %}
    {%- set column, is_one = derived.amount, derived.amount == '1' %}
    {%- set low = '1' if is_one else 'coalesce(' ~ column ~ '_low, 0)' %}
    {%- set known = 'true' if is_one else is_known(
        column ~ '_status', column, column ~ '_low', column ~ '_high'
    ) %}
    select
        '{{ derived.measure }}'::text as measure_code,
        region_code,
        {{ axis(declared, 'programme', 'programme_code') }},
        {#- nobody knows whom two rows have in common: the largest counts for all #}
        {{ row_stages(
            "'all'" if derived.is_nameless else derived.once or 'null',
            item_told(declared, derived) if derived.item or declared.item else 'null',
            edition_told(declared) if declared.edition else 'null',
        ) }},
        {{ axis(declared, 'year', 'year', 'year') }},
        '{{ declared.form }}'::text as form,
        submission_id,
        sheet,
        row_no,
        {{ fields_told(derived.fields) }} as fields,
        {{ row_slices(declared.slices) }},
        (case when {{ known }} then {{ column }} end)::numeric(24, 6) as amount,
        (case when {{ known }} then {{ low }} end)::numeric(24, 6) as amount_low,
        -- by activity a mart shows what its rows say, the measure what it is about
        ({{ derived.condition }})::boolean as is_counted
    from {{ ref(declared.fact) }}
    where
        {{ 'true' if is_one else column ~ "_status <> 'M'" }}
        {%- if declared.shown %}
        and (({{ derived.condition }}) or {{ declared.shown }})
        {%- endif %}
    union all
    {%- endfor %}
    {%- endfor %}
    -- a thing that may be another, or in another stage, adds nothing that is sure
    {%- for declared in forms if declared.counts == 'things' %}
    {%- for derived in declared.derives if not derived.counts_as %}
    {%- set column, is_one = derived.amount, derived.amount == '1' %}
    select
        '{{ derived.measure }}'::text as measure_code,
        region_code,
        {{ axis(declared, 'programme', 'programme_code') }},
        {{ item_told(declared, derived) if derived.item else 'null' }}::text as item,
        {{ axis(declared, 'stage', 'stage') }},
        null::text as edition,
        {{ declared.mates }}::text as head,
        null::integer as place,
        {{ axis(declared, 'year', 'year', 'year') }},
        '{{ declared.form }}'::text as form,
        submission_id,
        sheet,
        row_no,
        {{ fields_told(derived.fields) }} as fields,
        {{ row_slices(declared.slices) }},
        ({{ 'adds_value' if is_one else column }})::numeric(24, 6) as amount,
        ({{ 'adds_low' if is_one else 'coalesce(' ~ column ~ '_low, 0)' }})::numeric(24, 6)
            as amount_low,
        ({{ derived.condition }})::boolean as is_counted
    from {{ ref(declared.fact) }}
    where
        adds_low > 0
        and {{ 'true' if is_one else is_known(
            column ~ '_status', column, column ~ '_low', column ~ '_high'
        ) }}
    union all
    {%- endfor %}
    {%- endfor %}
    {%- set known = is_known('amount_status', 'amount', 'amount_low', 'amount_high') %}
    {%- call(code, condition, amount, fields, is_last) each_measure('funding_ledger') %}
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
        {{ fields_told(fields) }} as fields,
        {{ row_slices([]) }},
        (case when {{ known }} then coalesce(adds, amount) end)::numeric(24, 6) as amount,
        (case when {{ known }} then coalesce(adds_low, amount_low, 0) end)::numeric(24, 6)
            as amount_low,
        true as is_counted
    from moved
    where {{ condition }}
    union all
    {%- endcall %}
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
