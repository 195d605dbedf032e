-- What no key and no check of one row can refuse: what rows of seeds say of one another. Loading
-- the seeds refuses whatever is here.
create view reference.seed_fault as
with recursive members as (
    select
        from_code,
        to_code
    from reference.programme_lineage
    where relation = 'member_of'
),

above as (
    select
        from_code,
        to_code
    from members
    union
    select
        above.from_code,
        members.to_code
    from above
    inner join members on above.to_code = members.from_code
),

forms as (
    select form from reference.obligation
    union
    select derivation_form as form from reference.measure where derivation_form is not null
)

select
    'programme_lineage' as seed,
    from_code as key,
    'is a member of ' || string_agg(to_code, ' and of ' order by to_code) || ', expected one set.'
    || ' Keep the smaller, and let it be a member of the larger' as fault
from members
group by from_code
having count(*) > 1
union all
select
    'programme_lineage' as seed,
    from_code as key,
    'is a member of itself, by way of its set. Take out one member_of of the ring' as fault
from above
where from_code = to_code
union all
select
    'programme_lineage' as seed,
    members.from_code as key,
    'is a member of ' || members.to_code || ', expected two codes of programme.csv, the second of'
    || ' kind set. Correct the code or the kind' as fault
from members
left join reference.programme as parts
    on members.from_code = parts.programme_code and parts.kind <> 'total'
left join reference.programme as sets
    on members.to_code = sets.programme_code and sets.kind = 'set'
where parts.programme_code is null or sets.programme_code is null
union all
select
    'measure' as seed,
    measures.measure_code as key,
    'has the breakdown ' || measures.breakdown || ', expected a list of code.csv. Correct it, or add'
    || ' the list' as fault
from reference.measure as measures
left join reference.code as codes on measures.breakdown = codes.list
where measures.breakdown is not null and codes.list is null
union all
select
    'code' as seed,
    items.text as key,
    'is ' || string_agg(items.code, ' and ' order by items.code) || ' in lists that break measures'
    || ' down, expected one code. Give the code of one list another name' as fault
from reference.lookup as items
where items.list = 'item'
group by items.text
having count(*) > 1
union all
select distinct
    'duty' as seed,
    subject as key,
    'is no form and no measure. Give a form that is owed or that a measure derives from, or a code'
    || ' of measure.csv' as fault
from reference.duty
where
    subject not in (select forms.form from forms)
    and subject not in (select measure.measure_code from reference.measure)
union all
select
    'duty' as seed,
    duties.subject || ' ' || duties.level || ' ' || duties.since as key,
    'says ' || duties.duty || ' in years in which ' || obligations.obligation_code || ' of'
    || ' obligation.csv says who of that level owes the form, and is not heard. End the obligation'
    || ' before, or take the row out' as fault
from reference.duty as duties
inner join reference.obligation as obligations
    on
        duties.subject = obligations.form
        and duties.level = obligations.unit_level
        and duties.since >= left(obligations.first_period, 4)::integer
        and duties.since <= coalesce(left(obligations.last_period, 4)::integer, duties.since);
comment on view reference.seed_fault is
'One row per seed row that contradicts others, with what to do 种子数据矛盾';
