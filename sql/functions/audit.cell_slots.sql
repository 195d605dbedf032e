-- needs: audit.cell_measure, mart.contribution
-- Where a cell is empty, or not every unit has filed: the slots that are owed or were filed there,
-- or that there are none. `filings` counts by path the submissions that rows were found in.
create function audit.cell_slots(
    measures audit.cell_measure[], walk mart.contribution[], filings jsonb
) returns table (path integer[], said jsonb)
language plpgsql stable rows 20
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
return query
with stated as (
    select form from reference.form where counts = 'stated'
),

silent as (
    -- rows that were not counted whole, what a total leaves, and what has no parts
    select
        observed.path,
        coalesce(
            measures.derivation_form,
            case when observed.comes_from <> 'rows' then (select stated.form from stated) end
        ) as form,
        observed.region_code,
        observed.rollup,
        observed.year
    from unnest(walk) as observed
    inner join as_of.dim_measure as measures on observed.measure_code = measures.measure_code
    where
        case observed.comes_from
            when 'rows'
                then observed.obs_status not in ('A', 'P')
                or not filings ? array_to_string(observed.path, '.')
            when 'difference' then observed.obs_status not in ('A', 'P')
            else observed.submission_id = '_Z' and not exists (
                select from unnest(walk) as below
                where
                    below.path[:cardinality(observed.path)] = observed.path
                    and below.path <> observed.path
            )
        end
    union all
    -- a slice, and a measure without observation
    select
        measured.path,
        coalesce(
            measured.form, case when not measured.is_counted then (select stated.form from stated) end
        ),
        measured.region_code,
        measured.rollup,
        measured.year
    from unnest(measures) as measured
    where
        measured.is_counted
        or not exists (
            select from unnest(walk) as below
            where below.path[:cardinality(measured.path)] = measured.path
        )
),

told as (
    select silent.*, (filings ->> array_to_string(silent.path, '.'))::integer as filings
    from silent
    where silent.form is not null
),

-- the slots of those forms, read once
filed as materialized (
    select slot.*, left(slot.period, 4) as year
    from as_of.mart_submission_completeness as slot
    where (slot.form, left(slot.period, 4)) in (select told.form, told.year::text from told)
),

places as (
    select told.path, told.form, told.year::text, told.filings, regions.within_code
    from told
    inner join as_of.contribution_region as regions
        on told.region_code = regions.region_code and told.rollup = regions.rollup
),

-- who answers for a place: its own slots; where nobody owes the form those above that owe it
answers as (
    select places.*, places.within_code as region_code, false as is_above
    from places
    union all
    select places.*, above.region_code, true
    from places
    inner join as_of.contribution_region as above
        on
            places.within_code = above.within_code and above.rollup = 'total'
            and places.within_code <> above.region_code
    where
        places.form not in (select stated.form from stated)
        and not exists (
            select from filed
            where
                filed.form = places.form and filed.year = places.year
                and filed.region_code = places.within_code and filed.is_owed
        )
),

slots as (
    select
        answers.path as above,
        row_number() over (
            partition by answers.path
            order by filed.region_code, filed.unit_code, filed.form, filed.period, filed.part
        ) + coalesce(answers.filings, 0) as n,
        filed.*
    from answers
    inner join filed
        on
            answers.form = filed.form and answers.year = filed.year
            and answers.region_code = filed.region_code
            and (filed.is_owed or not answers.is_above)
            and (answers.filings is null or not filed.is_complete)
)

select
    slots.above || slots.n::integer,
    jsonb_build_object(
        'kind', 'slot', 'region_code', slots.region_code, 'unit_code', slots.unit_code,
        'form', slots.form, 'period', slots.period, 'part', slots.part,
        'submission_id', slots.submission_id, 'state', slots.state, 'rows', slots.rows_landed
    )
from slots
union all
select
    told.path || 1,
    jsonb_build_object(
        'kind', 'nothing', 'region_code', told.region_code, 'rollup', told.rollup,
        'year', told.year, 'form', told.form,
        'note', 'nobody owes this form here, and nothing was filed 无人应报，亦无报送'
    )
from told
where told.filings is null and not exists (select from slots where slots.above = told.path);
end
$$;
comment on function audit.cell_slots is
'The slots that leave a cell empty or a lower bound, as steps 单元格的报送位';
revoke all on function audit.cell_slots from public;
