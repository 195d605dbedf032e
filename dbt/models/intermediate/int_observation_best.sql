{# The best witness of every observation, and what the others say of it. -#}
{%- set key = [
    'measure_code', 'region_code', 'rollup', 'programme_code', 'scope', 'life_stage', 'edition', 'year',
] -%}
{%- set columns = key + [
    'witness', 'witness_rank', 'owner_rank', 'unit_of_measure', 'qualifier', 'obs_status', 'value', 'value_low',
    'value_high', 'as_of_date', 'unit_code', 'submission_id', 'sheet', 'row_no', 'units_expected',
    'units_in_force', 'rows_quarantined', 'is_complete', 'place', 'witness_count',
] -%}
with winners as (
    select * from {{ ref('int_observation_ranked') }} where place = 1
),

compared as (
    select * from {{ ref('int_witness_comparison') }}
),

-- one that excludes the best decides; else one that cannot be held against it leaves it open
verdicts as (
    select
        {%- for column in key %}
        compared.{{ column }},
        {%- endfor %}
        bool_or(compared.verdict = 'disagree') as is_disjoint,
        bool_or(compared.verdict = 'undecidable') as is_undecidable
    from compared
    group by
        compared.measure_code, compared.region_code, compared.rollup, compared.programme_code,
        compared.scope, compared.life_stage, compared.edition, compared.year
),

final as (
    select
        {%- for column in columns %}
        winners.{{ column }},
        {%- endfor %}
        case
            when verdicts.measure_code is null then 'alone'
            when verdicts.is_disjoint then 'disagree'
            when verdicts.is_undecidable then 'undecidable'
            else 'agree'
        end as verdict
    from winners
    left join verdicts
        on
            winners.measure_code = verdicts.measure_code
            and winners.region_code = verdicts.region_code
            and winners.rollup = verdicts.rollup
            and winners.programme_code = verdicts.programme_code
            and winners.scope = verdicts.scope
            and winners.life_stage = verdicts.life_stage
            and winners.edition = verdicts.edition
            and winners.year = verdicts.year
)

select * from final
