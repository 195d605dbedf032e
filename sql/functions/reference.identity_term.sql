-- needs: reference.terms
create view reference.identity_term as
select
    identity.identity_code,
    sides.side,
    terms.place,
    terms.factor,
    terms.measure_code,
    terms.programme_code,
    terms.year_offset
from reference.identity as identity
cross join
    lateral (
        values
        ('left', identity.left_expression),
        ('right', identity.right_expression)
    ) as sides (side, expression)
cross join lateral reference.terms(sides.expression) as terms;
comment on view reference.identity_term is
'One row per identity, side and term: factor, measure, programme (null: that of the row), year 勾稽项';
