{# Every candidate of every observation with its place: what was counted, added up or filed, and
   ratios recomputed from their parts. -#}
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

final as (
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
)

select * from final
