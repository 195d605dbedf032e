-- needs: audit.cell_measure, audit.cell_row
-- The rows of forms behind a slice that no return speaks of: it is counted in the rows themselves.
create function audit.cell_rows(measures audit.cell_measure[], asked_row jsonb)
returns setof audit.cell_row
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
return query
select
    slice.path,
    counted.form,
    counted.submission_id,
    counted.sheet,
    counted.row_no,
    counted.fields,
    -- a sum of which a part is unknown shows its lower bound
    case
        when
            sum(counted.amount) over of_slice is not distinct from coalesce(
                (asked_row ->> slice.column_name)::numeric, sum(counted.amount) over of_slice
            )
            then counted.amount
        else counted.amount_low
    end
from unnest(measures) as slice
inner join as_of.contribution_region as regions
    on slice.region_code = regions.region_code and slice.rollup = regions.rollup
cross join lateral (
    select * from as_of.contribution_row as counted
    where
        counted.measure_code = slice.measure_code
        and counted.region_code = regions.within_code
        and counted.year = slice.year
        -- people of a total and of sets have rows of their own there
        and (
            counted.programme_code is null
            or counted.programme_code = slice.programme_code
            or slice.programme_code = '_T' and counted.form not in (
                select heads.form from reference.form as heads where heads.counts = 'heads'
            )
        )
    offset 0 -- found by their index
) as counted
-- the total of titles has the titled, of stages who is recognised, and of roles a row for each
-- person of its own
where
    slice.is_counted
    and (slice.key ->> 'title_level' is null or slice.key ->> 'title_level' in (
        counted.title_level, case when counted.title_level <> 'none' then '_T' end
    ))
    and (slice.key ->> 'age_band' is null or slice.key ->> 'age_band' in (counted.age_band, '_T'))
    and (slice.key ->> 'activity_type' is null
        or slice.key ->> 'activity_type' in (counted.activity_type, '_T'))
    and (slice.key ->> 'life_stage' is null or slice.key ->> 'life_stage' in (
        counted.life_stage,
        case when counted.life_stage in ('recognised', 'implemented') then '_T' end
    ))
    and (slice.key ->> 'role' is null or slice.key ->> 'role' = counted.role)
window of_slice as (partition by slice.path);
end
$$;
comment on function audit.cell_rows is 'The rows of forms that a cell is counted in 单元格的来源行';
revoke all on function audit.cell_rows from public;
