-- The forms as their contracts declare them, for functions that lead from a number to its rows.

create table reference.form (
    form text not null,
    counts text not null,
    fact text not null,
    constraint form_pk primary key (form)
);
comment on table reference.form is
'One row per form, written from its contract whenever the landing tables are made 报表目录';
comment on column reference.form.form is 'Form, as contracts and slots name it 报表';
comment on column reference.form.counts is
'How its rows count: once, heads, amounts, payments; stated: a row is what a unit says 计数方式';
comment on column reference.form.fact is 'Relation of the star that its rows come to 事实表';
