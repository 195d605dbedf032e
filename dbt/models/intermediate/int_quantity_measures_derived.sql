{# What service logs and funding ledgers say by themselves: sums of the year with their bounds, by
   programme and over all of them. -#}
with activities as (
    select * from {{ ref('stg_service_log') }}
),

movements as (
    select * from {{ ref('int_funding_sides_counted') }} where is_counted
),

measures as (
    select * from {{ source('reference', 'measure') }}
),

-- Which rows speak of a measure. Attendances are those of activities that are training. Batches
-- and trips are asked of dispatches (SL-141): a dispatch that leaves them empty leaves the sum
-- open, another activity with an empty cell sent nobody and adds nothing; what it states counts.
-- People served, problems and households are asked of no type in particular, and where there were
-- none the log says 0. So in any row an empty cell is a number that is not known (that of people
-- where nobody can tell them apart) and leaves the sum open.
addends as (
    {%- call(code, condition, column, fields, is_last) each_service_measure() %}
    select
        '{{ code }}' as measure_code,
        region_code,
        programme_code,
        year,
        start_date as as_of_date,
        {{ column }}_status as obs_status,
        {{ column }} as value,
        {{ column }}_low as value_low,
        {{ column }}_high as value_high
    from activities
    where {{ condition }}
    union all
    {%- endcall %}
    select
        measures.measure_code,
        movements.region_code,
        movements.programme_code,
        -- the budget year that the money belongs to, whenever it moved
        movements.fund_year as year,
        movements.movement_date as as_of_date,
        movements.amount_status as obs_status,
        movements.amount as value,
        movements.amount_low as value_low,
        movements.amount_high as value_high
    from movements
    inner join measures on movements.stage = measures.fund_stage
),

-- masked, missing and pending addends leave the sum open; M adds nothing and leaves nothing open
known as (
    select
        *,
        {{ is_known('obs_status', 'value', 'value_low', 'value_high') }} as is_known
    from addends
    where obs_status <> 'M'
),

-- every addend stands under its programme, and once more in the total; what belongs to no programme
-- is in the total only
summed as (
    select
        known.measure_code,
        known.region_code,
        programmes.programme_code,
        known.year,
        max(known.as_of_date) as as_of_date,
        (array_agg(
            known.obs_status order by {{ status_rank('known.obs_status') }}
        ))[1] as obs_status,
        coalesce(bool_or(not known.is_known), false) as is_open,
        sum(known.value) filter (where known.is_known) as value,
        sum(coalesce(known.value_low, 0)) filter (where known.is_known) as value_low,
        sum(known.value_high) filter (where known.is_known) as value_high,
        max(known.value_low) filter (where known.is_known) as largest_low,
        coalesce(bool_and(known.value is not null) filter (where known.is_known), false)
            as is_each_valued,
        coalesce(bool_and(known.is_known and known.value_high is not null), false)
            as is_bounded_above
    from known
    cross join lateral (values (known.programme_code), ('_T')) as programmes (programme_code)
    where programmes.programme_code <> '_Z'
    group by known.measure_code, known.region_code, programmes.programme_code, known.year
),

-- heads that may overlap have no sum: from the largest to all of them
final as (
    select
        summed.measure_code,
        summed.region_code,
        summed.programme_code,
        summed.year,
        summed.as_of_date,
        summed.obs_status,
        case
            when measures.agg_region = 'none' then null
            -- 0 以上 would be a zero that nobody stated
            when summed.is_open and summed.value_low > 0 then summed.value_low
            when not summed.is_open and summed.is_each_valued then summed.value
        end as value,
        case
            when measures.agg_region = 'none' then summed.largest_low
            else summed.value_low
        end as value_low,
        case when summed.is_bounded_above then summed.value_high end as value_high,
        summed.is_open
    from summed
    inner join measures on summed.measure_code = measures.measure_code
)

select * from final
