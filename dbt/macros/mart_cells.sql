{#- CTE chosen: which observations a cell of a mart shows, those with choice 1 (of editions there
    may be several): own_bureau at rollup own, region at total; of what is in being, not planned.
    Expects the CTE best, rows of int_observation_best. -#}
{%- macro mart_cells() -%}
measures as (
    select * from {{ source('reference', 'measure') }}
),

regions as (
    select * from {{ source('reference', 'region') }} where valid_to is null
),

scoped as (
    select
        best.*,
        regions.name as region_name,
        regions.level as region_level,
        -- a return may say 不适用 where it means the whole: both are the programme total
        case best.programme_code when '_Z' then '_T' else best.programme_code end as mart_programme,
        -- who is not recognised yet is pending (待定), whichever way the return says so
        case
            when
                best.measure_code = 'PROG_PARTICIPANTS'
                and (
                    best.obs_status = 'P'
                    or best.life_stage in ('applied', 'recommended', 'in_public_notice')
                )
                then 'PROG_PARTICIPANTS_PENDING'
            else best.measure_code
        end as mart_measure
    from best
    inner join regions on best.region_code = regions.region_code
    where
        (best.rollup = 'own' and best.scope = 'own_bureau')
        or (best.rollup = 'total' and best.scope = 'region')
),

-- what is planned, applied for or withdrawn is in fct_observation_best, not in a mart's total
eligible as (
    select
        scoped.*,
        measures.agg_region = 'sum' and measures.unit_code <> '人' as is_additive,
        -- a pending filing is no number of the measure itself
        (
            scoped.obs_status = 'P' and scoped.submission_id <> '_Z'
            and scoped.mart_measure not like '%\_PENDING'
        ) as is_withheld,
        -- an edition without a number leaves the sum of the others open
        scoped.edition <> '_Z' and coalesce(bool_or(
            scoped.edition <> '_Z'
            and coalesce(scoped.value, scoped.value_low, scoped.value_high) is null
        ) over (
            partition by
                scoped.measure_code, scoped.region_code, scoped.rollup, scoped.year,
                scoped.programme_code, scoped.life_stage
        ), false) as is_open,
        -- a whole count first, then what was filed, a part of a count last, whatever its key
        case
            when coalesce(bool_or(scoped.witness = 'derived_part') over same_key, false) then 3
            when coalesce(bool_and(scoped.witness = 'derived') over same_key, false) then 1
            else 2
        end as witness_class,
        scoped.edition = '_Z' as is_whole_edition
    from scoped
    inner join measures on scoped.mart_measure = measures.measure_code
    where
        scoped.life_stage in ('_Z', 'recognised', 'implemented')
        or scoped.mart_measure = 'PROG_PARTICIPANTS_PENDING'
    window same_key as (
        partition by
            scoped.measure_code, scoped.region_code, scoped.rollup, scoped.year,
            scoped.programme_code, scoped.life_stage, scoped.edition = '_Z'
    )
),

chosen as (
    select
        *,
        rank() over (
            partition by mart_measure, region_code, rollup, year, mart_programme
            order by
                coalesce(value, value_low, value_high) is null,
                witness_class,
                measure_code = mart_measure desc,
                life_stage = '_Z' desc, life_stage = 'recognised' desc,
                life_stage,
                programme_code = '_T' desc,
                is_whole_edition desc
        ) as choice
    from eligible
)
{%- endmacro -%}

{#- CTE other_scopes: observations of the scopes that no mart shows, those with choice 1 stand for
    their programme. Expects a CTE of best observations. -#}
{%- macro other_scopes(best='best') -%}
other_scopes as (
    select
        *,
        case programme_code when '_Z' then '_T' else programme_code end as cell_programme,
        row_number() over (
            partition by
                measure_code, region_code, rollup, scope, year,
                case programme_code when '_Z' then '_T' else programme_code end
            order by
                coalesce(value, value_low, value_high) is null, life_stage = '_Z' desc, life_stage,
                programme_code = '_T' desc, programme_code
        ) as choice
    from {{ best }}
    where
        scope in ('own_and_subordinate', 'line_system')
        and edition = '_Z'
        and life_stage in ('_Z', 'recognised', 'implemented')
        and obs_status <> 'P'
)
{%- endmacro -%}
