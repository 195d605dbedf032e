-- needs: audit.cell_texts, mart.explained, reference.terms
create function audit.explained_cell(
    asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb, max_rows integer
) returns setof mart.explained
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
begin
return query
with recursive cells as (
    -- a ratio is its two columns, each with its own row of the mart
    select
        array[1] as path, 'whole'::text as role, asked_key as key, asked_column as column_name
    union all
    select
        cells.path || side.n, side.role,
        cells.key || (side.at - 'year') || case
            when side.at ->> 'year' = 'before' then jsonb_build_object('year', (cells.key ->> 'year')::integer - 1)
            else '{}'
        end,
        side.column_name
    from cells
    inner join as_of.contribution_column as shown
        on shown.mart = asked_mart and shown.column_name = cells.column_name and shown.numerator is not null
    cross join lateral (
        values (1, 'numerator', shown.numerator, '{}'::jsonb),
            (2, 'denominator', shown.denominator, shown.denominator_at)
    ) as side (n, role, column_name, at)
),

-- what is shown: a measure, an observation, rows counted as one or as both sides of a ratio, or the
-- terms of an expression
asked as (
    select
        case shown.factor when 'whole' then cells.path when 'numerator' then cells.path || 1 else cells.path || 2 end
            as path,
        case shown.factor when 'whole' then cells.role else shown.factor end as role, cells.key,
        case shown.factor when 'whole' then cells.column_name end as column_name, shown.measure_code, shown.form,
        shown.at is null as is_counted, cells.key ->> 'region_code' as region_code, cells.key ->> 'rollup' as rollup,
        coalesce(cells.key ->> 'programme_code', '_T') as programme_code,
        coalesce(cells.key ->> 'year', cells.key ->> 'fund_year')::smallint as year,
        coalesce((
            select string_agg(cells.key ->> name, '|' order by place)
            from unnest(shown.witness) with ordinality as named (name, place)
        ), '') as other,
        1::numeric as times
    from cells
    cross join lateral (
        select * from as_of.contribution_column as shown
        where
            shown.mart = asked_mart and shown.column_name = cells.column_name and shown.measure_code is not null
            and (shown.at is null or cells.key @> shown.at)
        order by shown.at is null
        fetch first 1 row with ties
    ) as shown
    union all
    select
        cells.path || term.place, 'term', cells.key, null, term.measure_code, null, false, cells.key ->> 'region_code',
        cells.key ->> 'rollup', coalesce(term.programme_code, cells.key ->> 'programme_code'),
        ((cells.key ->> 'year')::integer + term.year_offset)::smallint, '', term.factor
    from cells
    inner join as_of.contribution_column as shown
        on shown.mart = asked_mart and shown.column_name = cells.column_name and shown.terms is not null
    cross join lateral reference.terms(asked_row ->> shown.terms) as term
),

-- where a ratio could not be made, its parts say why
measured as (
    select
        case when sides.n is null then asked.path else asked.path || sides.n end as path,
        coalesce(sides.role, asked.role) as role, asked.key, coalesce(sides.measure_code, asked.measure_code) as measure_code,
        asked.is_counted, asked.column_name, asked.form, asked.region_code, asked.rollup, asked.programme_code,
        asked.year, asked.other, asked.times,
        coalesce(asked.key ->> 'scope', case asked.rollup when 'own' then 'own_bureau' else 'region' end) as scope
    from asked
    left join as_of.dim_measure as measures
        on
            asked.measure_code = measures.measure_code and measures.agg_region = 'ratio' and not asked.is_counted
            and not exists (
                select from as_of.bridge_mart_cell as bridge
                where
                    asked.measure_code = bridge.cell_measure and asked.region_code = bridge.region_code
                    and asked.rollup = bridge.rollup and asked.programme_code = bridge.cell_programme
                    and asked.year = bridge.year
            )
    left join lateral (
        values (1, 'numerator', measures.numerator), (2, 'denominator', measures.denominator)
    ) as sides (n, role, measure_code) on measures.measure_code is not null
),

roots as (
    select
        measured.path || (row_number() over (
            partition by measured.path order by cell.programme_code, cell.life_stage, cell.edition
        ))::integer as path,
        measured.role, cell.measure_code, cell.region_code, cell.rollup, cell.programme_code, cell.scope,
        cell.life_stage, cell.edition, cell.year, '' as other, measured.times
    from measured
    cross join lateral (
        select * from as_of.contribution_cell as cell
        where
            cell.cell_measure = measured.measure_code and cell.region_code = measured.region_code
            and cell.rollup = measured.rollup and cell.scope = measured.scope
            and cell.cell_programme = measured.programme_code and cell.year = measured.year
        offset 0
    ) as cell
    where not measured.is_counted
    union all
    select
        measured.path || 1, measured.role, measured.key ->> 'measure_code', measured.region_code, measured.rollup,
        measured.programme_code, measured.scope, measured.key ->> 'life_stage', measured.key ->> 'edition',
        measured.year, measured.other, measured.times
    from measured
    where measured.measure_code = 'measure_code'
),

tree as (
    select roots.*, false as is_lower_bound, false as is_pending from roots
    union all
    select
        tree.path || parts.n, parts.part, parts.measure_code, parts.region_code, parts.rollup, parts.programme_code,
        parts.scope, parts.life_stage, parts.edition, parts.year, '', tree.times, tree.is_lower_bound or parts.is_lower_bound,
        tree.is_pending or parts.is_pending
    from tree
    cross join lateral (
        select
            part.*,
            (row_number() over (order by part.part = 'denominator', part.part <> 'own', part.region_code))::integer as n
        from as_of.contribution_part as part
        where
            part.whole_measure = tree.measure_code and part.whole_region = tree.region_code
            and part.whole_rollup = tree.rollup and part.whole_scope = tree.scope and part.whole_other = tree.other
            and part.programme_code = tree.programme_code and part.life_stage = tree.life_stage
            and part.edition = tree.edition and part.year = tree.year
    ) as parts
),

observed as (
    select
        tree.*, best.witness, best.obs_status, best.value, best.value_low, best.submission_id, best.sheet, best.row_no,
        best.unit_of_measure, measures.derivation_form, measures.agg_region,
        best.submission_id = '_Z' and best.rollup = 'own' and measures.agg_region is distinct from 'ratio' as is_leaf
    from tree
    cross join lateral (
        select * from as_of.contribution_witness as best
        where
            best.measure_code = tree.measure_code and best.region_code = tree.region_code
            and best.rollup = tree.rollup and best.programme_code = tree.programme_code and best.scope = tree.scope
            and best.life_stage = tree.life_stage and best.edition = tree.edition and best.year = tree.year
            and best.other = tree.other
        offset 0
    ) as best
    inner join as_of.dim_measure as measures on tree.measure_code = measures.measure_code
),

-- what is counted in the rows of a form: of a leaf of the walk, or of a slice that no return speaks of
slices as (
    select
        measured.path || sides.n as path, sides.role, sides.measure_code, measured.key,
        case when measures.agg_region is distinct from 'ratio' and measured.key = asked_key then measured.column_name end
            as column_name,
        measured.region_code, measured.rollup, measured.programme_code, measured.year,
        coalesce(parts.derivation_form, measured.form) as form
    from measured
    left join as_of.dim_measure as measures on measured.measure_code = measures.measure_code
    cross join lateral (
        values
        (1, measured.role, case when measures.agg_region is distinct from 'ratio' then measured.measure_code end),
        (1, 'numerator', measures.numerator), (2, 'denominator', measures.denominator)
    ) as sides (n, role, measure_code)
    left join as_of.dim_measure as parts on sides.measure_code = parts.measure_code
    where measured.is_counted and sides.measure_code is not null
),

counted as (
    select
        observed.path, counted.form, counted.submission_id, counted.sheet, counted.row_no, counted.fields,
        case
            when observed.value is null or observed.is_pending then null
            when observed.is_lower_bound or observed.witness = 'derived_part' then observed.times * counted.amount_low
            else observed.times * counted.amount
        end as amount
    from observed
    cross join lateral (
        select * from as_of.contribution_row as counted
        where
            counted.measure_code = observed.measure_code and counted.region_code = observed.region_code
            and counted.programme_code = observed.programme_code and counted.year = observed.year
            and counted.is_counted
        offset 0 -- the rows of one observation, found by their index
    ) as counted
    where observed.is_leaf
    union all
    select
        slices.path, counted.form, counted.submission_id, counted.sheet, counted.row_no, counted.fields,
        -- a sum of which a part is unknown shows its lower bound
        case
            when
                sum(counted.amount) over (partition by slices.path)
                    is not distinct from coalesce((asked_row ->> slices.column_name)::numeric, sum(counted.amount) over (partition by slices.path))
                then counted.amount
            else counted.amount_low
        end
    from slices
    inner join as_of.contribution_region as regions
        on slices.region_code = regions.region_code and slices.rollup = regions.rollup
    cross join lateral (
        select * from as_of.contribution_row as counted
        where
            counted.measure_code = slices.measure_code and counted.region_code = regions.within_code
            and counted.programme_code in (slices.programme_code, '_Z') and counted.year = slices.year
            and (counted.programme_code = slices.programme_code or counted.form = 'talent_register')
        offset 0
    ) as counted
    where
        -- a slice has its own rows; the total of titles the titled, of stages who is recognised, and of roles a
        -- row for each person
        (slices.key ->> 'title_level' is null or slices.key ->> 'title_level' in (
            counted.title_level, case when counted.title_level <> 'none' then '_T' end
        ))
        and (slices.key ->> 'age_band' is null or slices.key ->> 'age_band' in (counted.age_band, '_T'))
        and (slices.key ->> 'activity_type' is null or slices.key ->> 'activity_type' in (counted.activity_type, '_T'))
        and (slices.key ->> 'life_stage' is null or slices.key ->> 'life_stage' in (
            counted.life_stage, case when counted.life_stage in ('recognised', 'implemented') then '_T' end
        ))
        and (slices.key ->> 'role' is null or slices.key ->> 'role' = counted.role)
),

filings as (
    select
        counted.path, counted.form, counted.submission_id, count(*) as rows, sum(counted.amount) as amount,
        (row_number() over (partition by counted.path order by counted.submission_id))::integer as n,
        sum(count(*)) over (order by counted.path, counted.submission_id) - count(*) as rows_before
    from counted
    group by counted.path, counted.form, counted.submission_id
),

-- of the rows those that are shown: the first ones
numbered as (
    select
        counted.*,
        row_number() over (order by counted.path, counted.submission_id, counted.sheet, counted.row_no) as n
    from counted
    inner join filings
        on counted.path = filings.path and counted.submission_id = filings.submission_id
    where filings.rows_before < max_rows
),

places as (
    select
        filings.path || filings.n || numbered.n::integer as path, numbered.form, numbered.submission_id,
        numbered.sheet, numbered.row_no, numbered.fields, numbered.amount
    from numbered
    inner join filings
        on numbered.path = filings.path and numbered.submission_id = filings.submission_id
    where numbered.n <= max_rows
    union all
    select
        observed.path || 1, 'measure_return', observed.submission_id, observed.sheet, observed.row_no,
        array['value', 'unit', 'qualifier', 'obs_status', 'programme', 'region', 'scope', 'source_quote'],
        case
            when observed.is_pending then null
            when observed.is_lower_bound then observed.times * observed.value_low
            else observed.times * observed.value
        end
    from observed
    where observed.submission_id <> '_Z'
),

texts as (
    select wanted.fields, cells.*
    from (
        select form, fields, array_agg(submission_id) as submissions, array_agg(sheet) as sheets, array_agg(row_no) as row_nos
        from (select distinct form, fields, submission_id, sheet, row_no from places) as place
        group by form, fields
    ) as wanted
    cross join lateral audit.cell_texts(
        wanted.form, wanted.submissions, wanted.sheets, wanted.row_nos, wanted.fields
    ) as cells
),

-- where no row was found, or not every unit filed: what is owed or was filed there
silent as (
    select
        observed.path, observed.derivation_form as form, observed.region_code, 'own' as rollup, observed.year,
        exists (select from filings where filings.path = observed.path) as has_rows
    from observed
    where observed.is_leaf and observed.derivation_form is not null
    and (observed.witness <> 'derived' or not exists (select from filings where filings.path = observed.path))
    union all
    -- a total without parts, and a cell without observation
    select
        observed.path, coalesce(observed.derivation_form, 'measure_return'), observed.region_code, observed.rollup,
        observed.year, false
    from observed
    where
        observed.submission_id = '_Z' and not observed.is_leaf
        and not exists (select from tree where tree.path[:cardinality(observed.path)] = observed.path and tree.path <> observed.path)
    union all
    select
        measured.path, coalesce(measures.derivation_form, 'measure_return'), measured.region_code, measured.rollup,
        measured.year, false
    from measured
    inner join as_of.dim_measure as measures on measured.measure_code = measures.measure_code
    where not measured.is_counted and not exists (select from roots where roots.path[:cardinality(measured.path)] = measured.path)
    union all
    select
        slices.path, slices.form, slices.region_code, slices.rollup, slices.year,
        exists (select from filings where filings.path = slices.path)
    from slices
    where slices.form is not null
),

slots as (
    select
        silent.path || (
            (select count(*) from filings where filings.path = silent.path)
            + row_number() over (
                partition by silent.path order by slot.region_code, slot.unit_code, slot.form, slot.period, slot.part
            )
        )::integer as path,
        slot.*
    from silent
    inner join as_of.contribution_region as regions
        on silent.region_code = regions.region_code and silent.rollup = regions.rollup
    inner join lateral (
        select * from as_of.mart_submission_completeness as slot
        where
            slot.form = silent.form and left(slot.period, 4) = silent.year::text
            and (not slot.is_complete or not silent.has_rows)
            and (
                slot.region_code = regions.within_code
                -- for a region where nobody owes the form those above that owe it answer
                or (
                    silent.form <> 'measure_return' and slot.is_owed
                    and slot.region_code in (
                        select above.region_code from as_of.contribution_region as above
                        where above.within_code = regions.within_code and above.rollup = 'total'
                    )
                    and not exists (
                        select from as_of.mart_submission_completeness as nearer
                        where
                            nearer.form = silent.form and nearer.is_owed
                            and nearer.region_code = regions.within_code and left(nearer.period, 4) = silent.year::text
                    )
                )
            )
    ) as slot on true
),

steps as (
    select
        cells.path, 'cell' as kind, cells.role, null::text as measure_code, cells.key ->> 'region_code' as region_code,
        cells.key ->> 'rollup' as rollup, cells.key ->> 'programme_code' as programme_code,
        coalesce(cells.key ->> 'year', cells.key ->> 'fund_year')::smallint as year, null::text as witness,
        case when cells.path = array[1] then asked_row ->> (asked_column || '_status') end as obs_status,
        case when cells.path = array[1] then (asked_row ->> asked_column)::numeric end as value,
        null::numeric as amount, null::bigint as rows,
        null::text as form, null::text as submission_id, null::text as sheet, null::integer as row_no,
        null::text[] as fields, cells.column_name as note, null::text as unit_code, null::text as period,
        null::text as part, null::text as state
    from cells
    union all
    select
        observed.path, 'observation', observed.role, observed.measure_code, observed.region_code, observed.rollup,
        observed.programme_code, observed.year, observed.witness, observed.obs_status, observed.value,
        case
            when observed.is_pending then null
            when observed.is_lower_bound then observed.times * observed.value_low
            else observed.times * observed.value
        end, null, null, null, null, null, null,
        nullif(concat_ws(' ', nullif(observed.scope, case observed.rollup when 'own' then 'own_bureau' else 'region' end),
            nullif(observed.life_stage, '_Z'), nullif(observed.edition, '_Z'),
            case when observed.is_pending then 'pending' when observed.is_lower_bound then 'lower bound' end), ''),
        null, null, null, null
    from observed
    union all
    select
        slices.path, 'count', slices.role, slices.measure_code, slices.region_code, slices.rollup,
        slices.programme_code, slices.year, 'derived', null,
        coalesce((select sum(filings.amount) from filings where filings.path = slices.path), 0), null, null, null, null,
        null, null, null, null, null, null, null, null
    from slices
    union all
    select
        filings.path || filings.n, 'submission', null, null, null, null, null, null, null, null, null, filings.amount,
        filings.rows, filings.form, filings.submission_id, null, null, null, null, null, null, null, null
    from filings
    union all
    select
        places.path, 'row', null, null, null, null, null, null, null, null, null, places.amount, null, places.form,
        places.submission_id, places.sheet, places.row_no, places.fields, null, null, null, null, null
    from places
    union all
    select
        slots.path, 'slot', null, null, slots.region_code, null, null, null, null, null, null, null, slots.rows_landed,
        slots.form, slots.submission_id, null, null, null, null, slots.unit_code, slots.period, slots.part, slots.state
    from slots
    union all
    select
        silent.path || 1, 'nothing', null, null, silent.region_code, silent.rollup, null, silent.year, null, null, null,
        null, null, silent.form, null, null, null, null, 'nobody owes this form here, and nothing was filed 无人应报，亦无报送',
        null, null, null, null
    from silent
    where not silent.has_rows
    and not exists (select from slots where slots.path[:cardinality(slots.path) - 1] = silent.path)
)

select
    array_to_string(steps.path, '.'), steps.kind, steps.role, steps.measure_code, steps.region_code, regions.name,
    steps.rollup, steps.programme_code, steps.year, steps.witness, steps.obs_status, steps.value, steps.amount,
    steps.rows, coalesce(steps.unit_code, submissions.unit_code), units.name, coalesce(steps.form, submissions.form),
    coalesce(steps.period, submissions.period), coalesce(steps.part, submissions.part), steps.submission_id,
    arrivals.file_name, submissions.received_at, steps.state, steps.sheet, steps.row_no, steps.fields[1],
    texts.found #>> array[steps.fields[1], 'header'],
    letters.letter || steps.row_no, texts.found #>> array[steps.fields[1], 'text'],
    (
        select jsonb_object_agg(texts.found #>> array[field, 'header'], texts.found #>> array[field, 'text'])
        from unnest(steps.fields[2:]) as field
        where texts.found #>> array[field, 'text'] is not null and texts.found #>> array[field, 'header'] is not null
    ), steps.note
from steps
left join audit.submission as submissions on steps.submission_id = submissions.submission_id
left join audit.arrival as arrivals on submissions.arrival_id = arrivals.arrival_id
left join as_of.dim_reporting_unit as units on coalesce(steps.unit_code, submissions.unit_code) = units.unit_code
left join as_of.dim_region as regions on steps.region_code = regions.region_code and regions.valid_to is null
left join texts
    on
        steps.submission_id = texts.submission_id and steps.sheet = texts.sheet
        and steps.row_no = texts.row_no and steps.fields = texts.fields
left join lateral (
    select read.sheet -> 'columns' ->> steps.fields[1] as letter
    from jsonb_array_elements(submissions.account -> 'sheets') as read (sheet)
    where read.sheet ->> 'name' = steps.sheet and steps.kind = 'row'
    limit 1
) as letters on true
order by steps.path;
end
$$;
comment on function audit.explained_cell is
'The steps from a cell of a mart to the cells filed 单元格溯源步骤';
revoke all on function audit.explained_cell from public;
