create view reference.lookup as
with codes as (
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
)

select
    list,
    text,
    code
from codes
union all
-- what any measure is told apart by; that it is its own measure's is a rule of the form
select distinct  -- lists share texts
    'item' as list,
    text,
    code
from codes
where codes.list in (select measures.breakdown from reference.measure as measures)
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
comment on view reference.lookup is
'One row per list and text that a coded cell may say: the reader''s only dictionary 查找表';
