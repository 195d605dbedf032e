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
grant select on mart.publication to talent_analyst, talent_steward;
