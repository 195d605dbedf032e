-- The list of seeds/code.csv by whose codes a measure may be told apart.

alter table reference.measure add column breakdown text;
comment on column reference.measure.breakdown is
'List of codes that the items of the measure are taken from; null: none 分项所用的代码表';
