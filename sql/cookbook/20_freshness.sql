-- 现在看到的数有多新？还有多少报送等着发布？
-- How fresh is what I see, and what waits for the next publication?
-- grain: form of which something is in force
-- unit: submissions in force; hours since the publication
-- reading: is_current: nothing waits; null newest_received_at: nothing of the form is published
-- columns: form, publication_no, published_at, label, hours_old, submissions_published,
-- submissions_waiting, newest_received_at, is_current

with wanted as (
    select array[
        'funding_ledger', 'measure_return', 'programme_roster', 'service_log', 'talent_register'
    ] as forms
),

final as (
    select
        freshness.form,
        freshness.publication_no,
        freshness.published_at,
        publication.label,
        round(extract(epoch from now() - freshness.published_at) / 3600, 1) as hours_old,
        freshness.submissions_published,
        freshness.submissions_waiting,
        freshness.newest_received_at,
        freshness.submissions_waiting = 0 as is_current
    from mart.freshness as freshness
    inner join wanted on freshness.form = any(wanted.forms)
    left join mart.publication as publication on freshness.publication_no = publication.no
)

select * from final
order by submissions_waiting desc, form;
