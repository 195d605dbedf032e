-- needs: mart.known_boundary, mart.on_boundaries, mart.shown_publication
create function mart.observation_on(
    boundary_year integer, publication integer default null
)
returns table (
    region_code text,
    rollup text,
    measure_code text,
    programme_code text,
    since text,
    scope text,
    item text,
    life_stage text,
    edition text,
    region_name text,
    region_level text,
    boundary_relation text,
    year smallint,
    value numeric,
    value_low numeric,
    value_high numeric,
    obs_status text,
    units_expected integer,
    units_in_force integer,
    rows_quarantined integer,
    is_complete boolean
)
language plpgsql stable
set search_path = pg_catalog
set enable_nestloop = off -- nobody knows how many rows a CTE has
as $$
begin
    return query execute format(
        'select to_code, rollup, measure_code, programme_code, since,'
        ' case place_scope when ''_'' then case rollup when ''own'' then ''own_bureau'' else ''region'' end'
        ' else place_scope end, item, life_stage, edition, to_name, to_level, relation, year,'
        ' value, value_low, value_high, value_status,'
        ' units_expected, units_in_force, rows_quarantined, is_complete'
        ' from (%s) as found ('
        ' to_code, rollup, measure_code, programme_code, since, place_scope, item, life_stage, edition,'
        ' to_name, to_level, relation, year, value, value_low, value_high, value_status,'
        ' units_expected, units_in_force, rows_quarantined, is_complete)',
        mart.on_boundaries(
            'mart_observation',
            -- own and region are one scope at two rollups; the others stand for themselves
            'region_code, rollup, measure_code, programme_code, since, item, life_stage, edition, year,'
            ' value, value_low, value_high, obs_status as value_status,'
            ' case when scope in (''own_bureau'', ''region'') then ''_'' else scope end as place_scope,'
            ' units_expected, units_in_force, rows_quarantined, is_complete',
            array['measure_code', 'programme_code', 'since', 'place_scope', 'item', 'life_stage', 'edition'],
            array['value'],
            array[
                'case when shown.place_scope = ''_'' then (select measures.adds_region from mart.dim_measure'
                ' as measures where measures.measure_code = shown.measure_code) else ''none'' end'
            ],
            array['numeric']
        )
    )
    using mart.known_boundary(boundary_year), mart.shown_publication(publication);
end
$$;
comment on function mart.observation_on is
'mart_observation on the boundaries that held at the end of a year 按指定年份区划汇总全部观测值';
revoke all on function mart.observation_on from public;
grant execute on function mart.observation_on to talent_analyst, talent_steward;
