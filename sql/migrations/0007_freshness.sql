-- What analysts may know of publications: which there were, and how fresh the newest is.

create view mart.publication as
select
    publication.no,
    publication.published_at,
    publication.label,
    publication.rows_changed,
    count(input.submission_id)::integer as submissions,
    max(submission.received_at) as newest_received_at
from audit.publication as publication
left join audit.publication_input as input
    on publication.no >= input.from_no and publication.no < coalesce(input.to_no, 2147483647)
left join audit.submission as submission on input.submission_id = submission.submission_id
group by publication.no, publication.published_at, publication.label, publication.rows_changed;
comment on view mart.publication is
'One row per publication: when, how many submissions it rests on, how new the newest is 发布';
comment on column mart.publication.no is 'Number of the publication 发布号';
comment on column mart.publication.published_at is 'When readers saw it first 发布时间';
comment on column mart.publication.label is 'Name that somebody gave it 标签';
comment on column mart.publication.rows_changed is 'Rows that differ from the one before 变化行数';
comment on column mart.publication.submissions is 'Submissions in force that it rests on 依据的有效报送数';
comment on column mart.publication.newest_received_at is 'Arrival of the newest of them 最新到件时间';

create view mart.freshness as
select
    in_force.form,
    (select max(publication.no) from audit.publication as publication) as publication_no,
    (select max(publication.published_at) from audit.publication as publication) as published_at,
    count(input.submission_id)::integer as submissions_published,
    (count(*) - count(input.submission_id))::integer as submissions_waiting,
    max(in_force.received_at) filter (where input.submission_id is not null) as newest_received_at
from audit.in_force as in_force
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

grant select on mart.publication, mart.freshness to talent_analyst, talent_steward;
