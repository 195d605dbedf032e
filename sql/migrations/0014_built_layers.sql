-- One task builds all layers: where it was killed, the next try goes on after the last layer
-- written here.

create table audit.built_layer (
    build_no integer not null,
    layer text not null,
    models integer not null,
    tests integer not null,
    seconds numeric not null,
    built_at timestamptz not null default now(),
    constraint built_layer_pk primary key (build_no, layer),
    constraint built_layer_build_fk foreign key (build_no) references audit.build (build_no)
);
comment on table audit.built_layer is
'One row per layer of a build that stands, its tests passed 已建成的层';
comment on column audit.built_layer.models is 'Models built; the others stand as published 重建的模型数';
comment on column audit.built_layer.tests is 'Tests that passed 通过的检验数';
comment on column audit.built_layer.seconds is 'Wall time, seconds 用时（秒）';
grant insert on audit.built_layer to talent_builder;
