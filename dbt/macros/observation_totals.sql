{#- Best observations of one level at rollup total (合计): own and the children's totals, against the region's own filing.

    level      the level of region that is rolled up to
    children   the relation that holds the totals of the level below, or none at the lowest level
    Expects the CTEs own_best, filed_total, measures, coverage_total, regions. -#}
{% macro observation_totals(level, children) %}
    parts as (
        select
            own_best.region_code as total_region,
            own_best.region_code as part_region,
            {{ observation_key('own_best') }},
            own_best.unit_of_measure,
            own_best.obs_status,
            own_best.qualifier,
            own_best.value,
            own_best.value_low,
            own_best.value_high,
            own_best.as_of_date,
            own_best.is_complete,
            own_best.witness
        from own_best
        inner join regions on own_best.region_code = regions.region_code
        where regions.level = '{{ level }}' and own_best.scope = 'own_bureau'
        {%- if children %}
        union all
        select
            regions.parent_code as total_region,
            below.region_code as part_region,
            {{ observation_key('below') }},
            below.unit_of_measure,
            below.obs_status,
            below.qualifier,
            below.value,
            below.value_low,
            below.value_high,
            below.as_of_date,
            below.is_complete,
            below.witness
        from {{ children }} as below
        inner join regions on below.region_code = regions.region_code
        {%- endif %}
    ),

    -- how many children must have a number before a sum is whole: for a measure that a register derives,
    -- those that owe the register; for one that is only ever filed, all of them
    owing as (
        select
            children.parent_code as total_region,
            coverage_total.form,
            coverage_total.year,
            count(*) as child_count
        from coverage_total
        inner join regions as children on coverage_total.region_code = children.region_code
        where coverage_total.units_expected > 0 and children.parent_code is not null
        group by children.parent_code, coverage_total.form, coverage_total.year
    ),

    tree as (
        select
            parent_code as total_region,
            count(*) as child_count
        from regions
        where parent_code is not null
        group by parent_code
    ),

    summed as (
        select
            parts.total_region as region_code,
            {{ observation_key('parts') }},
            min(parts.unit_of_measure) as unit_of_measure,
            case measures.agg_region when 'max' then max(parts.value) else sum(parts.value) end as value,
            case measures.agg_region when 'max' then max(parts.value_low) else sum(parts.value_low) end as value_low,
            case measures.agg_region when 'max' then max(parts.value_high) else sum(parts.value_high) end as value_high,
            bool_and(parts.value_high is not null) as is_bounded,
            bool_and(coalesce(parts.qualifier, '=') = '=') as is_exact,
            (array_agg(parts.obs_status order by {{ status_rank('parts.obs_status') }}))[1] as worst_status,
            bool_or(parts.witness like 'derived%') as has_derived,
            max(parts.as_of_date) as as_of_date,
            count(*) filter (where parts.part_region <> parts.total_region) as child_parts,
            bool_and(parts.is_complete and (parts.value is not null or parts.obs_status = 'M'))
            and count(*) filter (where parts.part_region <> parts.total_region)
            >= {{ 'coalesce(max(case when measures.derivation is null then tree.child_count else owing.child_count end), 0)'
                if children else '0' }} as is_whole
        from parts
        inner join measures on parts.measure_code = measures.measure_code
        left join tree on parts.total_region = tree.total_region
        left join owing
            on
                parts.total_region = owing.total_region
                and coalesce(measures.derivation_form, 'measure_return') = owing.form
                and parts.year = owing.year
        where measures.agg_region in ('sum', 'max') or parts.part_region = parts.total_region
        group by parts.total_region, {{ observation_key('parts') }}, measures.agg_region
        having measures.agg_region in ('sum', 'max') or count(*) = 1
    ),

    candidates as (
        select
            summed.region_code,
            {{ observation_key('summed') }},
            case
                when summed.value is null then 'none'
                when summed.is_whole and summed.has_derived then 'derived'
                when summed.is_whole then 'filed'
                when summed.has_derived then 'derived_part'
                else 'filed_part'
            end as witness,
            -- a bureau's own filing alone is not the region's: there the region's filing goes first
            case
                when summed.value is null then 7
                when summed.is_whole and (summed.has_derived or summed.child_parts > 0) then 1
                when summed.is_whole then 3
                else 4
            end as witness_rank,
            1::smallint as owner_rank,
            summed.unit_of_measure,
            case when summed.is_whole and summed.is_exact then '=' when summed.is_whole then '~' else '>=' end as qualifier,
            -- a sum of what is known is a lower bound and says what is missing
            case
                when not summed.is_whole and summed.worst_status in ('A', 'M', 'I', 'E', 'U', 'B', 'P') then 'O'
                else summed.worst_status
            end as obs_status,
            case when summed.is_whole then summed.value else summed.value_low end as value,
            summed.value_low,
            case when summed.is_whole and summed.is_bounded then summed.value_high end as value_high,
            summed.as_of_date,
            '_Z' as unit_code,
            '_Z' as submission_id,
            '_Z' as sheet,
            0 as row_no,
            summed.is_whole
        from summed
        union all
        select
            filed_total.region_code,
            {{ observation_key('filed_total') }},
            'filed' as witness,
            case
                when coalesce(filed_total.value, filed_total.value_low, filed_total.value_high) is null then 6
                when filed_total.value_low = filed_total.value_high then 2
                else 5
            end as witness_rank,
            filed_total.owner_rank,
            filed_total.unit_of_measure,
            filed_total.qualifier,
            filed_total.obs_status,
            filed_total.value,
            filed_total.value_low,
            filed_total.value_high,
            filed_total.as_of_date,
            filed_total.unit_code,
            filed_total.submission_id,
            filed_total.sheet,
            filed_total.row_no,
            true as is_whole
        from filed_total
        inner join regions on filed_total.region_code = regions.region_code
        where regions.level = '{{ level }}'
    ),

    ranked as (
        select
            candidates.*,
            row_number() over same_observation as place,
            count(*) filter (where candidates.witness <> 'none') over (
                partition by candidates.region_code, {{ observation_key('candidates') }}
            ) as witness_count
        from candidates
        window same_observation as (
            partition by candidates.region_code, {{ observation_key('candidates') }}
            order by
                candidates.witness_rank, candidates.owner_rank,
                candidates.value_high - candidates.value_low nulls last,
                candidates.as_of_date desc nulls last, candidates.unit_code, candidates.submission_id,
                candidates.sheet, candidates.row_no
        )
    ),

    final as (
        select
            ranked.*,
            greatest(
                coalesce(coverage_total.units_expected, 0), coalesce(coverage_total.units_in_force, 0),
                case when ranked.value is null and ranked.witness = 'none' then 0 else 1 end
            ) as units_expected,
            greatest(
                coalesce(coverage_total.units_in_force, 0),
                case when ranked.value is null and ranked.witness = 'none' then 0 else 1 end
            ) as units_in_force,
            coalesce(coverage_total.rows_quarantined, 0) as rows_quarantined,
            ranked.is_whole
            and coalesce(coverage_total.units_in_force >= coverage_total.units_expected, true) as is_complete
        from ranked
        inner join measures on ranked.measure_code = measures.measure_code
        left join coverage_total
            on
                coalesce(measures.derivation_form, 'measure_return') = coverage_total.form
                and ranked.region_code = coverage_total.region_code
                and ranked.year = coverage_total.year
    )

    select * from final
{% endmacro %}

{#- The CTEs that observation_totals reads. -#}
{% macro observation_sources() %}
    own_best as (
        select * from {{ ref('int_observation_own') }} where place = 1
    ),

    filed_total as (
        select * from {{ ref('int_observation_filed') }} where rollup = 'total'
    ),

    measures as (
        select * from {{ source('reference', 'measure') }}
    ),

    coverage_total as (
        select * from {{ ref('int_coverage') }} where rollup = 'total'
    ),

    regions as (
        select * from {{ source('reference', 'region') }} where valid_to is null
    ),
{% endmacro %}
