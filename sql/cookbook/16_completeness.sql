-- 各州市、各报表报齐了没有？
-- How complete are the filings, by prefecture and form?
-- grain: prefecture with its counties (the province's own bodies at 530000) x form x year
-- unit: slots that are due: unit x period x part; share_in_force from 0 to 1
-- reading: what rests on a share below 1 is 以上 in the marts; nil returns are in force
-- columns: region_code, region_name, form, year, slots_due, in_force, on_time, never_filed,
-- returned, withdrawn, share_in_force

with wanted as (
    select 2021 as year
),

slots as (
    select
        completeness.*,
        case
            when completeness.region_level in ('prefecture', 'county')
                then left(completeness.region_code, 4) || '00'
            else completeness.region_code
        end as prefecture_code,
        wanted.year
    from mart.mart_submission_completeness as completeness
    cross join wanted
    where
        completeness.is_owed
        and completeness.state <> 'owed'
        and starts_with(completeness.period, wanted.year::text)
),

final as (
    select
        slots.prefecture_code as region_code,
        region.name as region_name,
        slots.form,
        slots.year,
        count(*) as slots_due,
        count(*) filter (where slots.is_complete) as in_force,
        count(*) filter (where slots.is_complete and slots.is_on_time) as on_time,
        count(*) filter (where slots.state = 'late') as never_filed,
        count(*) filter (where slots.state = 'returned') as returned,
        count(*) filter (where slots.state = 'withdrawn') as withdrawn,
        round(count(*) filter (where slots.is_complete)::numeric / count(*), 4) as share_in_force
    from slots
    inner join mart.dim_region as region
        on slots.prefecture_code = region.region_code and region.valid_to is null
    group by slots.prefecture_code, region.name, slots.form, slots.year
)

select * from final
order by share_in_force, region_code, form;
