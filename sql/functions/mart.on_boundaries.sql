-- The tables of schema mart come with the first publication, so the statement is put together when
-- it is asked for. A region on the same ground passes as it stands, under its name of then. Any
-- other is added anew of what counts once: the totals of counties and what is the prefectures' own.
-- `adds` says of each quantity how parts add: sum, overlap, max, none, or a column that says it;
-- `lead` is the quantity of the row's coverage. Of `flags` one part suffices, and what stands
-- `beside` is not made for a row that is added anew.
create function mart.on_boundaries(
    relation text, columns text, keys text[], quantities text[], adds text[], types text[],
    lead text, flags text[] default '{}', beside text[] default '{}'
) returns text
language sql stable
set search_path = pg_catalog
as $$
with listed as (
    select
        place, name, add_by, type, name = lead as is_lead,
        case when name = lead then 'is_complete' else name || '_is_complete' end as complete
    from unnest(quantities, adds, types) with ordinality as listed (name, add_by, type, place)
)

select format(
    $statement$
with recursive shown as (
    select %1$s from mart.%2$I where from_no <= $2
    union all
    select %1$s from history.%2$I where from_no <= $2 and to_no > $2
),

-- the first boundaries that are known stand for all years before
then_regions as (
    select years.year, regions.region_key, regions.standing_code as code, regions.standing_parent as parent
    from (select distinct year from shown) as years
    cross join (select min(valid_from) as first_day from mart.dim_region) as known
    inner join mart.dim_region as regions
        on greatest(make_date(years.year, 12, 31), known.first_day) >= regions.valid_from
        and greatest(make_date(years.year, 12, 31), known.first_day) < coalesce(regions.valid_to, 'infinity')
),

then_within as (
    select year, region_key, code as above_code, parent from then_regions
    union all
    select then_within.year, then_within.region_key, aboves.code, aboves.parent
    from then_within
    inner join then_regions as aboves on then_within.parent = aboves.code and then_within.year = aboves.year
),

-- `held_by` is the region of whose total the piece is a part
pieces as (
    select year, region_key, code, 'own' as to_rollup, 'own' as rollup, code as held_by from then_regions
    union all
    select
        regions.year, regions.region_key, regions.code, 'total' as to_rollup,
        case when is_upper then 'own' else 'total' end as rollup,
        case when is_upper then regions.code else regions.parent end as held_by
    from then_regions as regions
    cross join lateral (
        select exists (
            select from then_regions as below where below.parent = regions.code and below.year = regions.year
        ) as is_upper
    ) as asked
),

now_regions as (
    select region_key, region_code, name, level, parent_code
    from mart.dim_region
    where make_date($1, 12, 31) >= valid_from and make_date($1, 12, 31) < coalesce(valid_to, 'infinity')
),

now_within as (
    select region_key, region_key as above_key, parent_code from now_regions
    union all
    select now_within.region_key, aboves.region_key, aboves.parent_code
    from now_within
    inner join now_regions as aboves on now_within.parent_code = aboves.region_code
),

ends as (
    select region_key, to_key, count(*) over (partition by region_key) as parts
    from mart.bridge_region_vintage
    where boundary_year = $1
),

-- a region that holds every part of what was divided holds the whole
placed as (
    select pieces.*, ends.to_key as at_key, ends.parts = 1 as is_whole
    from pieces
    inner join ends using (region_key)
    where pieces.to_rollup = 'own'
    union all
    select pieces.*, now_within.above_key, count(*) = max(ends.parts)
    from pieces
    inner join ends using (region_key)
    inner join now_within on ends.to_key = now_within.region_key
    where pieces.to_rollup = 'total'
    group by
        pieces.year, pieces.region_key, pieces.code, pieces.to_rollup, pieces.rollup, pieces.held_by,
        now_within.above_key
),

then_ground as (
    select year, 'own' as rollup, code, region_key as ground from then_regions
    union all
    select year, 'total', above_code, string_agg(region_key, ' ' order by region_key)
    from then_within
    group by year, above_code
),

now_ground as (
    select
        year, to_rollup as rollup, at_key, bool_and(is_whole) as is_whole,
        string_agg(case when is_whole then region_key else '~' end, ' ' order by region_key) as ground
    from placed
    group by year, to_rollup, at_key
),

grounds as (
    select
        now_ground.*, then_ground.code, regions.region_code as to_code, regions.name as to_name,
        regions.level as to_level
    from now_ground
    inner join now_regions as regions on now_ground.at_key = regions.region_key
    left join then_ground using (year, rollup, ground)
),

made as materialized (
    select placed.*, grounds.rollup as made_rollup, grounds.is_whole as made_whole, to_code, to_name, to_level
    from grounds
    inner join placed
        on grounds.year = placed.year and grounds.rollup = placed.to_rollup and grounds.at_key = placed.at_key
    where grounds.code is null
),

-- rows that made ones are added of, and those that bound what has no row
needed as (
    select year, code from made
    union
    select regions.year, regions.code
    from then_regions as regions
    inner join made on regions.year = made.year and regions.parent = made.held_by
    union
    select regions.year, regions.code
    from then_regions as regions
    inner join then_regions as below on regions.code = below.parent and regions.year = below.year
),

told as materialized (
    select
        shown.*, quantity.*,
        case shown.rollup when 'own' then shown.region_code else regions.parent end as held_by
    from shown
    inner join needed on shown.year = needed.year and shown.region_code = needed.code
    inner join then_regions as regions on shown.year = regions.year and shown.region_code = regions.code
    cross join lateral (values %6$s) as quantity (
        place, adds, is_pending, its_value, its_low, its_high, its_status, its_complete
    )
),

lows as (
    select year, held_by, place, %9$s, sum(greatest(its_low, 0)) as low
    from told
    group by year, held_by, place, %9$s
),

-- what has no row is at most what the nearest total leaves to it
left_over as (
    select
        told.year, told.region_code, told.place, %3$s,
        case
            when told.adds = 'sum' and told.its_high is not null
                then greatest(told.its_high - coalesce(lows.low, 0), 0)
            else told.its_high
        end as high
    from told
    left join lows
        on told.year = lows.year and told.region_code = lows.held_by and told.place = lows.place and %7$s
    where told.rollup = 'total'
),

asked as (
    select distinct made.year, made.to_rollup, made.at_key, %3$s, told.place, told.adds, told.is_pending
    from made
    inner join told
        on made.year = told.year and made.code = told.region_code and made.rollup = told.rollup
),

parts as (
    select
        made.*, %4$s, asked.place, asked.adds, coalesce(told.its_status, 'O') as status,
        told.units_expected, told.units_in_force, told.rows_quarantined, told.why_incomplete%14$s,
        coalesce(told.its_complete, false) and not is_apart as is_complete,
        case when told.its_status = 'M' then 0 when made.is_whole and not is_apart then told.its_value end as value,
        case when told.its_status = 'M' or not made.is_whole or is_apart then 0 else coalesce(told.its_low, 0) end as low,
        case
            when told.its_status = 'M' then 0
            when is_apart then 'Infinity'::numeric
            when told.place is not null then coalesce(told.its_high, 'Infinity'::numeric)
            when nearest.place is not null then nearest.high
            else farther.high
        end as high
    from asked
    inner join made using (year, to_rollup, at_key)
    left join told
        on made.year = told.year and made.code = told.region_code and made.rollup = told.rollup
        and asked.place = told.place and %5$s
    -- what is pending is no part of what is not
    cross join lateral (select coalesce(told.its_status = 'P' and not asked.is_pending, false) as is_apart) as pending
    left join left_over as nearest
        on made.year = nearest.year and made.held_by = nearest.region_code and asked.place = nearest.place and %8$s
    left join (select distinct year, code, parent from then_regions) as holders
        on made.year = holders.year and made.held_by = holders.code
    left join left_over as farther
        on holders.year = farther.year and holders.parent = farther.region_code and asked.place = farther.place
        and %13$s
),

summed as (
    select
        year, to_rollup, at_key, to_code, to_name, to_level, made_whole, %9$s, place, adds,
        sum(coalesce(units_expected, 0)) as units_expected, sum(coalesce(units_in_force, 0)) as units_in_force,
        sum(coalesce(rows_quarantined, 0)) as rows_quarantined, min(why_incomplete) as why_incomplete%15$s,
        bool_and(is_complete and is_whole) and adds <> 'none' as is_complete,
        bool_and(status = 'M') as is_none,
        case when adds = 'sum' then sum(low) else max(low) filter (where adds <> 'max' or is_whole) end as low,
        case when adds = 'max' then max(coalesce(high, 'Infinity')) else sum(coalesce(high, 'Infinity')) end as high,
        case
            when bool_and(value is not null) and adds = 'sum' then sum(value)
            when bool_and(value is not null) and adds = 'max' then max(value)
        end as value
    from parts
    group by year, to_rollup, at_key, to_code, to_name, to_level, made_whole, %9$s, place, adds
),

added as (
    select
        summed.*,
        not is_none and adds <> 'none' as has_number,
        high = 'Infinity' as is_open,
        high = 'Infinity' and coalesce(low, 0) <= 0 as is_unknown
    from summed
)

select
    grounds.to_code, shown.rollup, %10$s, grounds.to_name, grounds.to_level,
    case when regions.region_key = grounds.at_key then 'same' else 'rename' end,
    shown.year, %11$s,
    shown.units_expected, shown.units_in_force, shown.rows_quarantined, shown.is_complete, shown.why_incomplete%16$s
from grounds
inner join shown
    on grounds.code = shown.region_code and grounds.rollup = shown.rollup and grounds.year = shown.year
inner join then_regions as regions on shown.region_code = regions.code and shown.year = regions.year
union all
select
    to_code, to_rollup, %9$s, to_name, to_level, case when made_whole then 'merge' else 'split' end, year, %12$s,
    max(units_expected)::integer, max(units_in_force)::integer, max(rows_quarantined)::integer,
    bool_and(is_complete) filter (where place = %18$s),
    case
        when bool_and(is_complete) filter (where place = %18$s) then null
        when min(why_incomplete) is not null then min(why_incomplete)
        when made_whole then 'parts_open'
        else 'divided'
    end%17$s
from added
group by year, to_rollup, at_key, to_code, to_name, to_level, made_whole, %9$s
    $statement$,
    coalesce(
        columns,
        (
            select string_agg(format('%I', name), ', ')
            from unnest(
                array['region_code', 'rollup', 'year', 'units_expected', 'units_in_force', 'rows_quarantined', 'is_complete']
                || 'why_incomplete'::text || keys || flags || beside
            ) as name
        ) || ', ' || (
            select string_agg(
                format('%I, %I, %I, %I', name, name || '_low', name || '_high', name || '_status')
                || case when is_lead then '' else format(', %I', complete) end, ', '
            )
            from listed
        )
    ),
    relation,
    (select string_agg(format('told.%I', key), ', ') from unnest(keys) as key),
    (select string_agg(format('asked.%I', key), ', ') from unnest(keys) as key),
    (select string_agg(format('asked.%1$I = told.%1$I', key), ' and ') from unnest(keys) as key),
    (
        select string_agg(
            format(
                '(%1$s, %2$s, %3$L::boolean, %4$I::numeric, %5$I::numeric, %6$I::numeric, %7$I, %8$I)',
                place, case when add_by in ('sum', 'overlap', 'max', 'none') then quote_literal(add_by) else add_by end,
                name like '%\_pending' or relation = 'mart_observation',
                name, name || '_low', name || '_high', name || '_status', complete
            ), ', ' order by place
        )
        from listed
    ),
    (select string_agg(format('lows.%1$I = told.%1$I', key), ' and ') from unnest(keys) as key),
    (select string_agg(format('nearest.%1$I = asked.%1$I', key), ' and ') from unnest(keys) as key),
    (select string_agg(format('%I', key), ', ') from unnest(keys) as key),
    (select string_agg(format('shown.%I', key), ', ') from unnest(keys) as key),
    (
        select string_agg(
            format('shown.%I, shown.%I, shown.%I, shown.%I', name, name || '_low', name || '_high', name || '_status'),
            ', ' order by place
        )
        from listed
    ),
    (
        select string_agg(
            format(
                '(max(case when low = high then low when is_open and not is_unknown then low when not is_open then value'
                ' end) filter (where place = %1$s and has_number))::%2$s,'
                ' (max(low) filter (where place = %1$s and has_number and not is_unknown))::%2$s,'
                ' (max(high) filter (where place = %1$s and has_number and not is_open))::%2$s,'
                ' case when bool_and(is_none) filter (where place = %1$s) then ''M'' else ''B'' end',
                place, type
            ), ', ' order by place
        )
        from listed
    ),
    (select string_agg(format('farther.%1$I = asked.%1$I', key), ' and ') from unnest(keys) as key),
    (select string_agg(format(', told.%I', flag), '') from unnest(flags) as flag),
    (select string_agg(format(', coalesce(bool_or(%1$I), false) as %1$I', flag), '') from unnest(flags) as flag),
    (
        select string_agg(format(', shown.%I', name), '' order by place)
        from (
            select place, complete as name from listed where not is_lead
            union all
            select 1000 + place, name from unnest(flags || beside) with ordinality as passed (name, place)
        ) as passed
    ),
    (
        select string_agg(expression, '' order by place)
        from (
            select place, format(', bool_and(is_complete) filter (where place = %s)', place) as expression
            from listed where not is_lead
            union all
            select 1000 + place, format(', bool_or(%I)', flag) from unnest(flags) with ordinality as passed (flag, place)
            union all
            select 2000 + place, ', null' from unnest(beside) with ordinality as passed (name, place)
        ) as made
    ),
    (select place from listed where is_lead)
)
$$;
comment on function mart.on_boundaries is
'Statement that shows a mart on the boundaries of year $1 as of publication $2 按区划年份汇总的语句';
revoke all on function mart.on_boundaries from public;
grant execute on function mart.on_boundaries to talent_analyst, talent_steward;
