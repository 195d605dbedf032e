-- needs: audit.cell_measure, audit.cell_observation
-- The walk: from the observations that a cell shows to those that each is made of, down to leaves
-- (a cell of a return, or rows of a form in one region).
create function audit.cell_observations(measures audit.cell_measure[])
returns setof audit.cell_observation
language plpgsql stable rows 50
set search_path = pg_catalog, pg_temp
as $$
begin
return query
with recursive roots as (
    select
        measured.path || (row_number() over (
            partition by measured.path order by cell.programme_code, cell.life_stage, cell.edition
        ))::integer as path,
        measured.role,
        cell.measure_code,
        cell.region_code,
        cell.rollup,
        cell.programme_code,
        cell.scope,
        cell.life_stage,
        cell.edition,
        cell.year,
        '' as other,
        measured.times
    from unnest(measures) as measured
    cross join lateral (
        select * from as_of.contribution_cell as cell
        where
            cell.cell_measure = measured.measure_code
            and cell.region_code = measured.region_code
            and cell.rollup = measured.rollup
            and cell.scope = measured.scope
            and cell.cell_programme = measured.programme_code
            and cell.year = measured.year
        offset 0 -- found by its index
    ) as cell
    where not measured.is_counted
    union all
    -- the row is an observation
    select
        measured.path || 1,
        measured.role,
        measured.key ->> 'measure_code',
        measured.region_code,
        measured.rollup,
        measured.programme_code,
        measured.scope,
        measured.key ->> 'life_stage',
        measured.key ->> 'edition',
        measured.year,
        measured.other,
        measured.times
    from unnest(measures) as measured
    where measured.measure_code = 'measure_code'
),

tree as (
    select roots.*, false as is_lower_bound, false as is_pending from roots
    union all
    select
        tree.path || parts.n,
        parts.part,
        parts.measure_code,
        parts.region_code,
        parts.rollup,
        parts.programme_code,
        parts.scope,
        parts.life_stage,
        parts.edition,
        parts.year,
        '',
        tree.times,
        tree.is_lower_bound or parts.is_lower_bound,
        tree.is_pending or parts.is_pending
    from tree
    cross join lateral (
        select
            part.*,
            (row_number() over (
                order by part.part = 'denominator', part.part <> 'own', part.region_code
            ))::integer as n
        from as_of.contribution_part as part
        where
            part.whole_measure = tree.measure_code
            and part.whole_region = tree.region_code
            and part.whole_rollup = tree.rollup
            and part.whole_scope = tree.scope
            and part.whole_other = tree.other
            and part.programme_code = tree.programme_code
            and part.life_stage = tree.life_stage
            and part.edition = tree.edition
            and part.year = tree.year
    ) as parts
)

select
    tree.path,
    tree.role,
    tree.measure_code,
    tree.region_code,
    tree.rollup,
    tree.programme_code,
    tree.scope,
    tree.life_stage,
    tree.edition,
    tree.year,
    tree.times,
    tree.is_lower_bound,
    tree.is_pending,
    observed.witness,
    observed.obs_status,
    observed.value,
    case
        when tree.is_pending then null
        when tree.is_lower_bound then tree.times * observed.value_low
        else tree.times * observed.value
    end,
    observed.submission_id,
    observed.sheet,
    observed.row_no,
    measures.derivation_form,
    observed.submission_id = '_Z' and observed.rollup = 'own'
    and measures.agg_region is distinct from 'ratio'
from tree
left join as_of.dim_measure as measures on tree.measure_code = measures.measure_code
left join lateral (
    select * from as_of.contribution_witness as observed
    where
        observed.measure_code = tree.measure_code
        and observed.region_code = tree.region_code
        and observed.rollup = tree.rollup
        and observed.programme_code = tree.programme_code
        and observed.scope = tree.scope
        and observed.life_stage = tree.life_stage
        and observed.edition = tree.edition
        and observed.year = tree.year
        and observed.other = tree.other
    offset 0 -- found by its index
) as observed on true;
end
$$;
comment on function audit.cell_observations is
'The observations that a cell shows, and those that each is made of 单元格的观测';
revoke all on function audit.cell_observations from public;
