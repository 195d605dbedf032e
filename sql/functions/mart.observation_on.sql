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
    is_complete boolean,
    why_incomplete text,
    rests_on_disputed boolean,
    measure_name text,
    unit_of_measure text,
    witness text,
    dimension text,
    unit_code text,
    submission_id text,
    sheet text,
    row_no integer,
    qualifier text,
    verdict text,
    witness_count integer,
    shared_low numeric,
    shared_high numeric,
    as_of_date date
)
language plpgsql stable
set search_path = pg_catalog
-- nobody knows how many rows a CTE has, and what is merged by year alone is compared row by row
set enable_nestloop = off
set enable_mergejoin = off
as $$
begin
    return query execute format(
        'select found.to_code, found.rollup, found.measure_code, found.programme_code, found.since,'
        ' case found.place_scope when ''_'' then case found.rollup when ''own'' then ''own_bureau'' else ''region'' end'
        ' else found.place_scope end, found.item, found.life_stage, found.edition, found.to_name, found.to_level,'
        ' found.relation, found.year, found.value, found.value_low, found.value_high, found.value_status,'
        ' found.units_expected, found.units_in_force, found.rows_quarantined, found.is_complete, found.why_incomplete,'
        ' found.rests_on_disputed, coalesce(found.measure_name, measures.name),'
        ' coalesce(found.unit_of_measure, measures.unit_code), coalesce(found.witness, ''parts''),'
        ' case when found.witness is null then ''region'' else found.dimension end, coalesce(found.unit_code, ''_Z''),'
        ' coalesce(found.submission_id, ''_Z''), coalesce(found.sheet, ''_Z''), coalesce(found.row_no, 0),'
        ' case when found.witness is not null then found.qualifier when found.value = found.value_low'
        ' then case when found.value = found.value_high then ''='' when found.value_high is null then ''>='' else ''~'' end'
        ' when found.value is not null then ''~'' end,'
        ' coalesce(found.verdict, ''alone''), coalesce(found.witness_count, 1),'
        ' found.shared_low, found.shared_high, found.as_of_date'
        ' from (%s) as found ('
        ' to_code, rollup, measure_code, programme_code, since, place_scope, item, life_stage, edition,'
        ' to_name, to_level, relation, year, value, value_low, value_high, value_status,'
        ' units_expected, units_in_force, rows_quarantined, is_complete, why_incomplete, rests_on_disputed,'
        ' witness, dimension, unit_code, submission_id, sheet, row_no, qualifier, verdict, witness_count,'
        ' shared_low, shared_high, as_of_date, measure_name, unit_of_measure)'
        ' left join mart.dim_measure as measures on found.measure_code = measures.measure_code',
        mart.on_boundaries(
            'mart_observation',
            -- own and region are one scope at two rollups; the others stand for themselves
            'region_code, rollup, measure_code, programme_code, since, item, life_stage, edition, year,'
            ' value, value_low, value_high, obs_status as value_status,'
            ' case when scope in (''own_bureau'', ''region'') then ''_'' else scope end as place_scope,'
            ' units_expected, units_in_force, rows_quarantined, is_complete, why_incomplete, rests_on_disputed,'
            ' witness, dimension, unit_code, submission_id, sheet, row_no, qualifier, verdict, witness_count,'
            ' shared_low, shared_high, as_of_date, measure_name, unit_of_measure',
            array['measure_code', 'programme_code', 'since', 'place_scope', 'item', 'life_stage', 'edition'],
            array['value'],
            array[
                'case when shown.place_scope = ''_'' then (select measures.adds_region from mart.dim_measure'
                ' as measures where measures.measure_code = shown.measure_code) else ''none'' end'
            ],
            array['numeric'],
            'value',
            array['rests_on_disputed'],
            array[
                'witness', 'dimension', 'unit_code', 'submission_id', 'sheet', 'row_no', 'qualifier', 'verdict',
                'witness_count', 'shared_low', 'shared_high', 'as_of_date', 'measure_name', 'unit_of_measure'
            ]
        )
    )
    using mart.known_boundary(boundary_year), mart.shown_publication(publication);
end
$$;
comment on function mart.observation_on is
'mart_observation on the boundaries that held at the end of a year 按指定年份区划汇总全部观测值';
revoke all on function mart.observation_on from public;
grant execute on function mart.observation_on to talent_analyst, talent_steward;
