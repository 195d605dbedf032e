-- Read with its owner's rights by what filters itself (raw.seen_…, mart.explain); the policies of
-- the tables in audit say the same.
create view audit.seen_unit as
select unit.unit_code
from audit.steward as mine
inner join reference.reporting_unit as unit
    on
        mine.region_code in (
            unit.region_code,
            (
                select region.parent_code
                from reference.region as region
                where unit.region_code = region.region_code
                order by region.valid_from desc
                limit 1
            )
        )
where
    mine.login = session_user
    and mine.login_oid = to_regrole(quote_ident(session_user));
comment on view audit.seen_unit is
'One row per unit whose rows the session may read because its login stewards a region 本辖区单位';
grant select on audit.seen_unit to talent_region_steward;
