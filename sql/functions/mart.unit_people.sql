-- needs: mart.shown_publication
-- Counts of the rows a person, which analysts do not read: so it runs with its owner's rights.
create function mart.unit_people(wanted_year integer, publication integer default null)
returns table (
    unit_code text,
    counted_by_unit text,
    region_code text,
    people bigint
)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute (
        select string_agg(
            format(
                'select unit_code, counted_by_unit, region_code, count(*) from ('
                'select unit_code, counted_by_unit, region_code, year from mart.%1$I where from_no <= $2'
                ' union all select unit_code, counted_by_unit, region_code, year from history.%1$I'
                ' where from_no <= $2 and to_no > $2) as shown where year = $1 group by 1, 2, 3',
                once.fact
            ),
            ' union all '
        )
        from reference.form as once
        where once.counts = 'once'
    )
        using wanted_year, mart.shown_publication(publication);
end
$$;
comment on function mart.unit_people is
'People whom a unit''s registers name, by the unit that counts them and region 各单位台账人数及计入单位';
revoke all on function mart.unit_people from public;
grant execute on function mart.unit_people to talent_analyst, talent_steward;
