-- A measure may be a ceiling, of which parts have the highest, or a change against another year.

alter table reference.measure drop constraint measure_kind_ck;
alter table reference.measure add constraint measure_kind_ck check (
    kind in ('stock', 'flow', 'cumulative', 'ratio', 'amount', 'target', 'ceiling', 'delta')
);
