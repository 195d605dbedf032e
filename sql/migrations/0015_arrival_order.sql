-- Filings of a slot are ordered by arrival, the file's name, the document: never by landing. Files
-- are staged while they are taken, and what is left in the inbox is said.

alter table audit.arrival
add column sent_at timestamptz,
add column received_because text,
add column staged_as text,
add constraint arrival_staged_uq unique (staged_as),
alter column file_name type text collate "C";
comment on column audit.arrival.sent_at is
'The time that the file bears, which its sender can set; null where it came otherwise 文件时间';
comment on column audit.arrival.received_because is
'Why a list of arrivals gives received_at; null where the file system does 到件时间依据';
comment on column audit.arrival.staged_as is
'Which file it was, in staging: arrival, inode, size, time; taken once 暂存名';

alter table audit.submission add column file_name text collate "C" not null default '';
update audit.submission
set file_name = arrival.file_name
from audit.arrival as arrival
where submission.arrival_id = arrival.arrival_id;
comment on column audit.submission.file_name is
'The name of the file: with received_at before it and sha256 after it the order of the slot 文件名';
comment on column audit.submission.n is
'Number in the slot, given in order of arrival; firm once it is settled 报送次数';

create table audit.file_left (
    path text not null,
    reason text not null,
    seen_at timestamptz not null default now(),
    constraint file_left_pk primary key (path)
);
comment on table audit.file_left is
'One row per file that the last ingest left in the inbox, and why 未收取的文件';
grant insert, delete on audit.file_left to talent_loader;
