{# Each identity held against the best observations of a cell, with the bounds of both sides: what
   they exclude is violated, what they leave open is undecidable. -#}
with identities as (
    select * from {{ source('reference', 'identity') }}
),

terms as (
    select * from {{ source('reference', 'identity_term') }}
),

measures as (
    select * from {{ source('reference', 'measure') }}
),

regions as (
    {{ regions_named() }}
),

best_observations as (
    select * from {{ ref('int_observation_best') }}
),

-- scopes that no other mart shows have their identities too
other_scopes as (
    select best_observations.*
    from best_observations
    inner join measures on best_observations.measure_code = measures.measure_code
    where
        best_observations.scope in ('own_and_subordinate', 'line_system')
        and best_observations.item = '_T'
        and best_observations.edition = '_T'
        and best_observations.life_stage = measures.default_stage
        and best_observations.since = best_observations.year::text
        and best_observations.programme_code <> '_Z'
),

observations as (
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        case rollup when 'own' then 'own_bureau' else 'region' end as scope,
        year,
        witness,
        obs_status,
        value,
        value_low,
        value_high,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete
    from {{ ref('int_mart_rows') }}
    union all
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        scope,
        year,
        witness,
        obs_status,
        value,
        value_low,
        value_high,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete
    from other_scopes
),

-- an identity of named programmes stands at the one that its left side begins with
anchors as (
    select
        identity_code,
        (array_agg(programme_code order by side, place))[1] as programme_code
    from terms
    group by identity_code
),

-- a cell for each region, programme and year in which somebody speaks of a term
cells as (
    select distinct  -- several terms may speak
        terms.identity_code,
        observations.region_code,
        observations.rollup,
        observations.scope,
        coalesce(anchors.programme_code, observations.programme_code) as programme_code,
        observations.year
    from terms
    inner join anchors on terms.identity_code = anchors.identity_code
    inner join observations
        on
            terms.measure_code = observations.measure_code
            and coalesce(terms.programme_code, observations.programme_code)
            = observations.programme_code
    where terms.year_offset = 0 and observations.witness <> 'none'
),

linked as (
    select
        cells.*,
        terms.side,
        terms.factor,
        terms.measure_code,
        measures.is_non_negative,
        observations.obs_status,
        observations.value,
        observations.value_low,
        observations.value_high,
        observations.units_expected,
        observations.units_in_force,
        observations.rows_quarantined,
        observations.is_complete,
        -- over a break in the series the year before says nothing
        terms.year_offset <> 0
        and (
            measures.is_break
            or coalesce(observations.obs_status = 'B', false)
            or coalesce(current_year.obs_status = 'B', false)
        ) as is_broken
    from cells
    inner join terms on cells.identity_code = terms.identity_code
    inner join measures on terms.measure_code = measures.measure_code
    left join observations
        on
            terms.measure_code = observations.measure_code
            and coalesce(terms.programme_code, cells.programme_code) = observations.programme_code
            and cells.region_code = observations.region_code
            and cells.rollup = observations.rollup
            and cells.scope = observations.scope
            and cells.year + terms.year_offset = observations.year
    left join observations as current_year
        on
            terms.year_offset <> 0
            and terms.measure_code = current_year.measure_code
            and coalesce(terms.programme_code, cells.programme_code) = current_year.programme_code
            and cells.region_code = current_year.region_code
            and cells.rollup = current_year.rollup
            and cells.scope = current_year.scope
            and cells.year = current_year.year
),

known as (
    select
        *,
        case when not is_broken then value end as point,
        -- what nobody states of a measure that cannot be negative is at least 0
        case
            when not is_broken and value_low is not null then value_low
            when is_non_negative then 0
        end as low,
        case when not is_broken then value_high end as high
    from linked
),

-- taken away, the upper bound makes the lower one
best as (
    select
        identity_code,
        region_code,
        rollup,
        scope,
        programme_code,
        year,
        side,
        measure_code,
        coalesce(obs_status, 'O') as obs_status,
        factor * point as value,
        factor * case when factor < 0 then high else low end as value_low,
        factor * case when factor < 0 then low else high end as value_high,
        coalesce(value, value_low, value_high) is not null and not is_broken as is_known,
        units_expected,
        units_in_force,
        coalesce(rows_quarantined, 0) as rows_quarantined,
        coalesce(is_complete, false) as is_complete
    from known
),

sides as (
    select
        best.identity_code,
        best.region_code,
        best.rollup,
        best.scope,
        best.programme_code,
        best.year,
        {%- for side in ['left', 'right'] %}
        {%- set of_side = "filter (where best.side = '" ~ side ~ "')" %}
        {%- for column in ['value', 'value_low', 'value_high'] %}
        case
            when bool_and(best.{{ column }} is not null) {{ of_side }}
                then sum(best.{{ column }}) {{ of_side }}
        end as {{ side }}_{{ column }},
        {%- endfor %}
        (array_agg(
            best.obs_status order by {{ status_rank('best.obs_status') }}
        ) {{ of_side }})[1] as {{ side }}_status,
        coalesce(bool_or(best.is_known) {{ of_side }}, false) as {{ side }}_is_known,
        {%- endfor %}
        -- the coverage of the least covered term
        (array_agg(
            best.units_expected
            order by
                not best.is_known,
                best.units_in_force::numeric / nullif(best.units_expected, 0) nulls first,
                best.units_expected desc, best.measure_code
        ) filter (where best.units_expected is not null))[1]::integer as units_expected,
        (array_agg(
            best.units_in_force
            order by
                not best.is_known,
                best.units_in_force::numeric / nullif(best.units_expected, 0) nulls first,
                best.units_expected desc, best.measure_code
        ) filter (where best.units_expected is not null))[1]::integer as units_in_force,
        max(best.rows_quarantined) as rows_quarantined,
        bool_and(best.is_complete) as is_complete
    from best
    group by
        best.identity_code, best.region_code, best.rollup, best.scope, best.programme_code,
        best.year
),

judged as (
    select
        sides.*,
        identities.left_expression,
        identities.relation,
        identities.right_expression,
        identities.tolerance,
        identities.description_zh,
        identities.description_en,
        regions.name as region_name,
        regions.level as region_level,
        case
            when sides.left_value_low > sides.right_value_high * (1 + identities.tolerance)
                then 'violated'
            when
                identities.relation = '='
                and sides.left_value_high < sides.right_value_low * (1 - identities.tolerance)
                then 'violated'
            when
                identities.relation = '<='
                and sides.left_value_high <= sides.right_value_low * (1 + identities.tolerance)
                then 'holds'
            when
                identities.relation = '='
                and sides.left_value_high <= sides.right_value_low * (1 + identities.tolerance)
                and sides.left_value_low >= sides.right_value_high * (1 - identities.tolerance)
                then 'holds'
            else 'undecidable'
        end as outcome
    from sides
    inner join identities on sides.identity_code = identities.identity_code
    inner join regions on sides.region_code = regions.region_code
),

final as (
    select
        identity_code,
        region_code,
        rollup,
        programme_code,
        scope,
        region_name,
        region_level,
        left_expression::text as left_expression,
        relation,
        right_expression::text as right_expression,
        description_zh,
        description_en,
        outcome,
        left_status,
        right_status,
        year,
        left_value::numeric(24, 6) as left_value,
        -- 0 of what nobody states is no bound to show
        (case when left_is_known then left_value_low end)::numeric(24, 6) as left_value_low,
        left_value_high::numeric(24, 6) as left_value_high,
        right_value::numeric(24, 6) as right_value,
        (case when right_is_known then right_value_low end)::numeric(24, 6) as right_value_low,
        right_value_high::numeric(24, 6) as right_value_high,
        tolerance::numeric(24, 6) as tolerance,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete
    from judged
)

select * from final
