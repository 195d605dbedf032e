{# Own and total observations of every level together, as counted, added up or filed: every
   candidate with its place. -#}
{%- set columns = [
    'measure_code', 'programme_code', 'life_stage', 'edition', 'year', 'witness', 'witness_rank', 'owner_rank',
    'unit_of_measure', 'qualifier', 'obs_status', 'value', 'value_low', 'value_high', 'as_of_date', 'unit_code',
    'submission_id', 'sheet', 'row_no', 'units_expected', 'units_in_force', 'rows_quarantined', 'is_whole',
    'is_complete', 'place', 'witness_count',
] -%}
with final as (
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
)

select * from final
