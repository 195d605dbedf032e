-- Reference data: typed tables that the CSV files of seeds/ are loaded into by COPY, names alike.

create table reference.region (
    region_key text not null,
    region_code text not null,
    name text not null,
    level text not null,
    parent_code text,
    valid_from date not null,
    valid_to date,
    successor text,
    constraint region_pk primary key (region_key),
    constraint region_level_ck check (level in ('province', 'prefecture', 'county', '_U')),
    constraint region_validity_ck check (valid_to is null or valid_from < valid_to)
);
-- facts and filings name a region by its code: one row a code is valid at a time
create unique index region_code_ix on reference.region (region_code) where valid_to is null;

create table reference.region_synonym (
    synonym text not null,
    region_code text not null,
    constraint region_synonym_pk primary key (synonym)
);

create table reference.reporting_unit (
    unit_code text not null,
    name text not null,
    kind text not null,
    line_system text not null,
    region_code text not null,
    level text not null,
    parent_unit text,
    valid_from date not null,
    valid_to date,
    successor text,
    constraint reporting_unit_pk primary key (unit_code),
    constraint reporting_unit_kind_ck check (
        kind in ('talent_office', 'bureau', 'source_document', '_U')
    ),
    constraint reporting_unit_level_ck check (level in ('province', 'prefecture', 'county', '_U'))
);

create table reference.obligation (
    obligation_code text not null,
    form text not null,
    unit_kind text not null,
    unit_level text not null,
    period_grain text not null,
    due_days integer not null,
    first_period text not null,
    last_period text not null,
    constraint obligation_pk primary key (obligation_code),
    constraint obligation_grain_ck check (period_grain in ('year', 'quarter', 'month'))
);

create table reference.programme (
    programme_code text not null,
    name text not null,
    name_en text not null,
    family text not null,
    level text not null,
    authority text,
    kind text not null,
    valid_from date,
    valid_to date,
    constraint programme_pk primary key (programme_code),
    constraint programme_kind_ck check (kind in ('programme', 'policy', 'platform', 'set', 'total'))
);
create table reference.programme_synonym (
    synonym text not null,
    programme_code text not null,
    constraint programme_synonym_pk primary key (synonym),
    constraint programme_synonym_programme_fk foreign key (programme_code)
    references reference.programme (programme_code)
);
create table reference.programme_lineage (
    from_code text not null,
    to_code text not null,
    relation text not null,
    year smallint,
    constraint programme_lineage_pk primary key (from_code, to_code, relation),
    constraint programme_lineage_relation_ck
    check (relation in ('renamed', 'upgraded', 'merged', 'member_of'))
);

create table reference.unit_of_measure (
    unit_code text not null,
    name_en text not null,
    dimension text not null,
    constraint unit_of_measure_pk primary key (unit_code)
);
create table reference.unit_synonym (
    synonym text not null,
    unit_code text not null,
    unit_mult smallint not null,
    constraint unit_synonym_pk primary key (synonym),
    constraint unit_synonym_unit_fk foreign key (unit_code)
    references reference.unit_of_measure (unit_code)
);

create table reference.measure (
    measure_code text not null,
    name text not null,
    name_en text not null,
    definition text not null,
    unit_code text not null,
    kind text not null,
    agg_region text not null,
    agg_time text not null,
    is_non_negative boolean not null,
    numerator text,
    denominator text,
    scale numeric,
    fund_stage text,
    derivation text,
    derivation_form text,
    owner_line text,
    successor text,
    is_break boolean not null,
    constraint measure_pk primary key (measure_code),
    constraint measure_unit_fk foreign key (unit_code)
    references reference.unit_of_measure (unit_code),
    constraint measure_kind_ck
    check (kind in ('stock', 'flow', 'cumulative', 'ratio', 'amount', 'target')),
    constraint measure_agg_region_ck check (agg_region in ('sum', 'max', 'ratio', 'none')),
    constraint measure_agg_time_ck check (agg_time in ('sum', 'last', 'max', 'ratio', 'none')),
    constraint measure_derivation_ck check ((derivation is null) = (derivation_form is null))
);
create table reference.measure_synonym (
    synonym text not null,
    measure_code text not null,
    constraint measure_synonym_pk primary key (synonym),
    constraint measure_synonym_measure_fk foreign key (measure_code)
    references reference.measure (measure_code)
);
-- 勾稽: what must hold between measures of one region, programme, year and scope
create table reference.measure_identity (
    identity_code text not null,
    relation text not null,
    left_measure text not null,
    right_measure text not null,
    reason text not null,
    constraint measure_identity_pk primary key (identity_code, right_measure),
    constraint measure_identity_relation_ck check (relation in ('at_most', 'sum_of')),
    constraint measure_identity_left_fk foreign key (left_measure)
    references reference.measure (measure_code),
    constraint measure_identity_right_fk foreign key (right_measure)
    references reference.measure (measure_code)
);

create table reference.code (
    list text not null,
    code text not null,
    name text not null,
    name_en text not null,
    rank smallint not null,
    constraint code_pk primary key (list, code)
);
create table reference.code_synonym (
    list text not null,
    synonym text not null,
    code text not null,
    constraint code_synonym_pk primary key (list, synonym),
    constraint code_synonym_code_fk foreign key (list, code) references reference.code (list, code)
);

-- Everything a coded cell may say, over all lists: the reader's only dictionary.
create view reference.lookup as
select
    list,
    name as text,
    code
from reference.code
union all
select
    list,
    code as text,
    code
from reference.code
where code <> name
union all
select
    list,
    synonym as text,
    code
from reference.code_synonym
union all
select
    'region' as list,
    region_code as text,
    region_code as code
from reference.region
where valid_to is null
union all
-- a name that two regions share says nothing by itself
select
    'region' as list,
    name as text,
    min(region_code) as code
from reference.region
where valid_to is null
group by name
having count(*) = 1
union all
select
    'region' as list,
    synonym as text,
    region_code as code
from reference.region_synonym
union all
select
    'reporting_unit' as list,
    unit_code as text,
    unit_code as code
from reference.reporting_unit
union all
select
    'reporting_unit' as list,
    name as text,
    unit_code as code
from reference.reporting_unit
union all
select
    'programme' as list,
    programme_code as text,
    programme_code as code
from reference.programme
union all
select
    'programme' as list,
    name as text,
    programme_code as code
from reference.programme
union all
select
    'programme' as list,
    synonym as text,
    programme_code as code
from reference.programme_synonym
union all
select
    'measure' as list,
    measure_code as text,
    measure_code as code
from reference.measure
union all
select
    'measure' as list,
    name as text,
    measure_code as code
from reference.measure
union all
select
    'measure' as list,
    synonym as text,
    measure_code as code
from reference.measure_synonym
union all
select
    'unit' as list,
    synonym as text,
    unit_code as code
from reference.unit_synonym;

-- One row per year that some obligation opens.
create view reference.reporting_year as
select distinct year::smallint as year
from reference.obligation
cross join
    lateral
    generate_series(left(first_period, 4)::integer, left(last_period, 4)::integer) as year;

-- One row per slot that a unit owes: unit × form × period, part '-'.
create view reference.owed_slot as
with periods as (
    select
        year::text as period,
        'year' as grain,
        make_date(year, 12, 31) as end_date
    from reference.reporting_year
    union all
    select
        year || '-Q' || quarter as period,
        'quarter' as grain,
        (make_date(year, quarter * 3, 1) + interval '1 month')::date - 1 as end_date
    from reference.reporting_year
    cross join generate_series(1, 4) as quarter
    union all
    select
        year || '-' || lpad(month::text, 2, '0') as period,
        'month' as grain,
        (make_date(year, month, 1) + interval '1 month')::date - 1 as end_date
    from reference.reporting_year
    cross join generate_series(1, 12) as month
)

select
    units.unit_code,
    obligations.form,
    periods.period,
    '-' as part,
    left(periods.period, 4)::smallint as year,
    units.region_code,
    periods.end_date + obligations.due_days as due_date
from reference.obligation as obligations
inner join reference.reporting_unit as units
    on obligations.unit_kind = units.kind and obligations.unit_level = units.level
inner join periods
    on
        obligations.period_grain = periods.grain
        and periods.period between obligations.first_period and obligations.last_period
where
    units.valid_from <= periods.end_date
    and (units.valid_to is null or units.valid_to > periods.end_date);
