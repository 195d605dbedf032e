-- Which submissions were answered: a receipt is written once for each settled state.

alter table audit.submission add column answered_at timestamptz;
comment on column audit.submission.answered_at is 'When the receipt was written to the outbox 回执时间';
-- what is still to be answered
create index submission_unanswered_ix on audit.submission (submission_id)
where answered_at is null and state in ('accepted', 'returned');
