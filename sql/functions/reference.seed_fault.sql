-- needs: reference.lookup, reference.standing_region
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
    'has the breakdown ' || measures.breakdown || ', expected a list of code.csv. Correct it, or'
    || ' add the list' as fault
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
        and duties.since <= coalesce(left(obligations.last_period, 4)::integer, duties.since)
union all
select
    'region_change' as seed,
    changes.from_key || ' ' || changes.to_key as key,
    'begins on ' || afters.valid_from || ', and the other ends on '
    || coalesce(befores.valid_to::text, 'no day') || ', expected one day of ' || changes.year
    || '. Correct valid_from, valid_to or year' as fault
from reference.region_change as changes
inner join reference.region as befores on changes.from_key = befores.region_key
inner join reference.region as afters on changes.to_key = afters.region_key
where
    afters.valid_from is distinct from befores.valid_to
    or extract(year from afters.valid_from) <> changes.year
union all
select distinct
    'region_change' as seed,
    changes.from_key || ' ' || changes.to_key as key,
    'says ' || changes.relation || ', and ' || others.from_key || ' ' || others.to_key
    || ' shares a region with it. What is not one for one is merge, split or carved_out' as fault
from reference.region_change as changes
inner join reference.region_change as others
    on
        (changes.from_key = others.from_key and changes.to_key <> others.to_key)
        or (changes.to_key = others.to_key and changes.from_key <> others.from_key)
where changes.relation not in ('merge', 'split', 'carved_out')
union all
select
    'region' as seed,
    standing_code as key,
    'lies in ' || string_agg(distinct standing_parent, ' and in ' order by standing_parent)
    || ', each for a time, expected one. Give it a new code when it comes under another' as fault
from reference.standing_region
group by standing_code
having count(distinct standing_parent) > 1;
comment on view reference.seed_fault is
'One row per seed row that contradicts others, with what to do 种子数据矛盾';
