{# One best observation per cell of a mart: own_bureau at rollup own, region at total; the fullest life stage first. -#}
with best as (
    select * from {{ ref('int_observation_best') }}
),

regions as (
    select * from {{ source('reference', 'region') }} where valid_to is null
),

-- a return may say 不适用 where it means the whole: both are the programme total
eligible as (
    select
        best.*,
        regions.name as region_name,
        regions.level as region_level,
        case when best.programme_code = '_Z' then '_T' else best.programme_code end as mart_programme,
        row_number() over (
            partition by
                best.measure_code, best.region_code, best.rollup, best.year,
                case when best.programme_code = '_Z' then '_T' else best.programme_code end
            order by
                best.value is null, best.life_stage = '_Z' desc, best.life_stage = 'recognised' desc,
                best.programme_code = '_T' desc, best.edition, best.life_stage, best.programme_code
        ) as choice
    from best
    inner join regions on best.region_code = regions.region_code
    where
        (best.rollup = 'own' and best.scope = 'own_bureau')
        or (best.rollup = 'total' and best.scope = 'region')
),

final as (
    select
        measure_code,
        region_code,
        region_name,
        region_level,
        rollup,
        mart_programme as programme_code,
        year,
        witness,
        unit_of_measure,
        qualifier,
        obs_status,
        value,
        value_low,
        value_high,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete
    from eligible
    where choice = 1
)

select * from final
