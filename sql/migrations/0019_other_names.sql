-- Names that regions of today had before the first list of reference.region, and names of zones.

create table reference.region_other_name (
    name text not null,
    region_code text not null,
    since smallint,
    until smallint,
    source text not null,
    constraint region_other_name_pk primary key (name, region_code),
    constraint region_other_name_until_ck check (since < until),
    constraint region_other_name_zone_ck check ((since is null) = (until is null))
);
comment on table reference.region_other_name is
'One row per name or code that is no region of today and region of today that it speaks of 其他区划名称';
comment on column reference.region_other_name.until is
'The year from which the name is used no more; null for a zone, which was never a region 停用年份';
