-- needs: mart.known_boundary, mart.on_boundaries, mart.shown_publication
create function mart.title_structure_on(
    boundary_year integer, publication integer default null
)
returns table (
    region_code text,
    rollup text,
    title_level text,
    age_band text,
    region_name text,
    region_level text,
    boundary_relation text,
    year smallint,
    people bigint,
    people_low bigint,
    people_high bigint,
    people_status text,
    new_in_year bigint,
    new_in_year_low bigint,
    new_in_year_high bigint,
    new_in_year_status text,
    grassroots bigint,
    grassroots_low bigint,
    grassroots_high bigint,
    grassroots_status text,
    units_expected integer,
    units_in_force integer,
    rows_quarantined integer,
    is_complete boolean,
    why_incomplete text,
    new_in_year_is_complete boolean,
    grassroots_is_complete boolean
)
language plpgsql stable
set search_path = pg_catalog
-- nobody knows how many rows a CTE has, and what is merged by year alone is compared row by row
set enable_nestloop = off
set enable_mergejoin = off
as $$
begin
    return query execute
        mart.on_boundaries(
            'mart_title_structure', null, array['title_level', 'age_band'],
            array['people', 'new_in_year', 'grassroots'],
            array_fill('sum'::text, array[3]),
            array_fill('bigint'::text, array[3]),
            'people'
        )
        using mart.known_boundary(boundary_year), mart.shown_publication(publication);
end
$$;
comment on function mart.title_structure_on is
'The counts of mart_title_structure on the boundaries that held at the end of a year; shares and'
' means do not add, and are made of the counts by whoever asks 按指定年份区划汇总';
revoke all on function mart.title_structure_on from public;
grant execute on function mart.title_structure_on to talent_analyst, talent_steward;
