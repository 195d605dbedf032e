-- A part of a region may leave while the region lives on.

alter table reference.region_change
drop constraint region_change_relation_ck,
add constraint region_change_relation_ck check (
    relation in (
        'rename', 'recode', 'prefecture_to_city', 'county_to_city', 'county_to_district',
        'city_to_district', 'merge', 'split', 'carved_out'
    )
);
comment on column reference.region_change.relation is
'What became of it: by merge, split, carved_out (a part left) the ground changed 变更方式';
