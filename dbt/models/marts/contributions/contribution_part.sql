{# One step down: what an observation is made of, where it is made of others.
   Not materialized, so that one observation is found by its key. #}
{%- set key = ['measure_code', 'programme_code', 'life_stage', 'edition', 'year'] -%}
with best as not materialized (
    select * from {{ ref('fct_observation_best') }}
),

shown as not materialized (
    select
        shown.*,
        measures.agg_region,
        measures.numerator,
        measures.denominator
    from {{ ref('contribution_witness') }} as shown
    inner join {{ ref('dim_measure') }} as measures on shown.measure_code = measures.measure_code
),

regions as not materialized (
    select * from {{ ref('dim_region') }} where valid_to is null
),

-- a total that nobody filed is what the region itself has, and what its regions have
whole as not materialized (
    select * from shown where rollup = 'total' and submission_id = '_Z' and agg_region <> 'ratio'
),

-- a ratio that nobody filed is computed
ratio as not materialized (
    select * from shown where submission_id = '_Z' and agg_region = 'ratio'
),

parts as (
    select
        'own' as part,
        whole.region_code as whole_region,
        whole.rollup as whole_rollup,
        whole.scope as whole_scope,
        whole.other as whole_other,
        whole.measure_code as whole_measure,
        whole.witness like '%\_part' as is_lower_bound,
        part.*
    from whole
    inner join best as part
        on
            whole.region_code = part.region_code
            {%- for column in key %}
            and whole.{{ column }} = part.{{ column }}
            {%- endfor %}
    where part.rollup = 'own' and part.scope = 'own_bureau'
    union all
    select
        'below' as part,
        whole.region_code as whole_region,
        whole.rollup as whole_rollup,
        whole.scope as whole_scope,
        whole.other as whole_other,
        whole.measure_code as whole_measure,
        whole.witness like '%\_part' as is_lower_bound,
        part.*
    from whole
    inner join regions on whole.region_code = regions.parent_code
    inner join best as part
        on
            regions.region_code = part.region_code
            {%- for column in key %}
            and whole.{{ column }} = part.{{ column }}
            {%- endfor %}
    where part.rollup = 'total' and part.scope = 'region'
    {%- for side in ['numerator', 'denominator'] %}
    union all
    select
        '{{ side }}' as part,
        ratio.region_code as whole_region,
        ratio.rollup as whole_rollup,
        ratio.scope as whole_scope,
        ratio.other as whole_other,
        ratio.measure_code as whole_measure,
        false as is_lower_bound,
        part.*
    from ratio
    inner join best as part
        on
            ratio.{{ side }} = part.measure_code
            and ratio.region_code = part.region_code
            and ratio.rollup = part.rollup
            and ratio.scope = part.scope
            {%- for column in key if column != 'measure_code' %}
            and ratio.{{ column }} = part.{{ column }}
            {%- endfor %}
    {%- endfor %}
),

final as (
    select
        parts.whole_measure,
        parts.whole_region,
        parts.whole_rollup,
        parts.whole_scope,
        parts.whole_other,
        parts.part,
        parts.measure_code,
        parts.region_code,
        parts.rollup,
        parts.programme_code,
        parts.scope,
        parts.life_stage,
        parts.edition,
        parts.year,
        parts.is_lower_bound,
        (parts.part in ('own', 'below') and {{ is_pending('parts') }})::boolean as is_pending
    from parts
)

select * from final
