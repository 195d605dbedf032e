-- 哪些报送被退回，还没有改好？
-- Which filings came back and have not been replaced?
-- grain: slot whose newest filing was returned, with nothing in force
-- unit: rows, findings, days from receipt to the publication
-- reading: form _U: nobody could tell what the file is; null due_date: not owed; the rules that
-- failed stand in the unit's receipt and with the stewards
-- columns: region_name, unit_code, unit_name, form, period, part, submission_id, revisions,
-- rows_landed, rows_quarantined, findings_critical, received_date, due_date, days_open

with wanted as (
    select '53' as region_prefix
),

newest as (
    select (max(published_at) at time zone 'Asia/Shanghai')::date as published_date
    from mart.publication
),

returned as (
    select
        completeness.*,
        (completeness.received_at at time zone 'Asia/Shanghai')::date as received_date
    from mart.mart_submission_completeness as completeness
    cross join wanted
    where
        completeness.state = 'returned'
        and starts_with(completeness.region_code, wanted.region_prefix)
),

final as (
    select
        returned.region_name,
        returned.unit_code,
        returned.unit_name,
        returned.form,
        returned.period,
        returned.part,
        returned.submission_id,
        returned.revisions,
        returned.rows_landed,
        returned.rows_quarantined,
        returned.findings_critical,
        returned.received_date,
        returned.due_date,
        newest.published_date - returned.received_date as days_open
    from returned
    cross join newest
)

select * from final
order by days_open desc, unit_code, form, period, part;
