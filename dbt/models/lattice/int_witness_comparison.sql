{# Where witnesses of a cell do not meet, or nobody can tell whether they do: each of them beside
   what was made of all. #}
{%- set sides = [
    'witness', 'unit_code', 'submission_id', 'sheet', 'row_no', 'qualifier', 'obs_status', 'value',
] -%}
with best as (
    select * from {{ ref('int_observation_best') }}
),

measures as (
    select * from {{ ref('int_measure') }}
),

cells as (
    select distinct  -- a cell may be shown as two measures
        best.cell_no,
        measures.least,
        coalesce(earlier.is_contradicted, false) as is_as_before
    from best
    inner join measures on best.measure_code = measures.measure_code
    left join {{ ref('int_cell_first') }} as earlier on best.cell_no = earlier.cell_no
    where best.verdict in ('disagree', 'undecidable')
),

-- what the first pass found contradicted stays so: then its parts did not meet, all that was filed
-- in them
cells_before as (
    select * from cells where is_as_before
),

cells_after as (
    select * from cells where not is_as_before
),

statements as (
    select * from {{ ref('int_statement') }}
),

{{ sums_of_parts(ref('int_cell_first'), 'cells_before', 'sums_before') }}

{{ sums_of_parts(ref('int_cell_bound'), 'cells_after', 'sums_after') }}

sums as (
    select * from sums_before
    union all
    select * from sums_after
),

speaking as (
    select
        own.cell_no,
        own.kind as witness,
        '_Z' as dimension,
        coalesce(statements.unit_code, '_Z') as unit_code,
        coalesce(statements.submission_id, '_Z') as submission_id,
        coalesce(statements.sheet, '_Z') as sheet,
        coalesce(statements.row_no, 0) as row_no,
        own.qualifier,
        coalesce(statements.obs_status, {{ status_of('own.badness') }}, 'A') as obs_status,
        own.value,
        own.low,
        own.high,
        own.refuted_by
    from {{ ref('int_cell_witness') }} as own
    inner join cells on own.cell_no = cells.cell_no
    left join statements on own.statement_no = statements.statement_no
    where own.speaks
    union all
    select
        cell_no,
        'parts' as witness,
        dimension,
        '_Z' as unit_code,
        '_Z' as submission_id,
        '_Z' as sheet,
        0 as row_no,
        case when high < 'Infinity' then '=' else '>=' end as qualifier,
        coalesce({{ status_of('badness') }}, 'A') as obs_status,
        case when high < 'Infinity' then value else floor_value end as value,
        low,
        high,
        null::numeric as refuted_by
    from sums
    where (low, high) <> (least, 'Infinity')
    union all
    select
        rates.cell_no,
        case when rates.is_by_rows then 'derived' else 'rate' end as witness,
        '_Z' as dimension,
        '_Z' as unit_code,
        '_Z' as submission_id,
        '_Z' as sheet,
        0 as row_no,
        '=' as qualifier,
        coalesce({{ status_of('rates.badness') }}, 'A') as obs_status,
        rates.value,
        rates.low,
        rates.high,
        null::numeric as refuted_by
    from {{ ref('int_rate_made') }} as rates
    inner join cells on rates.cell_no = cells.cell_no
    where rates.is_defined and (rates.low, rates.high) <> (0, rates.cap)
),

met as (
    select
        *,
        max(low) over (partition by cell_no) as greatest_low,
        min(high) over (partition by cell_no) as least_high
    from speaking
),

judged as (
    select
        *,
        case
            when low is null then 'undecidable'
            when refuted_by is not null or low > least_high or high < greatest_low then 'disagree'
            else 'agree'
        end as verdict
    from met
),

final as (
    select
        best.measure_code,
        best.region_code,
        best.rollup,
        best.programme_code,
        best.year,
        best.since,
        best.scope,
        best.item,
        best.life_stage,
        best.edition,
        best.unit_of_measure,
        {%- for column in sides + ['value_low', 'value_high', 'as_of_date'] %}
        best.{{ column }} as best_{{ column }},
        {%- endfor %}
        {%- for column in sides + ['dimension'] %}
        judged.{{ column }} as other_{{ column }},
        {%- endfor %}
        nullif(judged.low, '-Infinity') as other_value_low,
        nullif(judged.high, 'Infinity') as other_value_high,
        null::date as other_as_of_date,
        judged.verdict,
        -- what lies between it and whoever it does not meet: the least that separates them
        case
            when judged.low > judged.least_high then judged.low - judged.least_high
            when judged.high < judged.greatest_low then judged.high - judged.greatest_low
            else judged.refuted_by
        end as gap,
        best.units_expected,
        best.units_in_force,
        best.rows_quarantined,
        best.is_complete
    from judged
    inner join best on judged.cell_no = best.cell_no
    where
        judged.verdict <> 'agree'
        -- what gave the number stands there already
        and (judged.witness, judged.submission_id, judged.sheet, judged.row_no)
        <> (best.witness, best.submission_id, best.sheet, best.row_no)
)

select * from final
