-- A row of audit.steward is of one login, and not of the next that is given its name: a login that
-- was dropped by SQL leaves its row. The name is asked too, since a restored warehouse may stand on
-- a server whose roles have other numbers.

alter table audit.steward add column login_oid oid;
comment on column audit.steward.login_oid is
'Number of that login on its server: another login of the name has another 登录编号';
update audit.steward as mine set login_oid = pg_roles.oid
from pg_roles
where mine.login = pg_roles.rolname;

do $$
declare
    own constant text := '%1$s.login = session_user'
        ' and %1$s.login_oid = to_regrole(quote_ident(session_user))';
    units constant text :=
        'select unit.unit_code from audit.steward as mine'
        ' inner join reference.reporting_unit as unit on mine.region_code in (unit.region_code, ('
        'select region.parent_code from reference.region as region'
        ' where unit.region_code = region.region_code order by region.valid_from desc limit 1))'
        ' where ' || format(own, 'mine');
    name text;
begin
    execute format('alter policy own_units on audit.steward using (%s)', format(own, 'steward'));
    foreach name in array
        array['arrival', 'submission', 'current_submission', 'explanation']
    loop
        execute format(
            'alter policy own_units on audit.%I using (unit_code in (%s))', name, units
        );
    end loop;
end
$$;

-- What readers outside see of money, and the payees behind each picture of it that they have had:
-- the next one may not tell of one of them. Whoever reads these knows what is withheld.
create table audit.open_amount (
    mart text not null,
    column_name text not null,
    place text[] not null,
    year smallint not null,
    shown numeric(18, 2),
    constraint open_amount_pk primary key (mart, column_name, place)
);
comment on table audit.open_amount is
'One row per amount of money that schema open shows, or withholds from then on 对外金额';
comment on column audit.open_amount.place is
'Values of the key of the mart, in its order 单元格的键';
comment on column audit.open_amount.shown is 'Null: withheld 公布金额；空为不予公布';

create table audit.open_payee (
    mart text not null,
    year smallint not null,
    from_no integer not null,
    region_code text not null,
    rollup text not null,
    measure_code text not null,
    payee text not null,
    amount numeric(24, 6) not null,
    constraint open_payee_pk primary key (
        mart, year, from_no, region_code, rollup, measure_code, payee
    )
);
comment on table audit.open_payee is
'One row per payee of a region in a picture of a year that schema open has shown 对外金额的收款单位';
comment on column audit.open_payee.from_no is 'Publication that showed it first 起始发布号';
comment on column audit.open_payee.payee is
'Digest of the name; empty: of a number that was filed as a sum 收款单位摘要';

revoke all on audit.open_amount, audit.open_payee from
talent_loader, talent_builder, talent_steward, talent_publisher;
grant select, insert, delete on audit.open_amount to talent_publisher;
grant select, insert on audit.open_payee to talent_publisher;
