-- needs: reference.identity_term
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
