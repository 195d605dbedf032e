-- What was read anew: the archive is landed again, as the same submissions, by today's reader.

create table audit.reread (
    reread_id bigint generated always as identity,
    submission_id text not null,
    reread_at timestamptz not null default now(),
    reader_before text,
    reader text not null,
    state_before text,
    formerly text,
    cells integer not null,
    told_at timestamptz,
    constraint reread_pk primary key (reread_id),
    constraint reread_submission_fk foreign key (submission_id)
    references audit.submission (submission_id)
);
comment on table audit.reread is
'One row per submission and time that it was read anew and otherwise, or judged anew for that 重新读取';
comment on column audit.reread.reader_before is
'Version of the reader before; null where the submission came of it 原读取程序版本';
comment on column audit.reread.state_before is
'What its unit had been told; null where the submission came of it 原状态';
comment on column audit.reread.formerly is
'What the file was read as before, where it was another slot 原报送位';
comment on column audit.reread.cells is
'Cells that read otherwise; 0 where only what stands around them did 改变的单元格数';
comment on column audit.reread.told_at is
'When the unit was told, in the receipt that followed 告知时间';
-- what is still to be judged or told
create index reread_untold_ix on audit.reread (submission_id) where told_at is null;

grant update on audit.reread to talent_loader;
