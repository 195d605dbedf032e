{# The days from award to receipt are the day of the receipt less that of its award: each movement
   says its day of the fund year, times the money received that it speaks of. -#}
with {{ sides_of_movements() }},

{{ funding_waits() }},

receipts as (
    select
        *,
        amount * (movement_date - make_date(fund_year, 1, 1)) as yuan_days
    from waited
    where days is not null
),

-- how much of the award a movement is: on one day all the same, else by its amount
awarded as (
    select
        movements.*,
        case
            when min(movements.movement_date) over fund = max(movements.movement_date) over fund
                then 1.0 / count(*) over fund
            else movements.amount / sum(movements.amount) over fund
        end as share
    from movements
    inner join awards
        on
            movements.fund_name = awards.fund_name
            and movements.programme_code = awards.programme_code
            and movements.fund_year = awards.fund_year
    where movements.stage = 'awarded' and awards.award_day is not null
    window
        fund as (
            partition by movements.fund_name, movements.programme_code, movements.fund_year
        )
),

received as (
    select
        fund_name,
        programme_code,
        fund_year,
        region_code,
        sum(amount) as amount
    from receipts
    group by fund_name, programme_code, fund_year, region_code
),

found as (
    select
        submission_id,
        sheet,
        row_no,
        region_code,
        programme_code,
        stage,
        fund_year,
        amount as yuan,
        yuan_days
    from receipts
    union all
    select
        awarded.submission_id,
        awarded.sheet,
        awarded.row_no,
        received.region_code,
        awarded.programme_code,
        awarded.stage,
        awarded.fund_year,
        0 as yuan,
        -awarded.share * received.amount
        * (awarded.movement_date - make_date(awarded.fund_year, 1, 1)) as yuan_days
    from awarded
    inner join received
        on
            awarded.fund_name = received.fund_name
            and awarded.programme_code = received.programme_code
            and awarded.fund_year = received.fund_year
),

final as (
    select
        submission_id,
        sheet,
        row_no,
        region_code,
        programme_code,
        stage,
        fund_year,
        yuan::numeric(24, 6) as yuan,
        yuan_days::numeric(24, 6) as yuan_days
    from found
)

select * from final
