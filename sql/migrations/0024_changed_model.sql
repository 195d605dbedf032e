-- How far a change led: models that it did not reach, or that came out as they were, are not built
-- on.

create table audit.changed_model (
    model text not null,
    constraint changed_model_pk primary key (model)
);
comment on table audit.changed_model is
'One row per model whose rows may differ from what is published; * means all 变化的模型';
grant insert on audit.changed_model to talent_builder;
grant delete on audit.changed_model to talent_publisher;
