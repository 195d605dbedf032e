-- The tables of schema mart come with the first publication, so the statement is put together when
-- it is asked for. A region that nothing was added to passes as it stands; else the parts add up as
-- they do in the marts: what is missing leaves a lower bound, what is pending is no part of a sum.
-- Heads are those of the counts that may be the same in two regions.
create function mart.on_boundaries(
    relation text, keys text[], counts text[], heads text[], amounts text[]
) returns text
language sql stable
set search_path = pg_catalog
as $$
with quantities as (
    select
        place,
        format('%I', name) as value,
        format('%I', name || '_low') as low,
        format('%I', name || '_high') as high,
        format('%I', name || '_status') as status,
        name like '%\_pending' as is_pending,
        name = any (heads) as may_overlap,
        case when name = any (amounts) then 'numeric' else 'bigint' end as type
    from unnest(counts || amounts) with ordinality as listed (name, place)
),

conditions as (
    select
        *,
        case
            when is_pending then format('%s <> ''M''', status)
            else format('%s not in (''M'', ''P'')', status)
        end as counts,
        format(
            'coalesce(parts < needed or bool_or(%1$s in (''Q'', ''O'', ''L'') %2$s'
            ' or (%1$s <> ''M'' and coalesce(%3$s, %4$s, %5$s) is null)), true)',
            status, case when is_pending then '' else format('or %s = ''P''', status) end,
            value, low, high
        ) as is_open
    from quantities
)

select format(
    $statement$
with published as (
    select * from (
        select %1$s from mart.%2$I where from_no <= $2
        union all
        select %1$s from history.%2$I where from_no <= $2 and to_no > $2
    ) as shown
),

-- the region that the code stood for when the period ended, or the nearest in time
placed as (
    select distinct on (codes.region_code, codes.year)
        codes.region_code,
        codes.year,
        region.region_key,
        greatest(make_date(codes.year, 12, 31), region.valid_from) as placed_on
    from (select distinct region_code, year from published) as codes
    inner join mart.dim_region as region on codes.region_code = region.region_code
    order by
        codes.region_code,
        codes.year,
        make_date(codes.year, 12, 31) >= region.valid_from
        and (region.valid_to is null or make_date(codes.year, 12, 31) < region.valid_to) desc,
        abs(make_date(codes.year, 12, 31) - region.valid_from),
        region.region_key
),

mapped as (
    select
        published.*, placed.placed_on,
        bridge.to_key, bridge.to_code, bridge.to_name, bridge.to_level, bridge.relation
    from published
    inner join placed using (region_code, year)
    inner join mart.bridge_region_vintage as bridge
        on placed.region_key = bridge.region_key and bridge.boundary_year = $1
),

grouped as (
    select
        *,
        count(*) over same_row as parts,
        max(placed_on) over same_row as counted_on
    from mapped
    window same_row as (partition by to_key, rollup, year, %3$s)
),

-- how many regions of the period make up the one of the boundaries
needs as (
    select places.to_key, places.counted_on, count(*) as needed
    from (select distinct to_key, counted_on from grouped) as places
    inner join mart.bridge_region_vintage as bridge
        on places.to_key = bridge.to_key and bridge.boundary_year = $1
    inner join mart.dim_region as region
        on bridge.region_key = region.region_key
        and places.counted_on >= region.valid_from
        and (region.valid_to is null or places.counted_on < region.valid_to)
    group by places.to_key, places.counted_on
)

select
    to_code, rollup, %3$s, to_name, to_level,
    (array_agg(relation order by array_position(array['split', 'merge', 'rename', 'same'], relation)))[1],
    year, %4$s,
    sum(units_expected)::integer, sum(units_in_force)::integer, sum(rows_quarantined)::integer,
    bool_and(is_complete) and parts >= needed
from grouped
inner join needs using (to_key, counted_on)
group by to_key, to_code, to_name, to_level, rollup, year, %3$s, parts, needed
    $statement$,
    (
        select string_agg(format('%I', name), ', ')
        from unnest(
            array['region_code', 'rollup', 'year', 'units_expected', 'units_in_force', 'rows_quarantined', 'is_complete']
            || keys
        ) as name
    ) || ', ' || (
        select string_agg(format('%s, %s, %s, %s', value, low, high, status), ', ' order by place)
        from conditions
    ),
    relation,
    (select string_agg(format('%I', name), ', ') from unnest(keys) as name),
    (
        select string_agg(
            format(
                case
                    when may_overlap then
                        -- heads may be the same: from the most in one region to all of them
                        '(case when parts = 1 and needed <= 1 then max(%1$s) end)::%7$s,'
                        ' max(%2$s) filter (where %5$s or parts = 1)::%7$s,'
                    else
                        '(case when parts = 1 and needed <= 1 then max(%1$s)'
                        ' when %6$s then case when sum(%2$s) filter (where %5$s) > 0'
                        ' or sum(%1$s) filter (where %5$s) = 0 then sum(%2$s) filter (where %5$s) end'
                        ' when bool_and(%1$s is not null or %4$s = ''M'') then sum(%1$s) filter (where %5$s) end)::%7$s,'
                        ' (case when parts = 1 then max(%2$s) else sum(%2$s) filter (where %5$s) end)::%7$s,'
                end
                || ' (case when parts = 1 and needed <= 1 then max(%3$s)'
                ' when not %6$s and bool_and(%3$s is not null or %4$s = ''M'') then sum(%3$s) end)::%7$s,'
                ' (%8$L::text[])[least(min(array_position(%8$L::text[], %4$s)),'
                ' case when parts < needed then 3 end'
                || case when may_overlap then ', case when parts > 1 and bool_or(%4$s <> ''M'') then 5 end' else '' end
                || ')]',
                value, low, high, status, counts, is_open, type, '{Q,L,O,P,U,I,E,B,A,M}'
            ), ', ' order by place
        )
        from conditions
    )
)
$$;
comment on function mart.on_boundaries is
'Statement that maps a mart to the boundaries of year $1 as of publication $2 按区划年份汇总的语句';
revoke all on function mart.on_boundaries from public;
grant execute on function mart.on_boundaries to talent_analyst, talent_steward;
