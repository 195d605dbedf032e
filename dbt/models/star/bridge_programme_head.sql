{# The rows of rosters that a measure of people counts, each where it stands. Who has several counts
   once in a cell that holds more than one: in the first by the published order of rows. -#}
with counted as (
    select * from {{ ref('int_cell_row') }} where thing is not null
),

claims as (
    select * from {{ ref('int_programme_claims_counted') }}
),

ordered as (
    select
        counted.*,
        claims.place_overall as place,
        first_value(concat_ws('|', counted.submission_id, counted.sheet, counted.row_no)) over (
            partition by counted.measure_code, counted.year, counted.thing
            order by claims.place_overall, counted.submission_id, counted.sheet, counted.row_no
        ) as head
    from counted
    inner join claims
        on
            counted.submission_id = claims.submission_id
            and counted.sheet = claims.sheet
            and counted.row_no = claims.row_no
),

final as (
    select
        measure_code,
        programme_code,
        submission_id,
        sheet,
        row_no,
        region_code,
        life_stage,
        edition,
        head,
        year,
        place::integer as place,
        low = 0 as is_doubtful
    from ordered
)

select * from final
