{# One step down: what an observation is made of, where it is made of others. Along a dimension in
   which parts may be the same, only the largest adds. Not materialized, so that one observation is
   found by its key. #}
{%- set steps = {
    'region': {
        'region_code': 'regions.region_code', 'rollup': 'regions.rollup', 'scope': 'regions.scope',
    },
    'programme': {'programme_code': 'sets.part_code'},
    'item': {'item': none},
    'stage': {'life_stage': 'stages.life_stage'},
    'edition': {'edition': none},
    'since': {'year': 'years.year::smallint', 'since': 'years.year::text'},
    'rate': {'measure_code': 'sides.measure_code'},
} -%}
{%- set joined = {
    'region': "inner join regions on shown.region_code = regions.whole_code
            and regions.role
            <> case shown.comes_from when 'difference' then 'own' else 'whole' end",
    'programme': 'inner join sets on shown.programme_code = sets.whole_code',
    'stage': 'inner join stages on shown.life_stage = stages.whole_stage',
    'since': "cross join lateral generate_series(
            coalesce(nullif(shown.since, '_U')::integer, shown.year), shown.year) as years (year)",
    'rate': "inner join measures on shown.measure_code = measures.measure_code
        cross join lateral (
            values ('numerator', measures.numerator), ('denominator', measures.denominator)
        ) as sides (role, measure_code)",
} -%}
with best as not materialized (
    select * from {{ ref('contribution_witness') }} where other = ''
),

shown as not materialized (
    select * from {{ ref('contribution_witness') }}
),

measures as (
    select * from {{ ref('dim_measure') }}
),

lineage as (
    select * from {{ ref('bridge_programme_lineage') }} where relation = 'member_of'
),

-- own and the regions next below; what is left to own is the total less these
regions as (
    select distinct  -- a region that was renamed stands once
        standing_code as whole_code,
        standing_code as region_code,
        'own' as role,
        'own' as rollup,
        'own_bureau' as scope
    from {{ ref('dim_region') }}
    union all
    select distinct
        standing_parent as whole_code,
        standing_code as region_code,
        'below' as role,
        'total' as rollup,
        'region' as scope
    from {{ ref('dim_region') }}
    where standing_parent is not null
    union all
    select distinct
        standing_code as whole_code,
        standing_code as region_code,
        'whole' as role,
        'total' as rollup,
        'region' as scope
    from {{ ref('dim_region') }}
),

-- a programme in no set is next below the total
sets as (
    select
        coalesce(lineage.to_code, '_T') as whole_code,
        programmes.programme_code as part_code
    from {{ ref('dim_programme') }} as programmes
    left join lineage on programmes.programme_code = lineage.from_code
    where programmes.programme_code <> '_T'
),

stages as (
    select
        life_stage,
        above_code as whole_stage
    from {{ ref('contribution_stage') }}
),

parts as (
    {%- for dimension, changed in steps.items() %}
    select
        {%- for column in cell_columns() %}
        shown.{{ column }} as whole_{{ column }},
        {%- endfor %}
        shown.other as whole_other,
        shown.comes_from as whole_comes_from,
        shown.is_at_least as whole_is_at_least,
        shown.adds <> 'sum' and not (
            shown.adds = 'overlap'
            and shown.dimension = 'stage'
            and shown.edition <> '_T'
            and shown.programme_code not in (select members.whole_code from sets as members)
        ) as is_largest_only,
        {{ {'region': 'regions.role', 'rate': 'sides.role'}.get(dimension, "'part' as role") }},
        {%- for column in cell_columns() %}
        part.{{ column }},
        {%- endfor %}
        part.submission_id,
        part.obs_status,
        part.value,
        part.value_low,
        part.is_firm
    from
        shown
    {{ joined.get(dimension, '') }}
    inner join best as part
        on
    {%- for column in cell_columns() %}
        {%- set meant = changed.get(column, 'shown.' ~ column) %}
            {{ "part." ~ column ~ " <> '_T'" if meant is none
                else 'part.' ~ column ~ ' = ' ~ meant if column not in ('since', 'item')
                else "coalesce(part." ~ column ~ ", '_Z') = coalesce(" ~ meant ~ ", '_Z')" }}
        {{- '\n            and' if not loop.last }}
    {%- endfor %}
    where
        shown.comes_from in ({{ "'rate'" if dimension == 'rate' else "'parts', 'difference'" }})
        and shown.dimension = '{{ 'region' if dimension == 'rate' else dimension }}'
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

ordered as (
    select
        parts.*,
        row_number() over (
            whole
            order by
                parts.role = 'denominator',
                parts.role <> 'own',
                parts.region_code,
                parts.programme_code,
                parts.item,
                parts.life_stage,
                parts.edition,
                parts.year
        ) as n,
        row_number() over (
            whole
            order by
                case when parts.is_firm then parts.value else parts.value_low end desc nulls last,
                parts.region_code,
                parts.programme_code,
                parts.item,
                parts.life_stage,
                parts.edition
        ) as size_place
    from parts
    window
        whole as (
            partition by
            {%- for column in cell_columns() + ['other'] %}
                parts.whole_{{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

final as (
    select
        {%- for column in cell_columns() + ['other'] %}
        whole_{{ column }},
        {%- endfor %}
        n::integer as n,
        role,
        {%- for column in cell_columns() %}
        {{ column }},
        {%- endfor %}
        whole_is_at_least as is_at_least,
        -- what leaves own its difference is no addend, nor what may be among others; in public
        -- notice it added nothing, before pending was a stage
        whole_comes_from <> 'difference'
        and not (whole_comes_from = 'parts' and is_largest_only and size_place > 1)
        and not (
            since = '_Z'
            and whole_comes_from = 'parts'
            and obs_status = 'P'
            and submission_id <> '_Z'
            and measure_code not like '%\_PENDING'
        ) as is_addend
    from ordered
)

select * from final
