{# Everything that is owed or was filed, whatever became of it. -#}
with owed_slots as (
    select * from {{ source('reference', 'owed_slot') }}
),

submissions as (
    select * from {{ source('audit', 'submission') }}
),

in_force as (
    select * from {{ source('audit', 'current_submission') }}
),

build as (
    select as_of_date
    from {{ source('audit', 'build') }}
    order by build_no desc
    limit 1
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

regions as (
    {{ regions_named() }}
),

parts as (
    select distinct  -- a part that was corrected is still one part
        submissions.unit_code,
        submissions.form,
        submissions.period,
        submissions.part
    from submissions
    where
        submissions.part <> '-'
        and submissions.withdrawn_at is null
        and not exists (
            select 1
            from in_force as whole
            where
                whole.unit_code = submissions.unit_code
                and whole.form = submissions.form
                and whole.period = submissions.period
                and whole.part = '-'
        )
),

-- a unit that files in several files (part) owes each of them, unless it filed the whole; a part
-- that was withdrawn was never filed
owed as (
    select
        owed_slots.unit_code,
        owed_slots.form,
        owed_slots.period,
        coalesce(parts.part, owed_slots.part) as part,
        owed_slots.due_date
    from owed_slots
    left join parts
        on
            owed_slots.unit_code = parts.unit_code
            and owed_slots.form = parts.form
            and owed_slots.period = parts.period
),

slots as (
    select
        unit_code,
        form,
        period,
        part
    from owed
    union  -- what was filed without being owed has a row too
    select
        unit_code,
        form,
        period,
        part
    from submissions
),

newest as (
    select
        *,
        row_number() over (
            partition by unit_code, form, period, part
            order by received_at desc, file_name desc, sha256 desc, arrival_id desc
        ) as place,
        count(*) over (partition by unit_code, form, period, part) as filings
    from submissions
),

findings as (
    select
        submission_id,
        count(*) filter (where severity = 'critical') as critical,
        count(*) filter (where severity = 'warning') as warning,
        count(*) filter (where severity = 'info') as info
    from {{ source('audit', 'finding') }}
    where source <> 'gate2'
    group by submission_id
),

quarantined as (
    select
        submission_id,
        count(*) as row_count
    from {{ source('audit', 'quarantined_row') }}
    group by submission_id
),

-- what is in force speaks for the slot; where nothing is, the newest filing says why
joined as (
    select
        slots.unit_code,
        slots.form,
        slots.period,
        slots.part,
        units.name as unit_name,
        units.region_code,
        regions.name as region_name,
        regions.level as region_level,
        owed.due_date,
        owed.unit_code is not null as is_owed,
        coalesce(in_force.submission_id, newest.submission_id) as submission_id,
        coalesce(in_force.received_at, newest.received_at) as received_at,
        case
            when speaking.is_nil and in_force.submission_id is not null then 'nil'
            when in_force.submission_id is not null then 'accepted'
            when newest.withdrawn_at is not null then 'withdrawn'
            when newest.state = 'returned' then 'returned'
            when owed.due_date < build.as_of_date then 'late'
            else 'owed'
        end as state,
        coalesce(newest.filings, 0) as filings,
        coalesce(speaking.rows_landed, 0) as rows_landed
    from slots
    cross join build
    inner join units on slots.unit_code = units.unit_code
    inner join regions on units.region_code = regions.region_code
    left join owed
        on
            slots.unit_code = owed.unit_code and slots.form = owed.form
            and slots.period = owed.period and slots.part = owed.part
    left join in_force
        on
            slots.unit_code = in_force.unit_code and slots.form = in_force.form
            and slots.period = in_force.period and slots.part = in_force.part
    left join newest
        on
            slots.unit_code = newest.unit_code and slots.form = newest.form
            and slots.period = newest.period and slots.part = newest.part and newest.place = 1
    left join submissions as speaking
        on coalesce(in_force.submission_id, newest.submission_id) = speaking.submission_id
),

final as (
    select
        joined.unit_code,
        joined.form,
        joined.period,
        joined.part,
        joined.unit_name,
        joined.region_code,
        joined.region_name,
        joined.region_level,
        joined.state,
        joined.submission_id,
        greatest(joined.filings - 1, 0)::integer as revisions,
        joined.rows_landed,
        coalesce(quarantined.row_count, 0)::integer as rows_quarantined,
        coalesce(findings.critical, 0)::integer as findings_critical,
        coalesce(findings.warning, 0)::integer as findings_warning,
        coalesce(findings.info, 0)::integer as findings_info,
        1 as units_expected,
        (case
            when joined.state in ('accepted', 'nil') then 1 else 0
        end) as units_in_force,
        joined.is_owed,
        joined.state in ('accepted', 'nil') as is_complete,
        (case
            when joined.received_at is not null
                then (joined.received_at at time zone 'Asia/Shanghai')::date <= joined.due_date
        end) as is_on_time,
        joined.due_date,
        joined.received_at
    from joined
    left join findings on joined.submission_id = findings.submission_id
    left join quarantined on joined.submission_id = quarantined.submission_id
)

select * from final
