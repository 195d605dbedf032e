{# What each row of a roster, a log and a ledger adds to the cell where it stands, and to all above:
   people count by distinct person, low 0 for who may be somebody of the same name and year of birth
   that stands in a roster of the year under another key. #}
with participants as (
    select * from {{ ref('stg_programme_roster') }}
),

activities as (
    select * from {{ ref('stg_service_log') }}
),

movements as (
    select * from {{ ref('int_movement_counted') }}
),

measures as (
    select * from {{ source('reference', 'measure') }}
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

people as (
    select
        participants.*,
        coalesce(
            participants.person_basis = 'weak'
            and min(participants.person_key) over namesakes
            <> max(participants.person_key) over namesakes
            and participants.birth_month is not null,
            false
        ) as is_doubtful
    from participants
    window namesakes as (
        partition by
            participants.name_hash,
            extract(year from participants.birth_month),
            participants.year
    )
),

stated as (
    {%- call(code, condition, is_last) each_roster_measure() %}
    select
        '{{ code }}' as measure_code,
        year,
        unit_code,
        service_region as region_code,
        programme_code,
        life_stage,
        coalesce(reference.edition_name(edition), '_N') as edition,
        case when is_doubtful then 0 else 1 end::numeric as low,
        1::numeric as value,
        1::numeric as high,
        coalesce(person_key, concat_ws('|', submission_id, sheet, row_no)) as thing,
        null::date as moved_on,
        submission_id,
        sheet,
        row_no
    from people
    where {{ condition }}
    union all
    {%- endcall %}
    {%- call(code, condition, column, fields, is_last) each_service_measure() %}
    select
        '{{ code }}' as measure_code,
        year,
        unit_code,
        region_code,
        programme_code,
        null::text as life_stage,
        '_T' as edition,
        {{ amount_ends('activities', column, column ~ '_status') }},
        null::text as thing,
        null::date as moved_on,
        submission_id,
        sheet,
        row_no
    from activities
    where {{ condition }}
    union all
    {%- endcall %}
    select
        measures.measure_code,
        movements.fund_year as year,
        movements.unit_code,
        movements.region_code,
        movements.programme_code,
        null::text as life_stage,
        '_T' as edition,
        movements.low,
        movements.value,
        movements.high,
        null::text as thing,
        movements.movement_date as moved_on,
        movements.submission_id,
        movements.sheet,
        movements.row_no
    from movements
    inner join measures on movements.stage = measures.fund_stage
),

final as (
    select
        stated.measure_code,
        stated.year,
        coalesce(stated.region_code, units.region_code) as region_code,
        coalesce(stated.programme_code, '_T') as programme_code,
        '_T' as item,
        coalesce(stated.life_stage, measures.default_stage) as life_stage,
        stated.edition,
        stated.low,
        stated.value,
        stated.high,
        stated.thing,
        stated.moved_on,
        stated.submission_id,
        stated.sheet,
        stated.row_no
    from stated
    inner join units on stated.unit_code = units.unit_code
    inner join measures on stated.measure_code = measures.measure_code
)

select * from final
