{# Observations as they are shown: the best ones, and the witnesses beside them that say otherwise;
   and what each comes from: a filing, rows, parts along a dimension, the two sides of a rate. Of
   publications before there were cells in five dimensions `since` is `_Z`: a total that nobody
   filed is of its regions there. Not materialized, so that one observation is found by its key. #}
with best as not materialized (
    select * from {{ ref('fct_observation_best') }}
),

others as not materialized (
    select * from {{ ref('mart_witness_disagreement') }}
),

measures as (
    select * from {{ ref('dim_measure') }}
),

shown as not materialized (
    select
        {%- for column in cell_columns() %}
        {{ column }},
        {%- endfor %}
        '' as other,
        witness,
        dimension,
        submission_id,
        sheet,
        row_no,
        unit_of_measure,
        qualifier,
        obs_status,
        value,
        value_low,
        rests_on_disputed
    from best
    union all
    select
        {%- for column in cell_columns() %}
        {{ column }},
        {%- endfor %}
        concat_ws(
            '|', other_witness, other_dimension, other_submission_id, other_sheet, other_row_no
        ) as other,
        other_witness as witness,
        nullif(other_dimension, '_Z') as dimension,
        other_submission_id as submission_id,
        other_sheet as sheet,
        other_row_no as row_no,
        unit_of_measure,
        other_qualifier as qualifier,
        other_status as obs_status,
        other_value as value,
        other_value_low as value_low,
        false as rests_on_disputed
    from others
),

final as (
    select
        {%- for column in cell_columns() %}
        shown.{{ column }},
        {%- endfor %}
        shown.other,
        shown.witness,
        case
            when shown.submission_id <> '_Z' then 'filed'
            when shown.witness in ('derived', 'rate') or shown.since = '_Z'
                then case
                    when measures.agg_region = 'ratio' then 'rate'
                    when shown.since = '_Z' and shown.rollup = 'total' then 'parts'
                    else 'rows'
                end
            else shown.witness
        end as comes_from,
        coalesce(shown.dimension, 'region') as dimension,
        shown.submission_id,
        shown.sheet,
        shown.row_no,
        shown.unit_of_measure,
        shown.obs_status,
        shown.value,
        shown.value_low,
        coalesce(shown.rests_on_disputed, false) as rests_on_disputed,
        -- a bound of what is known: its parts add what they are at least
        shown.since = '_Z' and shown.witness like '%\_part'
        or shown.since <> '_Z' and shown.qualifier = '>=' as is_at_least,
        shown.qualifier in ('=', '>=') as is_firm,
        case shown.dimension
            when 'programme' then measures.adds_programme
            when 'item' then measures.adds_item
            when 'edition' then measures.adds_edition
            when 'since' then measures.adds_since
            when 'stage' then measures.adds_stage
            when 'region' then measures.adds_region
            else 'sum'
        end as adds
    from shown
    inner join measures on shown.measure_code = measures.measure_code
)

select * from final
