create function reference.terms(expression text)
returns table (
    place integer, factor numeric, measure_code text, programme_code text, year_offset integer
)
language sql immutable strict parallel safe
as $$
select
    terms.place::integer,
    (case terms.parts[1] when '-' then -1 else 1 end * coalesce(terms.parts[2], '1')::numeric),
    terms.parts[3],
    terms.parts[4],
    coalesce(terms.parts[5], '0')::integer
from
    regexp_matches(
        expression,
        '(?:(?:^| )([+-]) )?(?:([0-9.]+) \* )?([A-Z]\w*)(?:@(\w+))?(?:\[(-\d)\])?',
        'g'
    ) with ordinality as terms (parts, place)
$$;
comment on function reference.terms is
'Terms of one side of an identity: factor, measure, programme (null: the row''s), year 勾稽式各项';
