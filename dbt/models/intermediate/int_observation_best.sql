{# The best witness of every observation, ratios recomputed from their parts, and what the other
   witnesses say of it. -#}
{%- set key = [
    'measure_code', 'region_code', 'rollup', 'programme_code', 'scope', 'life_stage', 'edition', 'year',
] -%}
{%- set columns = key + [
    'witness', 'witness_rank', 'owner_rank', 'unit_of_measure', 'qualifier', 'obs_status', 'value', 'value_low',
    'value_high', 'as_of_date', 'unit_code', 'submission_id', 'sheet', 'row_no', 'units_expected',
    'units_in_force', 'rows_quarantined', 'is_complete',
] -%}
with stated as (
    select * from {{ ref('int_observation_stated') }}
),

ratio_measures as (
    select measure_code from {{ source('reference', 'measure') }} where agg_region = 'ratio'
),

ratios as (
    select
        {{ columns | join(',\n        ') }}
    from stated
    where measure_code in (select ratio_measures.measure_code from ratio_measures)
    union all
    select
        {{ columns | join(',\n        ') }}
    from {{ ref('int_observation_ratio') }}
),

-- a filed ratio has its place behind the one that its parts give
ranked_ratios as (
    select
        *,
        row_number() over (
            partition by {{ key | join(', ') }}
            order by
                witness_rank, owner_rank, value_high - value_low nulls last,
                as_of_date desc nulls last, unit_code, submission_id, sheet, row_no
        ) as place,
        count(*) filter (where witness <> 'none') over (
            partition by {{ key | join(', ') }}
        ) as witness_count
    from ratios
),

candidates as (
    select
        {{ columns | join(',\n        ') }},
        place,
        witness_count
    from stated
    where measure_code not in (select ratio_measures.measure_code from ratio_measures)
    union all
    select
        {{ columns | join(',\n        ') }},
        place,
        witness_count
    from ranked_ratios
),

winners as (
    select * from candidates where place = 1
),

-- every other witness held against the best one; a side without bounds decides nothing
verdicts as (
    select
        {%- for column in key %}
        others.{{ column }},
        {%- endfor %}
        coalesce(bool_or(
            others.value_low > winners.value_high or others.value_high < winners.value_low
        ), false) as is_disjoint,
        bool_or(
            coalesce(others.value_low, others.value_high) is null
            or coalesce(winners.value_low, winners.value_high) is null
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
