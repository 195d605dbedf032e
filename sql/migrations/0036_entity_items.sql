-- Of which items the rows of a kind of named thing may be.

alter table reference.entity_type add column item_list text;
comment on column reference.entity_type.item_list is
'List of reference.code that the item of a row is taken from; null: it has none 分项代码表';
