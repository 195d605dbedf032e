-- Regions through time: what became of which, and a mart on the boundaries of a chosen year.

create table reference.region_change (
    from_key text not null,
    to_key text not null,
    relation text not null,
    year smallint not null,
    source text not null,
    constraint region_change_pk primary key (from_key, to_key),
    constraint region_change_from_fk foreign key (from_key)
    references reference.region (region_key),
    constraint region_change_to_fk foreign key (to_key)
    references reference.region (region_key),
    constraint region_change_other_ck check (from_key <> to_key),
    constraint region_change_relation_ck check (
        relation in (
            'rename', 'recode', 'prefecture_to_city', 'county_to_city', 'county_to_district',
            'city_to_district', 'merge', 'split'
        )
    )
);
comment on table reference.region_change is
'One row per region that went and region that came of it 行政区划变更';

-- The tables of schema mart come with the first publication, so the statement is put together when
-- it is asked for. A region that nothing was added to passes as it stands; else the parts add up as
-- they do in the marts: what is missing leaves a lower bound, what is pending is no part of a sum.
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
    from unnest(counts || heads || amounts) with ordinality as listed (name, place)
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
                ' case when parts < needed then 3 end)]',
                value, low, high, status, counts, is_open, type, '{Q,L,O,P,U,I,E,B,A,M}'
            ), ', ' order by place
        )
        from conditions
    )
)
$$;
comment on function mart.on_boundaries is
'Statement that maps a mart to the boundaries of year $1 as of publication $2 按区划年份汇总的语句';

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

create function mart.shown_publication(publication integer) returns integer
language sql stable
set search_path = pg_catalog
as $$
select coalesce(publication, nullif(current_setting('talent.as_of', true), '')::integer, 2147483647)
$$;
comment on function mart.shown_publication is
'Publication to read: the one given, else that of talent.as_of, else the newest 发布号';

create function mart.region_programme_year_on(
    boundary_year integer, publication integer default null
)
returns table (
    region_code text,
    rollup text,
    programme_code text,
    region_name text,
    region_level text,
    boundary_relation text,
    year smallint,
    headcount bigint,
    headcount_low bigint,
    headcount_high bigint,
    headcount_status text,
    participants bigint,
    participants_low bigint,
    participants_high bigint,
    participants_status text,
    participants_new bigint,
    participants_new_low bigint,
    participants_new_high bigint,
    participants_new_status text,
    participants_pending bigint,
    participants_pending_low bigint,
    participants_pending_high bigint,
    participants_pending_status text,
    activities bigint,
    activities_low bigint,
    activities_high bigint,
    activities_status text,
    attendances bigint,
    attendances_low bigint,
    attendances_high bigint,
    attendances_status text,
    expert_trips bigint,
    expert_trips_low bigint,
    expert_trips_high bigint,
    expert_trips_status text,
    problems_solved bigint,
    problems_solved_low bigint,
    problems_solved_high bigint,
    problems_solved_status text,
    people_served bigint,
    people_served_low bigint,
    people_served_high bigint,
    people_served_status text,
    secured_yuan numeric,
    secured_yuan_low numeric,
    secured_yuan_high numeric,
    secured_yuan_status text,
    awarded_yuan numeric,
    awarded_yuan_low numeric,
    awarded_yuan_high numeric,
    awarded_yuan_status text,
    matched_yuan numeric,
    matched_yuan_low numeric,
    matched_yuan_high numeric,
    matched_yuan_status text,
    received_yuan numeric,
    received_yuan_low numeric,
    received_yuan_high numeric,
    received_yuan_status text,
    transferred_yuan numeric,
    transferred_yuan_low numeric,
    transferred_yuan_high numeric,
    transferred_yuan_status text,
    spent_yuan numeric,
    spent_yuan_low numeric,
    spent_yuan_high numeric,
    spent_yuan_status text,
    units_expected integer,
    units_in_force integer,
    rows_quarantined integer,
    is_complete boolean
)
language plpgsql stable
set search_path = pg_catalog
as $$
begin
    return query execute
        mart.on_boundaries(
            'mart_region_programme_year',
            array['programme_code'],
            array[
                'headcount', 'participants', 'participants_new', 'participants_pending',
                'activities', 'attendances', 'expert_trips', 'problems_solved'
            ],
            array['people_served'],
            array[
                'secured_yuan', 'awarded_yuan', 'matched_yuan',
                'received_yuan', 'transferred_yuan', 'spent_yuan'
            ]
        )
        using mart.known_boundary(boundary_year), mart.shown_publication(publication);
end
$$;
comment on function mart.region_programme_year_on is
'mart_region_programme_year on the boundaries that held at the end of a year 按指定年份区划汇总';

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
    is_complete boolean
)
language plpgsql stable
set search_path = pg_catalog
as $$
begin
    return query execute
        mart.on_boundaries(
            'mart_title_structure',
            array['title_level', 'age_band'],
            array['people', 'new_in_year', 'grassroots'],
            '{}',
            '{}'
        )
        using mart.known_boundary(boundary_year), mart.shown_publication(publication);
end
$$;
comment on function mart.title_structure_on is
'The counts of mart_title_structure on the boundaries that held at the end of a year 按指定年份区划汇总';

revoke all on function
mart.on_boundaries(text, text[], text[], text[], text[]), mart.known_boundary(integer),
mart.shown_publication(integer), mart.region_programme_year_on(integer, integer),
mart.title_structure_on(integer, integer) from public;
grant execute on function
mart.on_boundaries(text, text[], text[], text[], text[]), mart.known_boundary(integer),
mart.shown_publication(integer), mart.region_programme_year_on(integer, integer),
mart.title_structure_on(integer, integer) to talent_analyst, talent_steward;
