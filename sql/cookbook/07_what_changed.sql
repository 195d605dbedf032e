-- 与上一次发布相比，哪些数变了？
-- Which numbers changed with the newest publication? Another wanted.no asks for another one.
-- grain: region x rollup x programme x year x item whose value, bounds or status differ
-- unit: people, or yuan of the budget year
-- reading: all null before: a new row; all null after: it is gone; a null high is 以上
-- columns: no, region_code, region_name, rollup, programme_code, year, item, before_value,
-- before_low, before_high, before_status, after_value, after_low, after_high, after_status

with wanted as (
    select max(no) as no
    from mart.publication
),

versions as (
    select
        region_code,
        region_name,
        rollup,
        programme_code,
        year,
        from_no,
        null::integer as to_no,
        headcount,
        headcount_low,
        headcount_high,
        headcount_status,
        participants,
        participants_low,
        participants_high,
        participants_status,
        awarded_yuan,
        awarded_yuan_low,
        awarded_yuan_high,
        awarded_yuan_status,
        received_yuan,
        received_yuan_low,
        received_yuan_high,
        received_yuan_status
    from mart.mart_region_programme_year
    union all
    select
        region_code,
        region_name,
        rollup,
        programme_code,
        year,
        from_no,
        to_no,
        headcount,
        headcount_low,
        headcount_high,
        headcount_status,
        participants,
        participants_low,
        participants_high,
        participants_status,
        awarded_yuan,
        awarded_yuan_low,
        awarded_yuan_high,
        awarded_yuan_status,
        received_yuan,
        received_yuan_low,
        received_yuan_high,
        received_yuan_status
    from history.mart_region_programme_year
),

cells as (
    select
        wanted.no,
        versions.region_code,
        versions.region_name,
        versions.rollup,
        versions.programme_code,
        versions.year,
        versions.from_no = wanted.no as is_after,
        item.item,
        item.value,
        item.low,
        item.high,
        item.status
    from versions
    inner join wanted on wanted.no in (versions.from_no, versions.to_no)
    cross join
        lateral (
            values
            (
                'headcount',
                versions.headcount::numeric,
                versions.headcount_low::numeric,
                versions.headcount_high::numeric,
                versions.headcount_status
            ),
            (
                'participants',
                versions.participants,
                versions.participants_low,
                versions.participants_high,
                versions.participants_status
            ),
            (
                'awarded_yuan',
                versions.awarded_yuan,
                versions.awarded_yuan_low,
                versions.awarded_yuan_high,
                versions.awarded_yuan_status
            ),
            (
                'received_yuan',
                versions.received_yuan,
                versions.received_yuan_low,
                versions.received_yuan_high,
                versions.received_yuan_status
            )
        ) as item (item, value, low, high, status)
),

final as (
    select
        cells.no,
        cells.region_code,
        max(cells.region_name) as region_name,
        cells.rollup,
        cells.programme_code,
        cells.year,
        cells.item,
        max(cells.value) filter (where not cells.is_after) as before_value,
        max(cells.low) filter (where not cells.is_after) as before_low,
        max(cells.high) filter (where not cells.is_after) as before_high,
        max(cells.status) filter (where not cells.is_after) as before_status,
        max(cells.value) filter (where cells.is_after) as after_value,
        max(cells.low) filter (where cells.is_after) as after_low,
        max(cells.high) filter (where cells.is_after) as after_high,
        max(cells.status) filter (where cells.is_after) as after_status
    from cells
    group by
        cells.no, cells.region_code, cells.rollup, cells.programme_code, cells.year, cells.item
)

select * from final
where
    (before_value, before_low, before_high, before_status)
    is distinct from (after_value, after_low, after_high, after_status)
order by region_code, rollup, programme_code, year, item;
