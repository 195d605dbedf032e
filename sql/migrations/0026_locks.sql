-- Locks of our own, on tables that no reader writes: an advisory lock may be taken by anybody.

create unlogged table audit.lock (
    name text not null,
    pid integer not null,
    session text not null,
    login text not null default session_user,
    is_shared boolean not null,
    step text not null,
    taken_at timestamptz not null default now(),
    constraint lock_pk primary key (name, pid)
);
comment on table audit.lock is
'One row per lock and server process that holds it; it holds while that process lives 进行中的锁';
comment on column audit.lock.session is
'Name that the process took for itself and no other has had: a number is given again 会话标识';
comment on column audit.lock.login is 'Login of that process 登录名';
comment on column audit.lock.step is 'What it is held for 步骤';
grant select, insert, delete on audit.lock to talent_loader, talent_builder, talent_publisher;

create table audit.turn (
    slot text not null,
    constraint turn_pk primary key (slot)
);
comment on table audit.turn is
'One row per slot that was ever filed into: whoever numbers its filings locks it 报送槽位的次序';
grant select, insert, update on audit.turn to talent_loader;

create table audit.ended_session (
    ended_session_id bigint generated always as identity,
    ended_at timestamptz not null default now(),
    login text not null,
    pid integer not null,
    since timestamptz,
    query text not null,
    constraint ended_session_pk primary key (ended_session_id)
);
comment on table audit.ended_session is
'One row per session of a reader that was ended because a night waited for its locks 被终止的读者会话';
comment on column audit.ended_session.since is
'Beginning of its transaction; null where the server does not show it 事务开始时间';
comment on column audit.ended_session.query is 'First words of its last statement 语句开头';
