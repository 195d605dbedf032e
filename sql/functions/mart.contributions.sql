-- needs: mart.contribution
-- The walk from observations to what each is made of, down to leaves (a cell of a return, rows of
-- a form), and the rows behind these, as the views of `place` (mart, as_of) have them. Of roots
-- that are named each step is found by its index; without roots all observations are walked, and
-- joined as wholes.
create function mart.contributions(place text, roots mart.contribution[] default null)
returns setof mart.contribution
language plpgsql stable rows 1000
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
set join_collapse_limit = 1
set enable_nestloop = on
as $$
declare
    names text[] := array[
        'measure_code', 'region_code', 'rollup', 'programme_code', 'year', 'since', 'scope', 'item',
        'life_stage', 'edition', 'other'
    ];
    -- of publications before cells had five dimensions since and item are null
    is_same text := (
        select string_agg(
            case when name in ('since', 'item')
                then format('coalesce(%%1$s.%%2$s%1$s, '''') = coalesce(%%3$s.%1$s, '''')', name)
                else format('%%1$s.%%2$s%1$s = %%3$s.%1$s', name)
            end, ' and ')
        from unnest(names) as name
    );
    -- a subquery with an offset is asked for each row by its index
    joined text := case when roots is null then 'inner join %1$s as %2$s on %3$s'
        else 'cross join lateral (select * from %1$s as %2$s where %3$s offset 0) as %2$s' end;
begin
    -- joined as wholes: of what it cannot foresee the planner would go through one side for each of the other
    if roots is null then
        perform set_config('enable_nestloop', 'off', true);
    end if;
    return query execute format(
        $walk$
        with recursive asked as (
            select root, path, role, factor, measure_code, region_code, rollup, programme_code, year, since, scope,
                item, life_stage, edition, other, times, ask
            from unnest($1) as asked
            union all
            select concat_ws('|', measure_code, region_code, rollup, programme_code, year, since, scope, item,
                    life_stage, edition, nullif(other, '')),
                '{}'::integer[], 'whole', 'whole', measure_code, region_code, rollup, programme_code, year, since, scope,
                item, life_stage, edition, other, 1, 'value'
            from %1$I.contribution_witness as shown
            where $1 is null
        ),

        tree as (
            select * from asked
            union all
            select
                tree.root, tree.path || part.n, part.role,
                case when part.role in ('numerator', 'denominator') then part.role else tree.factor end,
                part.measure_code, part.region_code, part.rollup, part.programme_code, part.year, part.since, part.scope,
                part.item, part.life_stage, part.edition, '', tree.times,
                case
                    when not part.is_addend then null
                    when tree.ask = 'low' then 'low'
                    when part.is_at_least then 'floor'
                    else 'value'
                end
            from tree
            %2$s
            where tree.ask is not null  -- of what does not add nothing is asked
        ),

        observed as (
            select
                tree.*, shown.witness, shown.comes_from, shown.obs_status, shown.value,
                tree.times * case
                    when tree.ask is null then null
                    when tree.ask = 'low' or tree.ask = 'floor' and not coalesce(shown.is_firm, shown.since = '_Z')
                        or tree.ask = 'floor' and shown.since = '_Z'
                        then shown.value_low
                    else shown.value
                end as amount,
                shown.submission_id, shown.sheet, shown.row_no, shown.rests_on_disputed
            from tree
            %3$s
        ),

        -- as the rows have it
        leaves as (
            select
                observed.*,
                case when observed.since = '_Z' then observed.measure_code
                    else coalesce(measures.counts_as, observed.measure_code) end as row_measure,
                case when observed.since = '_Z' then replace(observed.programme_code, '_Z', '_T')
                    else observed.programme_code end as row_programme,
                case when observed.since = '_Z' then measures.default_stage
                    else observed.life_stage end
                    as row_stage,
                case when observed.since = '_Z' then '_T' else observed.item end as row_item,
                case when observed.since = '_Z' then replace(observed.edition, '_Z', '_T')
                    else observed.edition end as row_edition
            from observed
            inner join %1$I.dim_measure as measures on observed.measure_code = measures.measure_code
            where observed.comes_from = 'rows'
        ),

        counted as (
            select
                leaves.*,
                counted.form, counted.submission_id as of_submission, counted.sheet as of_sheet,
                counted.row_no as of_row, counted.fields, counted.amount as adds,
                counted.amount_low as adds_low, counted.head, counted.place
            from leaves
            %4$s
        ),

        -- who has several rows counts in the first; of those who may be the same the largest counts
        distinguished as (
            select
                counted.*,
                case when row_number() over (one order by place, adds_low desc nulls last, adds desc nulls last,
                    of_submission, of_sheet, of_row) = 1 then 1 else 0 end as is_first,
                max(adds_low) over one as head_low
            from counted
            window one as (
                partition by root, path,
                coalesce(head, concat_ws('|', of_submission, of_sheet, of_row))
            )
        ),

        -- where one of them is unknown the sum is what they are at least
        added as (
            select
                *,
                case
                    when amount is null then null
                    when sum(is_first * adds) over leaf = amount / times then times * is_first * adds
                    else times * is_first * head_low
                end as adds_then
            from distinguished
            window leaf as (partition by root, path)
        )

        select
            root, path, role, factor, measure_code, region_code, rollup, programme_code, year, since, scope, item,
            life_stage, edition, other, times, ask, witness, comes_from, obs_status, value, amount,
            case when submission_id <> '_Z' then (select form from reference.form where counts = 'stated') end,
            submission_id, sheet, row_no, null::text[]
        from observed
        union all
        select
            root, path, role, factor, measure_code, region_code, rollup, programme_code, year, since, scope, item,
            life_stage, edition, other, times, ask, witness, 'row', obs_status, value, adds_then,
            form, of_submission, of_sheet, of_row, fields
        from added
        union all
        -- who is counted once may yet be counted by a row of somebody else: a bound is less by them
        select
            root, path || 0, role, factor, measure_code, region_code, rollup, programme_code, year, since, scope, item,
            life_stage, edition, other, times, ask, witness, 'taken', null, null, amount - sum(adds_then),
            null, '_Z', '_Z', 0, null
        from added
        where form in (select once.form from reference.form as once where once.counts = 'once') and ask <> 'value'
        group by
            root, path, role, factor, measure_code, region_code, rollup, programme_code, year, since, scope, item,
            life_stage, edition, other, times, ask, witness, amount
        having sum(adds_then) > amount
        union all
        -- a filing in dispute keeps its own cell, and adds nothing to those above
        select
            wholes.root, wholes.path || 0, wholes.role, wholes.factor, wholes.measure_code, wholes.region_code,
            wholes.rollup, wholes.programme_code, wholes.year, wholes.since, wholes.scope, wholes.item,
            wholes.life_stage, wholes.edition, wholes.other, wholes.times, wholes.ask, wholes.witness, 'disputed',
            null, null, wholes.amount - parts.amount, null, '_Z', '_Z', 0, null
        from observed as wholes
        inner join (
            select root, trim_array(path, 1) as path, sum(amount) as amount
            from observed
            where cardinality(path) > 0
            group by root, trim_array(path, 1)
        ) as parts on wholes.root = parts.root and wholes.path = parts.path
        where wholes.comes_from = 'parts' and wholes.rests_on_disputed and parts.amount > wholes.amount
        $walk$,
        place,
        format(joined, format('%I.contribution_part', place), 'part', format(is_same, 'part', 'whole_', 'tree')),
        format(joined, format('%I.contribution_witness', place), 'shown', format(is_same, 'shown', '', 'tree')),
        format(
            joined, format('%I.contribution_counted', place), 'counted',
            'counted.measure_code = leaves.row_measure and counted.region_code = leaves.region_code'
            ' and counted.rollup = leaves.rollup and counted.programme_code = leaves.row_programme'
            ' and counted.year = leaves.year and counted.life_stage = leaves.row_stage'
            ' and counted.item = leaves.row_item and counted.edition = leaves.row_edition'
        )
    ) using roots;
end
$$;
comment on function mart.contributions is
'The observations and rows that observations come from 观测值的来源';
revoke all on function mart.contributions from public;
grant execute on function mart.contributions to talent_researcher, talent_steward, talent_loader;
