-- What a kind of named thing counts for: a kind that is added is a row, and no SQL.

create table reference.entity_type (
    entity_type text not null,
    class text not null,
    is_batch boolean not null,
    is_local boolean not null,
    has_credit_code boolean not null,
    needs_document boolean not null,
    default_unit text,
    reached_from text not null,
    measure_stock text,
    measure_new text,
    measure_pending text,
    measure_exited text,
    measure_size text,
    constraint entity_type_pk primary key (entity_type),
    constraint entity_type_unit_fk foreign key (default_unit)
    references reference.unit_of_measure (unit_code),
    constraint entity_type_stock_fk foreign key (measure_stock)
    references reference.measure (measure_code),
    constraint entity_type_new_fk foreign key (measure_new)
    references reference.measure (measure_code),
    constraint entity_type_pending_fk foreign key (measure_pending)
    references reference.measure (measure_code),
    constraint entity_type_exited_fk foreign key (measure_exited)
    references reference.measure (measure_code),
    constraint entity_type_size_fk foreign key (measure_size)
    references reference.measure (measure_code)
);
comment on table reference.entity_type is
'One row per kind of named thing: its class, and the measures that it counts for 名录对象类型';
comment on column reference.entity_type.entity_type is 'Code of list entity_type 类型';
comment on column reference.entity_type.class is
'Code of list entity_class; things of two classes are never one 大类';
comment on column reference.entity_type.is_batch is
'A row may stand for several, as accessions of germplasm are registered 可成批登记';
comment on column reference.entity_type.is_local is
'A name says which thing it is within a prefecture; false: everywhere 名称在州（市）内唯一';
comment on column reference.entity_type.has_credit_code is
'A credit code is its own; false: it is that of the body that hosts it 统一社会信用代码属本对象';
comment on column reference.entity_type.needs_document is
'It is issued under a document number 须有文号';
comment on column reference.entity_type.default_unit is 'Unit of its size; null: any 规模单位';
comment on column reference.entity_type.reached_from is
'Rung of list entity_stage from which it is there, and no longer pending 计入起始阶段';
comment on column reference.entity_type.measure_stock is
'Measure of how many there are; null: none 存量指标';
comment on column reference.entity_type.measure_new is
'Measure of how many came within the year; null: none 新增指标';
comment on column reference.entity_type.measure_pending is
'Measure of those pending where that is no stage of the stock; null: none 待定指标';
comment on column reference.entity_type.measure_exited is
'Measure of how many went within the year; null: none 退出指标';
comment on column reference.entity_type.measure_size is
'Measure that its size adds up to; null: none 规模指标';

comment on column reference.form.counts is
'once, heads, things, amounts, payments; stated: a row is what a unit says 计数方式';
