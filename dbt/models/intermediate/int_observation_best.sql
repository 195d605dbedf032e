{# All rollups and levels together: every candidate with its place. -#}
{%- set columns = [
    'measure_code', 'programme_code', 'life_stage', 'edition', 'year', 'witness', 'witness_rank', 'owner_rank',
    'unit_of_measure', 'qualifier', 'obs_status', 'value', 'value_low', 'value_high', 'as_of_date', 'unit_code',
    'submission_id', 'sheet', 'row_no', 'units_expected', 'units_in_force', 'rows_quarantined', 'is_complete',
    'place', 'witness_count',
] -%}
with candidates as (
    select
        region_code,
        'own' as rollup,
        scope,
        {{ columns | join(',\n        ') }}
    from {{ ref('int_observation_own') }}
    {%- for level in ['county', 'prefecture', 'province', 'unknown'] %}
    union all
    select
        region_code,
        'total' as rollup,
        'region' as scope,
        {{ columns | join(',\n        ') }}
    from {{ ref('int_observation_total_' ~ level) }}
    {%- endfor %}
),

winners as (
    select * from candidates where place = 1
),

-- every other witness held against the best one
verdicts as (
    select
        others.measure_code,
        others.region_code,
        others.rollup,
        others.programme_code,
        others.scope,
        others.life_stage,
        others.edition,
        others.year,
        bool_or(others.value_low > winners.value_high or others.value_high < winners.value_low) as is_disjoint,
        bool_or(
            others.obs_status in ('Q', 'O', 'L') and coalesce(others.value, others.value_low, others.value_high) is null
            or coalesce(winners.value, winners.value_low, winners.value_high) is null
        ) as is_undecidable
    from candidates as others
    inner join winners
        on
            others.measure_code = winners.measure_code
            and others.region_code = winners.region_code
            and others.rollup = winners.rollup
            and others.programme_code = winners.programme_code
            and others.scope = winners.scope
            and others.life_stage = winners.life_stage
            and others.edition = winners.edition
            and others.year = winners.year
    where others.place > 1 and others.witness <> 'none'
    group by
        others.measure_code, others.region_code, others.rollup, others.programme_code, others.scope,
        others.life_stage, others.edition, others.year
),

final as (
    select
        winners.*,
        case
            when verdicts.measure_code is null then 'alone'
            when coalesce(verdicts.is_disjoint, false) then 'disagree'
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
