-- Texts are filed like forms: what they are read by, what is kept of them, and what a steward
-- decides of a figure.

create table reference.narrative_unit (
    unit text not null,
    unit_code text,
    not_before text,
    is_doubtful boolean not null,
    constraint narrative_unit_pk primary key (unit),
    constraint narrative_unit_unit_fk foreign key (unit_code)
    references reference.unit_of_measure (unit_code)
);
comment on table reference.narrative_unit is
'One row per unit as sentences write it 文字材料中的计量单位';
comment on column reference.narrative_unit.unit_code is
'Unit of the catalogue; null: it has none of this kind 目录中的单位';
comment on column reference.narrative_unit.not_before is
'Pattern of what may not follow: it would be another word 其后不得出现的字';
comment on column reference.narrative_unit.is_doubtful is
'Also behind digits; false: behind masks and numerals only 阿拉伯数字后也适用';

create table reference.narrative_cue (
    kind text not null,
    priority smallint not null,
    cue text not null,
    code text not null,
    reach text not null,
    example text not null,
    constraint narrative_cue_pk primary key (kind, priority),
    constraint narrative_cue_reach_ck check (reach in ('clause', 'sentence', 'left'))
);
comment on table reference.narrative_cue is
'One row per words that say a stage or a scope, or that a thing is new 文字材料中的提示词';
comment on column reference.narrative_cue.reach is 'How far its words reach 作用范围';

create table reference.narrative_measure (
    measure_code text not null,
    dimension text,
    head text not null,
    verb text,
    refused text,
    weight numeric(6, 2) not null,
    programme_code text,
    example text not null,
    constraint narrative_measure_pk primary key (measure_code, example),
    constraint narrative_measure_measure_fk foreign key (measure_code)
    references reference.measure (measure_code),
    constraint narrative_measure_programme_fk foreign key (programme_code)
    references reference.programme (programme_code)
);
comment on table reference.narrative_measure is
'One row per noun that binds a figure of a text to a measure 指标识别词';
comment on column reference.narrative_measure.dimension is
'Dimension of the unit as written; null: that of the measure 单位的量纲';
comment on column reference.narrative_measure.head is
'Pattern over the phrase, # is the figure 核心词';
comment on column reference.narrative_measure.verb is
'Pattern that the sentence needs; null: none 动词';
comment on column reference.narrative_measure.refused is
'Pattern that the phrase may not have; null: none 排除词';
comment on column reference.narrative_measure.example is
'A sentence in own words that the row wins 示例';

create table reference.narrative_class (
    measure_stock text not null,
    measure_new text,
    measure_pending text,
    measure_target text,
    constraint narrative_class_pk primary key (measure_stock),
    constraint narrative_class_stock_fk foreign key (measure_stock)
    references reference.measure (measure_code),
    constraint narrative_class_new_fk foreign key (measure_new)
    references reference.measure (measure_code),
    constraint narrative_class_pending_fk foreign key (measure_pending)
    references reference.measure (measure_code),
    constraint narrative_class_target_fk foreign key (measure_target)
    references reference.measure (measure_code)
);
comment on table reference.narrative_class is
'One row per class of things: its measures by stage 各阶段指标';

create table reference.narrative_sentence (
    measure_code text not null,
    section text not null,
    rank smallint not null,
    sentence text not null,
    constraint narrative_sentence_pk primary key (measure_code),
    constraint narrative_sentence_rank_uq unique (rank),
    constraint narrative_sentence_measure_fk foreign key (measure_code)
    references reference.measure (measure_code),
    constraint narrative_sentence_number_ck check (sentence like '%{数}%')
);
comment on table reference.narrative_sentence is
'One row per measure that a written summary tells, with its sentence 综述句式';
comment on column reference.narrative_sentence.section is 'Heading under which it stands 所在部分';
comment on column reference.narrative_sentence.rank is 'Its order in the text 次序';
comment on column reference.narrative_sentence.sentence is
'The sentence: {年} year, {地} region or unit, {项} programme, {数} figure with unit 句式';

create table raw.narrative_piece (
    submission_id text not null,
    piece_no integer not null,
    place text not null,
    kind text not null,
    level smallint,
    length integer not null,
    digest text not null,
    constraint narrative_piece_pk primary key (submission_id, piece_no)
);
comment on table raw.narrative_piece is
'One row per paragraph of a text: where it stands and what it hashes to, no letter of it 材料段落';
comment on column raw.narrative_piece.digest is '16 hex of the SHA-256 of its text 文字摘要值';
grant delete on raw.narrative_piece to talent_loader;

create table audit.narrative_binding (
    binding_id bigint generated always as identity,
    signature text not null,
    unit_code text not null,
    phrase text not null,
    measure_code text,
    programme_code text,
    scope text,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    constraint narrative_binding_pk primary key (binding_id)
);
comment on table audit.narrative_binding is
'One row per decision of what a figure of a text is of; the last of a signature holds 材料数字的认定';
comment on column audit.narrative_binding.signature is
'Filer, unit and words around the figure: next year''s figure is found by it 语句标识';
comment on column audit.narrative_binding.measure_code is 'Null: it is of none 指标；空为不是任何指标';
create index narrative_binding_signature_ix
on audit.narrative_binding (signature, binding_id desc);  -- what holds of a figure
grant insert on audit.narrative_binding to talent_steward;

create table audit.sentence_read (
    read_id bigint generated always as identity,
    submission_id text not null,
    place text not null,
    read_by text not null,
    read_at timestamptz not null default now(),
    constraint sentence_read_pk primary key (read_id)
);
comment on table audit.sentence_read is
'One row per sentence of a text that somebody had shown from the archive 查阅原文记录';
grant insert on audit.sentence_read to talent_steward;
