-- What is in force, counted for analysts, who read no submission: audit.in_force looks with the
-- rights of whoever asks, also from within a view, so its rule stands here once more: word by word.
create view mart.freshness as
with in_force as (
    select distinct on (unit_code, form, period, part)
        submission_id,
        form,
        received_at
    from audit.submission
    where state = 'accepted' and withdrawn_at is null
    order by
        unit_code, form, period, part,
        received_at desc, file_name desc, sha256 desc, arrival_id desc
)

select
    in_force.form,
    (select max(publication.no) from audit.publication as publication) as publication_no,
    (select max(publication.published_at) from audit.publication as publication) as published_at,
    count(input.submission_id)::integer as submissions_published,
    (count(*) - count(input.submission_id))::integer as submissions_waiting,
    max(in_force.received_at) filter (where input.submission_id is not null) as newest_received_at
from in_force
left join audit.publication_input as input
    on in_force.submission_id = input.submission_id and input.to_no is null
group by in_force.form;
comment on view mart.freshness is
'One row per form: what of the submissions in force is published, and what waits for tonight 时效';
comment on column mart.freshness.form is 'Form 报表';
comment on column mart.freshness.publication_no is 'Newest publication 最新发布号';
comment on column mart.freshness.published_at is 'When it was published 发布时间';
comment on column mart.freshness.submissions_published is
'Of them those that it shows 已发布数';
comment on column mart.freshness.submissions_waiting is
'Those that wait for the next one 待发布数';
comment on column mart.freshness.newest_received_at is
'Arrival of the newest shown 最新到件时间';
grant select on mart.freshness to talent_analyst, talent_steward;
