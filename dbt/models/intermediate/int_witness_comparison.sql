{# Every other witness of an observation held against the best one; a side without bounds decides
   nothing. -#}
{%- set key = [
    'measure_code', 'region_code', 'rollup', 'programme_code', 'scope', 'life_stage', 'edition', 'year',
] -%}
{%- set sides = [
    'witness', 'unit_code', 'submission_id', 'sheet', 'row_no', 'qualifier', 'obs_status', 'value',
    'value_low', 'value_high', 'as_of_date',
] -%}
with candidates as (
    select * from {{ ref('int_observation_ranked') }}
),

winners as (
    select * from candidates where place = 1
),

final as (
    select
        {%- for column in key %}
        others.{{ column }},
        {%- endfor %}
        others.place,
        winners.unit_of_measure,
        {%- for column in sides %}
        winners.{{ column }} as best_{{ column }},
        others.{{ column }} as other_{{ column }},
        {%- endfor %}
        case
            when
                others.value_low > winners.value_high or others.value_high < winners.value_low
                then 'disagree'
            when
                coalesce(others.value_low, others.value_high) is null
                or coalesce(winners.value_low, winners.value_high) is null
                then 'undecidable'
            else 'agree'
        end as verdict,
        -- what lies between the two: the least that separates them
        case
            when others.value_low > winners.value_high then others.value_low - winners.value_high
            when others.value_high < winners.value_low then others.value_high - winners.value_low
        end as gap,
        winners.units_expected,
        winners.units_in_force,
        winners.rows_quarantined,
        winners.is_complete
    from candidates as others
    inner join winners
        on
            others.measure_code = winners.measure_code
            and others.region_code = winners.region_code
            and others.rollup = winners.rollup
            and others.programme_code = winners.programme_code
            and others.scope = winners.scope
            and others.life_stage = winners.life_stage
            and others.edition = winners.edition
            and others.year = winners.year
    where others.place > 1 and others.witness <> 'none'
)

select * from final
