{#- Best observations of one level at rollup total (合计): own and the children's totals, against
    the region's own filing.

    level      the level of region that is rolled up to
    children   the CTE that holds the totals of the level below, or none at the lowest level
    Expects the CTEs of observation_sources.

    Ranks of witnesses, the first that there is wins:
    1 a whole sum: every part has a number, and every child that owes the form is among the parts;
      where nobody owes it, every child and the region itself
    2 an exact filing of the region
    4 a sum of what is known, a lower bound
    5 an inexact or pending filing of the region
    6 a filing without number
    7 a sum without number -#}
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
            own_best.witness,
            own_best.submission_id,
            own_best.units_filed,
            {%- if children %}
            own_best.is_whole
            {%- else %}
            -- one bureau's return is not its region's: without children only the register makes a
            -- region whole
            own_best.is_whole and own_best.witness = 'derived' as is_whole
            {%- endif %}
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
            below.witness,
            below.submission_id,
            below.units_filed,
            below.is_whole
        from {{ children }} as below
        inner join regions on below.region_code = regions.region_code
        {%- endif %}
    ),

    -- what is pending (公示中) is no part of a sum, except of the measure that counts what is pending
    known as (
        select
            parts.*,
            measures.agg_region,
            measures.is_non_negative,
            measures.derivation,
            {{ is_pending('parts') }} as is_pending
        from parts
        inner join measures on parts.measure_code = measures.measure_code
        where measures.agg_region in ('sum', 'max')
    ),

    -- a return that counts up since years before says more than the sum of the year's logs
    cumulated as (
        select distinct  -- one such return is enough
            filed_total.region_code,
            {{ observation_key('filed_total') }}
        from filed_total
        inner join measures on filed_total.measure_code = measures.measure_code
        where
            measures.kind = 'cumulative'
            and measures.derivation is not null
            and filed_total.period_start < make_date(filed_total.year::integer, 1, 1)
            and coalesce(filed_total.value, filed_total.value_low, filed_total.value_high) is not null
    ),

    -- how many children must have a number before a sum is whole: for a measure that a form derives,
    -- those that owe the form; for one that is only ever filed, or where nobody owes, all of them
    children_of as (
        select
            parent_code as region_code,
            count(*) as child_count
        from regions
        where parent_code is not null
        group by parent_code
    ),

    owing_children_of as (
        select
            regions.parent_code as region_code,
            coverage_total.form,
            coverage_total.year,
            count(*) as child_count
        from coverage_total
        inner join regions on coverage_total.region_code = regions.region_code
        where coverage_total.units_owed > 0 and regions.parent_code is not null
        group by regions.parent_code, coverage_total.form, coverage_total.year
    ),

    summed as (
        select
            known.total_region as region_code,
            {{ observation_key('known') }},
            known.is_non_negative,
            known.derivation is not null as is_derivable,
            min(known.unit_of_measure) as unit_of_measure,
            {%- for column in ['value', 'value_low', 'value_high'] %}
            case known.agg_region
                when 'max' then max(known.{{ column }}) filter (where not known.is_pending)
                else sum(known.{{ column }}) filter (where not known.is_pending)
            end as {{ column }},
            {%- endfor %}
            bool_and(known.value_low is not null or known.obs_status = 'M') as is_bounded_below,
            bool_and(known.value_high is not null or known.obs_status = 'M') as is_bounded_above,
            bool_and(coalesce(known.qualifier, '=') = '=') as is_exact,
            (array_agg(known.obs_status order by {{ status_rank('known.obs_status') }}))[1] as worst_status,
            coalesce(bool_or(known.witness like 'derived%'), false) as has_derived,
            coalesce(
                bool_and(known.witness like 'derived%') filter (where known.value is not null), false
            ) as is_derived,
            max(known.as_of_date) as as_of_date,
            sum(known.units_filed) as units_filed,
            bool_and((known.is_whole or known.obs_status = 'M') and not known.is_pending) as is_each_whole,
            count(*) filter (where known.part_region <> known.total_region) as child_parts,
            coalesce(bool_or(known.part_region = known.total_region), false) as has_own_part
        from known
        group by
            known.total_region, {{ observation_key('known') }}, known.agg_region, known.is_non_negative,
            known.derivation
    ),

    measured as (
        select
            summed.*,
            {%- if children %}
            summed.is_derivable and coalesce(coverage_total.units_owed, 0) > 0 as is_owed,
            -- where only the region itself owes the form its children have no part of their own, but
            -- returns that name single ones do not make up the region
            case
                when
                    summed.is_derivable and coalesce(coverage_total.units_owed, 0) > 0
                    and (summed.has_derived or owing_children_of.child_count > 0)
                    then coalesce(owing_children_of.child_count, 0)
                else coalesce(children_of.child_count, 0)
            end as children_needed
        from summed
        inner join measures on summed.measure_code = measures.measure_code
        left join children_of on summed.region_code = children_of.region_code
        left join coverage_total
            on
                measures.derivation_form = coverage_total.form
                and summed.region_code = coverage_total.region_code
                and summed.year = coverage_total.year
        left join owing_children_of
            on
                measures.derivation_form = owing_children_of.form
                and summed.region_code = owing_children_of.region_code
                and summed.year = owing_children_of.year
            {%- else %}
            true as is_owed,
            0 as children_needed
        from summed
            {%- endif %}
    ),

    weighed as (
        select
            measured.*,
            measured.is_each_whole and measured.child_parts >= measured.children_needed
            -- of logs that nobody owes the region's own must be among the parts
            and (not measured.has_derived or measured.is_owed or measured.has_own_part)
            and not (measured.has_derived and cumulated.region_code is not null) as is_whole,
            measured.child_parts < measured.children_needed as is_child_missing,
            case when measured.is_owed then 'L' else 'O' end as missing_status
        from measured
        left join cumulated
            on
                measured.region_code = cumulated.region_code
                and measured.measure_code = cumulated.measure_code
                and measured.programme_code = cumulated.programme_code
                and measured.year = cumulated.year
                and measured.life_stage = cumulated.life_stage
                and measured.edition = cumulated.edition
    ),

    -- a sum of what is known is a lower bound, if nothing that is missing could take away from it
    sums as (
        select
            weighed.region_code,
            {{ observation_key('weighed') }},
            weighed.unit_of_measure,
            weighed.as_of_date,
            weighed.units_filed,
            weighed.has_derived,
            weighed.is_derived,
            weighed.is_whole and weighed.value is not null as is_whole,
            weighed.is_whole and weighed.value is null and weighed.worst_status = 'M' as is_not_applicable,
            case
                when weighed.value is null then null
                when not weighed.is_whole then '>='
                when weighed.is_exact then '='
                when weighed.is_bounded_below and not weighed.is_bounded_above then '>='
                else '~'
            end as qualifier,
            case
                when weighed.is_whole or weighed.value is null then weighed.worst_status
                {%- if children %}
                when weighed.worst_status in ('Q', 'L', 'O') then weighed.worst_status
                when weighed.worst_status = 'P' and not weighed.is_child_missing then 'P'
                else weighed.missing_status
                {%- else %}
                -- a leaf that says why it has no value has none; a bound is vague
                else 'U'
                {%- endif %}
            end as obs_status,
            case
                when weighed.is_whole then weighed.value
                -- 0 以上 of 近300 would be a zero that nobody stated
                when weighed.is_non_negative and (weighed.value_low > 0 or weighed.value = 0)
                    then weighed.value_low
            end as value,
            case
                when weighed.is_non_negative then coalesce(weighed.value_low, weighed.value - weighed.value)
                when weighed.is_whole and weighed.is_bounded_below then weighed.value_low
            end as value_low,
            case when weighed.is_whole and weighed.is_bounded_above then weighed.value_high end as value_high
        from weighed
    ),

    candidates as (
        select
            sums.region_code,
            {{ observation_key('sums') }},
            case
                when coalesce(sums.value, sums.value_low) is null then 'none'
                when sums.is_whole and sums.is_derived then 'derived'
                when sums.is_whole then 'filed'
                when sums.has_derived then 'derived_part'
                else 'filed_part'
            end as witness,
            case
                when coalesce(sums.value, sums.value_low) is null then 7
                when sums.is_whole then 1
                else 4
            end as witness_rank,
            1::smallint as owner_rank,
            sums.unit_of_measure,
            case when coalesce(sums.value, sums.value_low) is not null then sums.qualifier end as qualifier,
            sums.obs_status,
            sums.value,
            sums.value_low,
            sums.value_high,
            sums.as_of_date,
            '_Z' as unit_code,
            '_Z' as submission_id,
            '_Z' as sheet,
            0 as row_no,
            sums.units_filed,
            sums.is_whole or sums.is_not_applicable as is_whole
        from sums
        union all
        select
            filed_total.region_code,
            {{ observation_key('filed_total') }},
            'filed' as witness,
            case
                when coalesce(filed_total.value, filed_total.value_low, filed_total.value_high) is null then 6
                when filed_total.obs_status <> 'P' and filed_total.value_low = filed_total.value_high then 2
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
            1 as units_filed,
            coalesce(filed_total.value, filed_total.value_low, filed_total.value_high) is not null
            or filed_total.obs_status = 'M' as is_whole
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

    -- units behind the form that the measure comes from, where it is owed or was counted from; else
    -- behind the returns. A number that came otherwise has its filers behind it
    covered as (
        select
            ranked.*,
            coalesce(form_coverage.units_expected, return_coverage.units_expected) as form_expected,
            coalesce(form_coverage.units_in_force, return_coverage.units_in_force) as form_in_force,
            coalesce(
                form_coverage.rows_quarantined, return_coverage.rows_quarantined, 0
            ) as rows_quarantined,
            case when ranked.witness = 'none' then 0 else ranked.units_filed end as units_behind
        from ranked
        inner join measures on ranked.measure_code = measures.measure_code
        left join coverage_total as form_coverage
            on
                measures.derivation_form = form_coverage.form
                and ranked.region_code = form_coverage.region_code
                and ranked.year = form_coverage.year
                and (form_coverage.units_owed > 0 or ranked.witness like 'derived%')
        left join coverage_total as return_coverage
            on
                return_coverage.form = 'measure_return'
                and ranked.region_code = return_coverage.region_code
                and ranked.year = return_coverage.year
    ),

    final as (
        select
            *,
            greatest(form_expected, units_behind) as units_expected,
            greatest(form_in_force, units_behind) as units_in_force,
            is_whole and coalesce(form_in_force >= form_expected, true) as is_complete
        from covered
    )

    select * from final
{% endmacro %}

{#- The CTEs that observation_totals reads; below: the model of the level below, if any. -#}
{% macro observation_sources(below=none) %}
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

    {%- if below %}
    children_best as (
        select * from {{ ref(below) }} where place = 1
    ),
    {%- endif %}

    regions as (
        select * from {{ source('reference', 'region') }} where valid_to is null
    ),
{% endmacro %}
