{# One best observation per cell of a mart: own_bureau at rollup own, region at total; of what is
   in being, not planned. -#}
with best as (
    select * from {{ ref('int_observation_best') }}
),

{{ mart_cells() }},

-- where only editions (届次) were filed: amounts and events add up; heads may overlap, from the
-- largest to the sum
final as (
    select
        mart_measure as measure_code,
        region_code,
        region_name,
        region_level,
        rollup,
        mart_programme as programme_code,
        year,
        (array_agg(witness order by witness_rank desc, edition))[1] as witness,
        min(unit_of_measure) as unit_of_measure,
        case
            when bool_or(is_open) and count(value_low) > 0 then 'U'
            when count(*) > 1 and not bool_and(is_additive) and count(value_low) > 0 then 'U'
            else (array_agg(obs_status order by {{ status_rank('obs_status') }}))[1]
        end as obs_status,
        case
            when bool_or(is_withheld) then null
            when count(*) = 1 then max(value)
            when bool_and(is_additive and value is not null) then sum(value)
        end as value,
        case
            when bool_or(is_withheld) then null
            when bool_and(is_additive) then sum(value_low)
            else max(value_low)
        end as value_low,
        case
            when bool_or(is_withheld) then null
            when bool_and(value_high is not null and not is_open) then sum(value_high)
        end as value_high,
        max(units_expected) as units_expected,
        max(units_in_force) as units_in_force,
        max(rows_quarantined) as rows_quarantined,
        bool_and(is_complete) and not bool_or(is_withheld or is_open) as is_complete
    from chosen
    where choice = 1
    group by mart_measure, region_code, region_name, region_level, rollup, mart_programme, year
)

select * from final
