-- 台账推算与报表填报在哪里不一致？
-- Where do two witnesses of one number contradict each other?
-- grain: cell (measure, region, ..., edition: its key in mart_observation) x witness not taken
-- unit: unit_of_measure; gap lies between the intervals, positive where the other says more
-- reading: best is published; a null high is 以上; undecidable pairs are no contradiction, left out
-- columns: region_code, region_name, rollup, measure_name, unit_of_measure, programme_code, since,
-- scope, item, life_stage, edition, best_witness, best_low, best_high, other_witness,
-- other_unit_code, other_low, other_high, other_row_no, gap

with wanted as (
    select
        '53' as region_prefix,
        2021 as year
),

final as (
    select
        pair.region_code,
        pair.region_name,
        pair.rollup,
        pair.measure_name,
        pair.unit_of_measure,
        pair.programme_code,
        pair.since,
        pair.scope,
        pair.item,
        pair.life_stage,
        pair.edition,
        pair.best_witness,
        pair.best_value_low as best_low,
        pair.best_value_high as best_high,
        pair.other_witness,
        pair.other_unit_code,
        pair.other_value_low as other_low,
        pair.other_value_high as other_high,
        pair.other_row_no,
        pair.gap
    from mart.mart_witness_disagreement as pair
    cross join wanted
    where
        pair.verdict = 'disagree'
        and pair.year = wanted.year
        and starts_with(pair.region_code, wanted.region_prefix)
)

select * from final
order by
    abs(gap) desc, region_code, rollup, measure_name, programme_code, since, scope,
    item, life_stage, edition, other_witness, other_unit_code, other_row_no;
