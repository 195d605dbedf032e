-- Marts for readers outside the office: counts of persons are rounded, and how is the owner's and
-- the publisher's alone. `talent init` makes the role talent_open before the first migration.

create schema open;
comment on schema open is
'Marts for readers outside the office: counts of persons are rounded to 3 对外开放区';
grant usage, create on schema open to talent_publisher;
grant usage on schema open to talent_open;

create table audit.open_number (
    digest text not null,
    value bigint not null,
    shown bigint,
    constraint open_number_pk primary key (digest)
);
comment on table audit.open_number is
'One row per set of persons, or number filed, that schema open has shown 对外取整值';
comment on column audit.open_number.digest is
'Digest of the sorted keys of the persons, or of the cell and number filed 集合摘要';
comment on column audit.open_number.value is
'How many they are 实际人数';
comment on column audit.open_number.shown is
'Multiple of 3 shown for them wherever they stand; null: withheld 公布数';

create table audit.open_cell (
    mart text not null,
    column_name text not null,
    place text[] not null,
    year smallint not null,
    digest text not null,
    constraint open_cell_pk primary key (mart, column_name, place)
);
comment on table audit.open_cell is
'One row per count of persons in schema open: whom it counts 对外单元格';
comment on column audit.open_cell.place is
'Values of the key of the mart, in its order 单元格的键';
comment on column audit.open_cell.digest is
'Of open_number; nobody: empty 集合摘要';
create index open_cell_year_ix on audit.open_cell (year);

-- whoever reads these undoes the rounding
revoke all on audit.open_number, audit.open_cell from
talent_loader, talent_builder, talent_steward, talent_publisher;
grant select, insert on audit.open_number to talent_publisher;
grant select, insert, delete on audit.open_cell to talent_publisher;
