-- needs: mart.known_boundary, mart.on_boundaries, mart.shown_publication
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
    is_complete boolean,
    why_incomplete text,
    headcount_is_complete boolean,
    participants_new_is_complete boolean,
    participants_pending_is_complete boolean,
    activities_is_complete boolean,
    attendances_is_complete boolean,
    expert_trips_is_complete boolean,
    problems_solved_is_complete boolean,
    people_served_is_complete boolean,
    secured_yuan_is_complete boolean,
    awarded_yuan_is_complete boolean,
    matched_yuan_is_complete boolean,
    received_yuan_is_complete boolean,
    transferred_yuan_is_complete boolean,
    spent_yuan_is_complete boolean
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
            'mart_region_programme_year', null, array['programme_code'],
            array[
                'headcount', 'participants', 'participants_new', 'participants_pending',
                'activities', 'attendances', 'expert_trips', 'problems_solved', 'people_served',
                'secured_yuan', 'awarded_yuan', 'matched_yuan',
                'received_yuan', 'transferred_yuan', 'spent_yuan'
            ],
            array['sum'] || array_fill('overlap'::text, array[3]) || array_fill('sum'::text, array[4])
            || array['none'] || array_fill('sum'::text, array[6]),
            array_fill('bigint'::text, array[9]) || array_fill('numeric'::text, array[6]),
            'participants'
        )
        using mart.known_boundary(boundary_year), mart.shown_publication(publication);
end
$$;
comment on function mart.region_programme_year_on is
'mart_region_programme_year on the boundaries that held at the end of a year 按指定年份区划汇总';
revoke all on function mart.region_programme_year_on from public;
grant execute on function mart.region_programme_year_on to talent_analyst, talent_steward;
