-- What the reader did with each file, for its receipt: sheets, headers, rows, what was left out.

alter table audit.submission add column account jsonb;
comment on column audit.submission.account is
'What the reader did, sheet by sheet; null where the file could not be read 读取情况';
