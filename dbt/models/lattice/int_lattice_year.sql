{# The years of which something is in force, be it that there is nothing: of a ledger those to which
   the money belongs. #}
with submissions as (
    select * from {{ source('audit', 'current_submission') }}
),

movements as (
    select * from {{ source('raw', 'funding_ledger') }}
),

unread as (
    select
        submission_id,
        sheet,
        row_no
    from {{ source('audit', 'finding') }}
    where
        severity = 'critical'
        and source <> 'gate2'
        and row_no is not null
        and "column" = 'fund_year'
),

final as (
    select left(period, 4)::smallint as year
    from submissions
    where form <> 'funding_ledger'
    union  -- however many rows speak of the year
    select movements.fund_year__v::smallint as year
    from movements
    inner join submissions on movements.submission_id = submissions.submission_id
    left join unread
        on
            movements.submission_id = unread.submission_id
            and movements.sheet = unread.sheet
            and movements.row_no = unread.row_no
    where movements.fund_year__v is not null and unread.row_no is null
)

select * from final
