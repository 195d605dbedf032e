with best as (
    select * from {{ ref('int_mart_rows') }}
),

reported as (
    select
        best.region_code::text as region_code,
        best.rollup::text as rollup,
        best.programme_code::text as programme_code,
        best.region_name::text as region_name,
        best.region_level::text as region_level,
        best.year::smallint as year,
        {{ quantity('headcount', 'TALENT_HEADCOUNT') }},
        {{ quantity('participants', 'PROG_PARTICIPANTS') }},
        {{ quantity('participants_new', 'PROG_PARTICIPANTS_NEW') }},
        {{ quantity('participants_pending', 'PROG_PARTICIPANTS_PENDING') }},
        {{ quantity('activities', 'SERVICE_ACTIVITIES') }},
        {{ quantity('attendances', 'TRAIN_ATTENDANCE') }},
        {{ quantity('expert_trips', 'EXPERT_TRIPS') }},
        {{ quantity('problems_solved', 'PROBLEMS_SOLVED') }},
        {{ quantity('people_served', 'PEOPLE_SERVED') }},
        {{ quantity('secured_yuan', 'FUND_SECURED', 'numeric(18, 2)') }},
        {{ quantity('awarded_yuan', 'FUND_AWARDED', 'numeric(18, 2)') }},
        {{ quantity('matched_yuan', 'FUND_MATCHED', 'numeric(18, 2)') }},
        {{ quantity('received_yuan', 'FUND_RECEIVED', 'numeric(18, 2)') }},
        {{ quantity('transferred_yuan', 'FUND_TRANSFERRED', 'numeric(18, 2)') }},
        {{ quantity('spent_yuan', 'FUND_SPENT', 'numeric(18, 2)') }},
        max(best.units_expected)::integer as units_expected,
        max(best.units_in_force)::integer as units_in_force,
        max(best.rows_quarantined)::integer as rows_quarantined,
        bool_and(best.is_complete) as is_complete
    from best
    where
        best.measure_code in (
            'TALENT_HEADCOUNT', 'PROG_PARTICIPANTS', 'PROG_PARTICIPANTS_NEW', 'PROG_PARTICIPANTS_PENDING',
            'SERVICE_ACTIVITIES', 'TRAIN_ATTENDANCE', 'EXPERT_TRIPS', 'PROBLEMS_SOLVED', 'PEOPLE_SERVED',
            'FUND_SECURED', 'FUND_AWARDED', 'FUND_MATCHED', 'FUND_RECEIVED', 'FUND_TRANSFERRED', 'FUND_SPENT'
        )
    group by
        best.region_code, best.rollup, best.programme_code, best.region_name, best.region_level, best.year
),

-- a head belongs to no single programme: below the total a headcount cannot exist
final as (
    select
        region_code,
        rollup,
        programme_code,
        region_name,
        region_level,
        case when programme_code = '_T' then headcount_status else 'M' end::text as headcount_status,
        {%- for name in [
            'participants', 'participants_new', 'participants_pending', 'activities', 'attendances', 'expert_trips',
            'problems_solved', 'people_served', 'secured_yuan', 'awarded_yuan', 'matched_yuan', 'received_yuan',
            'transferred_yuan', 'spent_yuan',
        ] %}
        {{ name }}_status::text as {{ name }}_status,
        {%- endfor %}
        year,
        {%- for name in [
            'headcount', 'participants', 'participants_new', 'participants_pending', 'activities', 'attendances',
            'expert_trips', 'problems_solved', 'people_served', 'secured_yuan', 'awarded_yuan', 'matched_yuan',
            'received_yuan', 'transferred_yuan', 'spent_yuan',
        ] %}
        {{ name }},
        {{ name }}_low,
        {{ name }}_high,
        {%- endfor %}
        units_expected,
        units_in_force,
        rows_quarantined,
        is_complete
    from reported
)

select * from final
