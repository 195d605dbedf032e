create function mart.known_boundary(boundary_year integer) returns smallint
language plpgsql stable
set search_path = pg_catalog
as $$
declare
    first smallint;
    last smallint;
begin
    select min(bridge.boundary_year), max(bridge.boundary_year) into first, last
    from mart.bridge_region_vintage as bridge;
    if known_boundary.boundary_year is null or known_boundary.boundary_year < first then
        raise exception 'Boundaries of % are not known. Ask for a year from % on.',
            coalesce(known_boundary.boundary_year::text, 'no year'), first;
    end if;
    return least(known_boundary.boundary_year, last);
end
$$;
comment on function mart.known_boundary is
'Year of mart.bridge_region_vintage to read for a year: after the last known change the last 区划年份';
revoke all on function mart.known_boundary from public;
grant execute on function mart.known_boundary to talent_analyst, talent_steward;
