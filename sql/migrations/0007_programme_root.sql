-- Identities (勾稽) as expressions, and the roots of programmes that were renamed or upgraded.

-- one seed for all that must hold: what a part and its whole are follows from it
drop table reference.measure_identity;
-- terms joined by + or -: [factor * ]MEASURE[@PROGRAMME][[-1]], the last for the year before
create domain reference.expression as text
constraint expression_ck check (
    value ~ (
        '^([0-9.]+ \* )?[A-Z]\w*(@\w+)?(\[-\d\])?'
        || '( [+-] ([0-9.]+ \* )?[A-Z]\w*(@\w+)?(\[-\d\])?)*$'
    )
);
create table reference.identity (
    identity_code text not null,
    left_expression reference.expression not null,
    relation text not null,
    right_expression reference.expression not null,
    tolerance numeric not null,
    description_zh text not null,
    description_en text not null,
    constraint identity_pk primary key (identity_code),
    constraint identity_relation_ck check (relation in ('<=', '=')),
    constraint identity_tolerance_ck check (tolerance >= 0)
);
comment on table reference.identity is
'One row per identity between measures of one region and year, as two expressions 勾稽关系';

create view reference.identity_term as
select
    identity.identity_code,
    sides.side,
    terms.place::integer as place,
    (case terms.parts[1] when '-' then -1 else 1 end * coalesce(terms.parts[2], '1')::numeric)
        as factor,
    terms.parts[3] as measure_code,
    terms.parts[4] as programme_code,
    coalesce(terms.parts[5], '0')::integer as year_offset
from reference.identity as identity
cross join
    lateral (
        values
        ('left', identity.left_expression),
        ('right', identity.right_expression)
    ) as sides (side, expression)
cross join
    lateral regexp_matches(
        sides.expression,
        '(?:(?:^| )([+-]) )?(?:([0-9.]+) \* )?([A-Z]\w*)(?:@(\w+))?(?:\[(-\d)\])?',
        'g'
    ) with ordinality as terms (parts, place);
comment on view reference.identity_term is
'One row per identity, side and term: factor, measure, programme (null: that of the row), year 勾稽项';

-- Identities between measures of one cell, a row a term on the right: what a part and a total are.
create view reference.measure_identity as
with plain as (
    select
        terms.*,
        count(*) over of_side as term_count,
        bool_and(terms.factor = 1 and terms.programme_code is null and terms.year_offset = 0)
            over (partition by terms.identity_code) as is_plain
    from reference.identity_term as terms
    window of_side as (partition by terms.identity_code, terms.side)
)

select
    identity.identity_code,
    case identity.relation when '<=' then 'at_most' else 'sum_of' end as relation,
    lefts.measure_code as left_measure,
    rights.measure_code as right_measure,
    identity.description_zh as reason
from reference.identity as identity
inner join plain as lefts on identity.identity_code = lefts.identity_code and lefts.side = 'left'
inner join plain as rights
    on identity.identity_code = rights.identity_code and rights.side = 'right'
where
    lefts.is_plain
    and lefts.term_count = 1
    and ((identity.relation = '<=') = (rights.term_count = 1));
comment on view reference.measure_identity is
'One row per identity of plain measures and measure on its right: at_most or sum_of 部分与整体';

-- Where a programme comes from: back along renamed and upgraded to the first code it had, so that
-- one series can be drawn through all of them. A merger has no root before it: it is a set of what
-- was merged.
create function mart.programme_root(code text) returns text
language sql stable
as $$
    with recursive lineage as (
        select programme_root.code as programme_code, 0 as steps
        union all
        select earlier.from_code, lineage.steps + 1
        from lineage
        inner join reference.programme_lineage as earlier
            on earlier.to_code = lineage.programme_code and earlier.relation in ('renamed', 'upgraded')
        -- a lineage that runs in a ring ends
        where lineage.steps < 20
    )

    select programme_code from lineage order by steps desc, programme_code limit 1
$$;
comment on function mart.programme_root(text) is
'First code of a programme, back along renamed and upgraded 项目沿革的起点';
revoke all on function mart.programme_root(text) from public;
grant execute on function mart.programme_root(text) to
talent_loader, talent_builder, talent_publisher, talent_steward, talent_analyst;
