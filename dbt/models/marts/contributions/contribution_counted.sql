{# Each row at every cell that it is counted in: where it stands, and all above. Not materialized,
   so that the rows of one cell are found by their index. #}
with counted as not materialized (
    select * from {{ ref('contribution_row') }} where is_counted
),

measures as not materialized (
    select * from {{ ref('dim_measure') }}
),

-- what was counted before there were cells in five dimensions stands under the totals already
programmes as (
    select * from {{ ref('contribution_programme') }}
),

stages as (
    select
        life_stage,
        above_code
    from {{ ref('contribution_stage') }}
    union all
    select
        life_stage,
        life_stage as above_code
    from {{ ref('contribution_stage') }}
    union
    select
        above_code as life_stage,
        above_code
    from {{ ref('contribution_stage') }}
),

final as (
    select
        counted.measure_code,
        places.region_code,
        places.rollup,
        programmes.programme_code,
        counted.year,
        items.item,
        stages.above_code as life_stage,
        editions.edition,
        counted.form,
        counted.submission_id,
        counted.sheet,
        counted.row_no,
        counted.fields,
        counted.amount,
        counted.amount_low,
        counted.head,
        counted.place
    from counted
    inner join {{ ref('contribution_region') }} as places
        on counted.region_code = places.within_code
    inner join measures on counted.measure_code = measures.measure_code
    inner join programmes on coalesce(counted.programme_code, '_T') = programmes.within_code
    inner join stages on coalesce(counted.stage, measures.default_stage) = stages.life_stage
    cross join
        lateral (
            values (coalesce(counted.edition, '_T')),
            (case when counted.edition <> '_T' then '_T' end)
        ) as editions (edition)
    cross join
        lateral (
            values (coalesce(counted.item, '_T')),
            (case when counted.item <> '_T' then '_T' end)
        ) as items (item)
    where
        editions.edition is not null
        and items.item is not null
        and (
            counted.form <> 'programme_roster'
            or counted.head is not null
            or counted.programme_code = programmes.programme_code
        )
)

select * from final
