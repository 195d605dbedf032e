-- Made by `make schema` from migrations and functions; a test rebuilds it exactly. Read it, do not edit it.
CREATE SCHEMA as_of;

ALTER SCHEMA as_of OWNER TO talent_owner;

CREATE SCHEMA audit;

ALTER SCHEMA audit OWNER TO talent_owner;

CREATE SCHEMA history;

ALTER SCHEMA history OWNER TO talent_owner;

CREATE SCHEMA mart;

ALTER SCHEMA mart OWNER TO talent_owner;

CREATE SCHEMA open;

ALTER SCHEMA open OWNER TO talent_owner;

CREATE SCHEMA raw;

ALTER SCHEMA raw OWNER TO talent_owner;

CREATE SCHEMA reference;

ALTER SCHEMA reference OWNER TO talent_owner;

CREATE SCHEMA warehouse;

ALTER SCHEMA warehouse OWNER TO talent_owner;

CREATE TYPE audit.cell_measure AS (
	path integer[],
	role text,
	key jsonb,
	column_name text,
	measure_code text,
	form text,
	is_counted boolean,
	region_code text,
	rollup text,
	programme_code text,
	scope text,
	year smallint,
	other text,
	times numeric
);

ALTER TYPE audit.cell_measure OWNER TO talent_owner;

CREATE TYPE audit.cell_row AS (
	path integer[],
	form text,
	submission_id text,
	sheet text,
	row_no integer,
	fields text[],
	amount numeric
);

ALTER TYPE audit.cell_row OWNER TO talent_owner;

CREATE TYPE mart.contribution AS (
	root text,
	path integer[],
	role text,
	factor text,
	measure_code text,
	region_code text,
	rollup text,
	programme_code text,
	year smallint,
	since text,
	scope text,
	item text,
	life_stage text,
	edition text,
	other text,
	times numeric,
	ask text,
	witness text,
	comes_from text,
	obs_status text,
	value numeric,
	amount numeric,
	form text,
	submission_id text,
	sheet text,
	row_no integer,
	fields text[]
);

ALTER TYPE mart.contribution OWNER TO talent_owner;

CREATE TYPE mart.explained AS (
	path text,
	kind text,
	role text,
	measure_code text,
	region_code text,
	region_name text,
	rollup text,
	programme_code text,
	year smallint,
	witness text,
	obs_status text,
	value numeric,
	amount numeric,
	rows bigint,
	unit_code text,
	unit_name text,
	form text,
	period text,
	part text,
	submission_id text,
	file_name text,
	received_at timestamp with time zone,
	state text,
	sheet text,
	row_no integer,
	field text,
	header text,
	cell text,
	cell_text text,
	beside jsonb,
	note text
);

ALTER TYPE mart.explained OWNER TO talent_owner;

CREATE DOMAIN reference.expression AS text
	CONSTRAINT expression_ck CHECK ((VALUE ~ ('^([0-9.]+ \* )?[A-Z]\w*(@\w+)?(\[-\d\])?'::text || '( [+-] ([0-9.]+ \* )?[A-Z]\w*(@\w+)?(\[-\d\])?)*$'::text)));

ALTER DOMAIN reference.expression OWNER TO talent_owner;

CREATE FUNCTION audit.cell_columns(asked_mart text, asked_key jsonb, asked_column text) RETURNS TABLE(path integer[], role text, key jsonb, column_name text)
    LANGUAGE plpgsql STABLE ROWS 3
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
return query
with recursive cells as (
    select array[1] as path, 'whole'::text as role, asked_key as key, asked_column as column_name
    union all
    select
        cells.path || side.n,
        side.role,
        cells.key || (side.at - 'year') || case
            when side.at ->> 'year' = 'before'
                then jsonb_build_object('year', (cells.key ->> 'year')::integer - 1)
            else '{}'
        end,
        side.column_name
    from cells
    inner join as_of.contribution_column as shown
        on
            shown.mart = asked_mart and shown.column_name = cells.column_name
            and shown.numerator is not null
    cross join lateral (
        values
        (1, 'numerator', shown.numerator, '{}'::jsonb),
        (2, 'denominator', shown.denominator, shown.denominator_at)
    ) as side (n, role, column_name, at)
)

select cells.path, cells.role, cells.key, cells.column_name from cells;
end
$$;

ALTER FUNCTION audit.cell_columns(asked_mart text, asked_key jsonb, asked_column text) OWNER TO talent_owner;

CREATE FUNCTION audit.cell_measures(asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb) RETURNS SETOF audit.cell_measure
    LANGUAGE plpgsql STABLE ROWS 4
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
return query
with cells as (
    select * from audit.cell_columns(asked_mart, asked_key, asked_column)
),

asked as (
    select
        case shown.factor
            when 'whole' then cells.path
            when 'numerator' then cells.path || 1
            else cells.path || 2
        end as path,
        case shown.factor when 'whole' then cells.role else shown.factor end as role,
        cells.key,
        case
            when shown.factor = 'whole' and cells.key = asked_key then cells.column_name
        end as column_name,
        shown.measure_code,
        shown.form,
        shown.at is null as is_counted,
        coalesce(cells.key ->> 'programme_code', '_T') as programme_code,
        coalesce(cells.key ->> 'year', cells.key ->> 'fund_year')::smallint as year,
        coalesce((
            select string_agg(cells.key ->> named.name, '|' order by named.place)
            from unnest(shown.witness) with ordinality as named (name, place)
        ), '') as other,
        1::numeric as times
    from cells
    cross join lateral (
        -- what is said of these keys, else what is said of any other
        select * from as_of.contribution_column as shown
        where
            shown.mart = asked_mart and shown.column_name = cells.column_name
            and shown.measure_code is not null
            and (shown.at is null or cells.key @> shown.at)
        order by shown.at is null
        fetch first 1 row with ties
    ) as shown
    union all
    select
        cells.path || term.place,
        'term',
        cells.key,
        null,
        term.measure_code,
        null,
        false,
        coalesce(term.programme_code, cells.key ->> 'programme_code'),
        ((cells.key ->> 'year')::integer + term.year_offset)::smallint,
        '',
        term.factor
    from cells
    inner join as_of.contribution_column as shown
        on
            shown.mart = asked_mart and shown.column_name = cells.column_name
            and shown.terms is not null
    cross join lateral reference.terms(asked_row ->> shown.terms) as term
),

placed as (
    select
        asked.*,
        asked.key ->> 'region_code' as region_code,
        asked.key ->> 'rollup' as rollup,
        coalesce(
            asked.key ->> 'scope',
            case asked.key ->> 'rollup' when 'own' then 'own_bureau' else 'region' end
        ) as scope
    from asked
),

split as (
    select
        placed.*,
        measures.numerator,
        measures.denominator,
        coalesce(measures.agg_region = 'ratio', false) and (
            placed.is_counted
            or not exists (
                select from as_of.contribution_cell as cell
                where
                    placed.measure_code = cell.cell_measure
                    and placed.region_code = cell.region_code
                    and placed.rollup = cell.rollup
                    and placed.scope = cell.scope
                    and placed.programme_code = cell.cell_programme
                    and placed.year = cell.year
                offset 0 -- found by its index
            )
        ) as is_split
    from placed
    left join as_of.dim_measure as measures on placed.measure_code = measures.measure_code
)

select
    split.path || sides.n,
    sides.role,
    split.key,
    case when not split.is_split then split.column_name end,
    sides.measure_code,
    coalesce(measures.derivation_form, split.form),
    split.is_counted,
    split.region_code,
    split.rollup,
    split.programme_code,
    split.scope,
    split.year,
    split.other,
    split.times
from split
cross join lateral (
    values
    (
        case when split.is_counted then array[1] end,
        split.role,
        case when not split.is_split then split.measure_code end
    ),
    (array[1], 'numerator', case when split.is_split then split.numerator end),
    (array[2], 'denominator', case when split.is_split then split.denominator end)
) as sides (n, role, measure_code)
left join as_of.dim_measure as measures on sides.measure_code = measures.measure_code
where sides.measure_code is not null;
end
$$;

ALTER FUNCTION audit.cell_measures(asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb) OWNER TO talent_owner;

CREATE FUNCTION audit.cell_places(places audit.cell_row[]) RETURNS TABLE(path integer[], said jsonb)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
return query
with wanted as (
    select
        place.form,
        place.fields,
        array_agg(place.submission_id) as submissions,
        array_agg(place.sheet) as sheets,
        array_agg(place.row_no) as row_nos
    from (
        select distinct form, fields, submission_id, sheet, row_no from unnest(places)
    ) as place
    group by place.form, place.fields
),

texts as (
    select wanted.fields, cells.*
    from wanted
    cross join lateral audit.cell_texts(
        wanted.form, wanted.submissions, wanted.sheets, wanted.row_nos, wanted.fields
    ) as cells
)

select
    place.path,
    jsonb_build_object(
        'kind', 'row', 'form', place.form, 'submission_id', place.submission_id,
        'sheet', place.sheet, 'row_no', place.row_no, 'amount', place.amount,
        'field', place.fields[1],
        'header', texts.found #> array[place.fields[1], 'header'],
        'cell', letters.letter || place.row_no,
        'cell_text', texts.found #> array[place.fields[1], 'text'],
        'beside', beside.said
    )
from unnest(places) as place
left join texts
    on
        place.submission_id = texts.submission_id and place.sheet = texts.sheet
        and place.row_no = texts.row_no and place.fields = texts.fields
left join lateral (
    select jsonb_object_agg(cell.said ->> 'header', cell.said ->> 'text') as said
    from unnest(place.fields[2:]) as field
    cross join lateral (values (texts.found -> field)) as cell (said)
    where cell.said ->> 'header' is not null and cell.said ->> 'text' is not null
) as beside on true
left join audit.submission as submissions on place.submission_id = submissions.submission_id
left join lateral (
    select read.sheet -> 'columns' ->> place.fields[1] as letter
    from jsonb_array_elements(submissions.account -> 'sheets') as read (sheet)
    where read.sheet ->> 'name' = place.sheet
    limit 1
) as letters on true;
end
$$;

ALTER FUNCTION audit.cell_places(places audit.cell_row[]) OWNER TO talent_owner;

CREATE FUNCTION audit.cell_rows(measures audit.cell_measure[], asked_row jsonb) RETURNS SETOF audit.cell_row
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION audit.cell_rows(measures audit.cell_measure[], asked_row jsonb) OWNER TO talent_owner;

CREATE FUNCTION audit.cell_slots(measures audit.cell_measure[], walk mart.contribution[], filings jsonb) RETURNS TABLE(path integer[], said jsonb)
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION audit.cell_slots(measures audit.cell_measure[], walk mart.contribution[], filings jsonb) OWNER TO talent_owner;

CREATE FUNCTION audit.cell_texts(form text, submissions text[], sheets text[], row_nos integer[], fields text[]) RETURNS TABLE(submission_id text, sheet text, row_no integer, found jsonb)
    LANGUAGE plpgsql STABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    landed regclass := to_regclass(format('raw.%I', form));
    told text;
begin
    -- the contract's header stands before the colon of the column's comment
    select string_agg(format('%L, jsonb_build_object(''header'', %L::text, ''text'', landed.%I)', attname,
        split_part(col_description(landed, attnum), ':', 1), attname), ', ')
    into told
    from pg_attribute where attrelid = landed and attname = any(fields);
    return query execute format(
        'select landed.submission_id, landed.sheet, landed.row_no, jsonb_build_object(%s) from %s as landed'
        ' inner join unnest($1, $2, $3) as place (submission_id, sheet, row_no)'
        ' using (submission_id, sheet, row_no)', told, landed)
    using submissions, sheets, row_nos;
end
$_$;

ALTER FUNCTION audit.cell_texts(form text, submissions text[], sheets text[], row_nos integer[], fields text[]) OWNER TO talent_owner;

CREATE FUNCTION audit.explained_cell(asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb, max_rows integer) RETURNS SETOF mart.explained
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off'
    AS $$
declare
    measures audit.cell_measure[] := array(
        select audit.cell_measures(asked_mart, asked_key, asked_column, asked_row)
    );
    -- the observations that the cell shows, or that the row is
    roots mart.contribution[] := array(
        select jsonb_populate_record(null::mart.contribution, to_jsonb(cell) || jsonb_build_object(
            'root', measured.path::text, 'path', measured.path || 1, 'role', measured.role, 'factor', 'whole',
            'other', measured.other, 'times', measured.times, 'ask', 'value'
        ))
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
                and cell.cell_item = coalesce(measured.key ->> 'item', '_T')
                and cell.cell_edition = coalesce(measured.key ->> 'edition', '_T')
            offset 0 -- found by its index
        ) as cell
        where not measured.is_counted and measured.measure_code <> 'measure_code'
        union all
        select jsonb_populate_record(null::mart.contribution, measured.key || jsonb_build_object(
            'root', measured.path::text, 'path', measured.path || 1, 'role', measured.role, 'factor', 'whole',
            'scope', measured.scope, 'other', measured.other, 'times', measured.times, 'ask', 'value'
        ))
        from unnest(measures) as measured
        where measured.measure_code = 'measure_code'
    );
    found mart.contribution[] := array(select mart.contributions('as_of', roots));
    walk mart.contribution[] := array(
        select step
        from unnest(found) as step
        where coalesce(step.comes_from, 'none') not in ('row', 'taken', 'disputed')
    );
begin
return query
with cells as (
    select * from audit.cell_columns(asked_mart, asked_key, asked_column)
),

counted as (
    select
        path,
        form,
        submission_id,
        sheet,
        row_no,
        fields,
        amount
    from unnest(found)
    where comes_from = 'row'
    union all
    select * from audit.cell_rows(measures, asked_row)
),

filings as (
    select
        counted.path,
        counted.form,
        counted.submission_id,
        count(*) as rows,
        sum(counted.amount) as amount,
        (row_number() over (
            partition by counted.path order by counted.submission_id
        ))::integer as n,
        sum(count(*)) over (order by counted.path, counted.submission_id) - count(*) as rows_before
    from counted
    group by counted.path, counted.form, counted.submission_id
),

numbered as (
    select
        filings.path || filings.n as above,
        counted.*,
        row_number() over (
            order by counted.path, counted.submission_id, counted.sheet, counted.row_no
        ) as n
    from counted
    inner join filings
        on counted.path = filings.path and counted.submission_id = filings.submission_id
    where filings.rows_before < max_rows
),

places as (
    select
        numbered.above || numbered.n::integer as path,
        numbered.form,
        numbered.submission_id,
        numbered.sheet,
        numbered.row_no,
        numbered.fields,
        numbered.amount
    from numbered
    where numbered.n <= max_rows
    union all
    select
        observed.path || 1,
        observed.form,
        observed.submission_id,
        observed.sheet,
        observed.row_no,
        array[
            'value', 'unit', 'qualifier', 'obs_status', 'programme', 'region', 'scope',
            'source_quote'
        ],
        observed.amount
    from unnest(walk) as observed
    where observed.submission_id <> '_Z'
),

steps as (
    select
        cells.path,
        jsonb_build_object(
            'kind', 'cell', 'role', cells.role, 'region_code', cells.key ->> 'region_code',
            'rollup', cells.key ->> 'rollup', 'programme_code', cells.key ->> 'programme_code',
            'year', coalesce(cells.key ->> 'year', cells.key ->> 'fund_year'),
            'note', cells.column_name
        ) || case
            when cells.path = array[1]
                then jsonb_build_object(
                    'value', asked_row -> asked_column,
                    'obs_status', asked_row -> (asked_column || '_status')
                )
            else '{}'
        end as said
    from cells
    union all
    select
        observed.path,
        jsonb_build_object(
            'kind', 'observation', 'role', observed.role, 'measure_code', observed.measure_code,
            'region_code', observed.region_code, 'rollup', observed.rollup,
            'programme_code', observed.programme_code, 'year', observed.year,
            'witness', observed.witness, 'obs_status', observed.obs_status,
            'value', observed.value, 'amount', observed.amount,
            'note', nullif(concat_ws(
                ' ',
                nullif(
                    observed.scope,
                    case observed.rollup when 'own' then 'own_bureau' else 'region' end
                ),
                nullif(nullif(observed.item, '_T'), '_Z'),
                nullif(observed.life_stage, '_Z'),
                case when observed.edition not in ('_Z', '_T') then observed.edition end,
                'since ' || nullif(nullif(observed.since, observed.year::text), '_Z'),
                case
                    when observed.ask is null then 'not added'
                    when observed.ask <> 'value' then 'lower bound'
                end
            ), '')
        )
    from unnest(walk) as observed
    where observed.witness is not null
    union all
    select
        taken.path,
        jsonb_build_object(
            'kind', 'nothing', 'region_code', taken.region_code, 'year', taken.year,
            'form', coalesce(
                measures.derivation_form, (select form from reference.form where counts = 'stated')
            ),
            'amount', taken.amount,
            'note', case taken.comes_from
                when 'taken' then 'others may yet count them 可能由他处计入'
                else 'in dispute, counts in no total 有争议，不计入合计'
            end
        )
    from unnest(found) as taken
    left join as_of.dim_measure as measures on taken.measure_code = measures.measure_code
    where taken.comes_from in ('taken', 'disputed')
    union all
    select
        slice.path,
        jsonb_build_object(
            'kind', 'count', 'role', slice.role, 'measure_code', slice.measure_code,
            'region_code', slice.region_code, 'rollup', slice.rollup,
            'programme_code', slice.programme_code, 'year', slice.year, 'witness', 'derived',
            'value', coalesce(
                (select sum(filings.amount) from filings where filings.path = slice.path), 0
            )
        )
    from unnest(measures) as slice
    where slice.is_counted
    union all
    select
        filings.path || filings.n,
        jsonb_build_object(
            'kind', 'submission', 'form', filings.form, 'submission_id', filings.submission_id,
            'rows', filings.rows, 'amount', filings.amount
        )
    from filings
    union all
    select found.* from audit.cell_places(array(
        select row(places.*)::audit.cell_row from places
    )) as found
    union all
    select found.* from audit.cell_slots(measures, walk, (
        select coalesce(jsonb_object_agg(array_to_string(counts.path, '.'), counts.filings), '{}')
        from (select filings.path, count(*) as filings from filings group by filings.path) as counts
    )) as found
)

select step.*
from steps
left join audit.submission as submissions
    on steps.said ->> 'submission_id' = submissions.submission_id
left join audit.arrival as arrivals on submissions.arrival_id = arrivals.arrival_id
left join as_of.dim_reporting_unit as units
    on coalesce(steps.said ->> 'unit_code', submissions.unit_code) = units.unit_code
left join lateral (
    select named.name
    from as_of.dim_region as named
    where steps.said ->> 'region_code' = named.region_code
    order by named.valid_from desc
    limit 1
) as regions on true
cross join lateral jsonb_populate_record(
    null::mart.explained,
    jsonb_build_object(
        'path', array_to_string(steps.path, '.'), 'region_name', regions.name,
        'unit_code', submissions.unit_code, 'unit_name', units.name, 'form', submissions.form,
        'period', submissions.period, 'part', submissions.part, 'file_name', arrivals.file_name,
        'received_at', submissions.received_at
    ) || jsonb_strip_nulls(steps.said)
) as step
order by steps.path;
end
$$;

ALTER FUNCTION audit.explained_cell(asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb, max_rows integer) OWNER TO talent_owner;

CREATE FUNCTION audit.explained_coverage(asked_mart text, asked_key jsonb, asked_column text) RETURNS SETOF mart.explained
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
return query
with columns as (
    select attribute.attname as name
    from pg_attribute as attribute
    where attribute.attrelid = format('mart.%I', asked_mart)::regclass
),

shown_columns as (
    select
        column_shown.form,
        coalesce(asked_key ->> column_shown.measure_code, column_shown.measure_code) as measure_code,
        column_shown.column_name || '_status' in (select columns.name from columns)
        and column_shown.column_name || '_is_complete' not in (select columns.name from columns)
        and exists (
            select from as_of.contribution_cell as cell
            where
                column_shown.measure_code = cell.cell_measure
                and asked_key ->> 'region_code' = cell.region_code
                and asked_key ->> 'rollup' = cell.rollup
                and coalesce(asked_key ->> 'programme_code', '_T') = cell.cell_programme
                and coalesce(asked_key ->> 'year', asked_key ->> 'fund_year')::smallint = cell.year
                and cell.scope = case asked_key ->> 'rollup' when 'own' then 'own_bureau' else 'region' end
            offset 0 -- found by its index
        ) as leads,
        column_shown.column_name = asked_column as is_asked
    from as_of.contribution_column as column_shown
    where column_shown.mart = asked_mart
),

shown as (
    select
        measure_code,
        form
    from shown_columns
    where
        is_asked
        or asked_column is null
        and (leads or not exists (select from shown_columns as found where found.leads))
    union all
    select term.measure_code, null
    from reference.identity_term as term
    where term.identity_code = asked_key ->> 'identity_code'
),

forms as (
    select distinct coalesce(
        measure.derivation_form,
        shown.form,
        (select stating.form from reference.form as stating where stating.counts = 'stated')
    ) as form
    from shown
    left join as_of.dim_measure as whole on shown.measure_code = whole.measure_code
    left join as_of.dim_measure as measure
        on measure.measure_code in (whole.measure_code, whole.numerator, whole.denominator)
    where measure.agg_region <> 'ratio' or shown.form is not null
),

behind as (
    select slot.*
    from as_of.mart_submission_completeness as slot
    where
        slot.form in (select forms.form from forms)
        and left(slot.period, 4) = coalesce(asked_key ->> 'year', asked_key ->> 'fund_year')
),

within as (
    select behind.*
    from behind
    inner join as_of.contribution_region as regions
        on
            behind.region_code = regions.within_code
            and regions.region_code = asked_key ->> 'region_code'
            and regions.rollup = asked_key ->> 'rollup'
),

answering as (
    select * from within
    union all
    select behind.*
    from behind
    inner join as_of.contribution_region as above
        on
            behind.region_code = above.region_code
            and above.within_code = asked_key ->> 'region_code'
            and above.rollup = 'total'
            and above.region_code <> above.within_code
    where
        behind.is_owed
        and not exists (select from within where within.form = behind.form and within.is_owed)
),

slots as (
    select
        answering.*,
        arrivals.file_name,
        row_number() over (
            order by
                answering.form, answering.region_code, answering.unit_code, answering.period,
                answering.part
        ) as n
    from answering
    left join audit.submission as submissions
        on answering.submission_id = submissions.submission_id
    left join audit.arrival as arrivals on submissions.arrival_id = arrivals.arrival_id
)

select step.*
from slots
cross join lateral jsonb_populate_record(
    null::mart.explained,
    jsonb_build_object(
        'path', concat('1.', slots.n), 'kind', 'slot', 'state', slots.state,
        'region_code', slots.region_code, 'region_name', slots.region_name,
        'unit_code', slots.unit_code, 'unit_name', slots.unit_name, 'form', slots.form,
        'period', slots.period, 'part', slots.part, 'submission_id', slots.submission_id,
        'file_name', slots.file_name, 'received_at', slots.received_at, 'rows', slots.rows_landed,
        'note', case
            when slots.rows_quarantined > 0
                then concat(slots.rows_quarantined, ' rows set aside 隔离行')
        end
    )
) as step
order by slots.n;
end
$$;

ALTER FUNCTION audit.explained_coverage(asked_mart text, asked_key jsonb, asked_column text) OWNER TO talent_owner;

CREATE FUNCTION audit.explained_slot(asked_key jsonb, as_of timestamp with time zone) RETURNS SETOF mart.explained
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
with filed as (
    select submission.*, row_number() over (
        order by
            submission.received_at, submission.file_name, submission.sha256, submission.arrival_id
    ) as place
    from audit.submission as submission
    where
        submission.unit_code = asked_key ->> 'unit_code' and submission.form = asked_key ->> 'form'
        and submission.period = asked_key ->> 'period' and submission.part = asked_key ->> 'part'
        and submission.registered_at <= as_of
),

steps as (
    select
        array[1, filed.place] as path,
        filed.submission_id,
        jsonb_build_object(
            'kind', 'submission', 'rows', filed.rows_landed,
            'state', case
                when filed.withdrawn_at <= as_of then 'withdrawn'
                when filed.judged_at <= as_of then filed.state
                else 'landed'
            end,
            'note', coalesce(
                case when filed.withdrawn_at <= as_of then filed.withdrawn_why end, filed.reason
            )
        ) as said
    from filed
    union all
    select
        array[
            1, filed.place, row_number() over (partition by filed.place order by finding.finding_id)
        ],
        filed.submission_id,
        jsonb_build_object(
            'kind', 'finding', 'state', finding.severity, 'sheet', finding.sheet,
            'row_no', finding.row_no, 'field', finding."column", 'cell_text', finding.value_shown,
            'note', concat(finding.rule_id, ': ', finding.message_zh)
        )
    from filed
    inner join audit.finding as finding on filed.submission_id = finding.submission_id
    where finding.source <> 'gate2' and finding.severity <> 'trial'
)

select step.*
from steps
inner join filed on steps.submission_id = filed.submission_id
inner join audit.arrival as arrivals on filed.arrival_id = arrivals.arrival_id
left join reference.reporting_unit as units on filed.unit_code = units.unit_code
cross join lateral jsonb_populate_record(
    null::mart.explained,
    steps.said || jsonb_build_object(
        'path', array_to_string(steps.path, '.'), 'region_code', units.region_code,
        'unit_code', filed.unit_code, 'unit_name', units.name, 'form', filed.form,
        'period', filed.period, 'part', filed.part, 'submission_id', filed.submission_id,
        'file_name', arrivals.file_name, 'received_at', filed.received_at
    )
) as step
order by steps.path
$$;

ALTER FUNCTION audit.explained_slot(asked_key jsonb, as_of timestamp with time zone) OWNER TO talent_owner;

CREATE FUNCTION audit.shown_step(step mart.explained, sees_persons boolean) RETURNS mart.explained
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
select case
    when sees_persons or step.kind not in ('row', 'finding') or not exists (
        select from pg_attribute
        where attrelid = to_regclass(format('raw.%I', step.form)) and attname = 'person_key'
    )
        then step
    else jsonb_populate_record(
        step,
        jsonb_build_object(
            'cell_text', null, 'beside', null,
            -- of a finding the rule: its message may say what stands there
            'note', case step.kind when 'finding' then split_part(step.note, ': ', 1) else step.note end
        )
    )
end
$$;

ALTER FUNCTION audit.shown_step(step mart.explained, sees_persons boolean) OWNER TO talent_owner;

CREATE FUNCTION mart.contributions(place text, roots mart.contribution[] DEFAULT NULL::mart.contribution[]) RETURNS SETOF mart.contribution
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off'
    SET join_collapse_limit TO '1'
    SET enable_nestloop TO 'on'
    AS $_$
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
$_$;

ALTER FUNCTION mart.contributions(place text, roots mart.contribution[]) OWNER TO talent_owner;

CREATE FUNCTION mart.explain(mart text, key jsonb, "column" text, publication integer DEFAULT NULL::integer, max_rows integer DEFAULT 1000) RETURNS SETOF mart.explained
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_variable
declare
    before text := coalesce(current_setting('talent.as_of', true), '');
    asked text := coalesce(publication::text, before);
    name text := regexp_replace("column", '_(low|high|status)$', '');
    frozen timestamptz;
    conditions text;
    key_columns text;
    told text;
    shown jsonb;
    caller text := coalesce(nullif(current_setting('role'), 'none'), session_user);
    sees boolean := pg_has_role(caller, 'talent_researcher', 'usage')
        or pg_has_role(caller, 'talent_steward', 'usage');
    own text[] := array(select seen.unit_code from audit.seen_unit as seen);
begin
    if to_regclass(format('mart.%I', mart)) is null or mart not like 'mart\_%' then
        raise exception 'There is no mart %.', mart using hint = 'In psql, \dt mart.mart_* lists them.';
    end if;
    if publication is not null and not exists (select from audit.publication as p where p.no = publication) then
        raise exception 'There is no publication %.', publication using hint = '`talent publications` lists them.';
    end if;
    perform set_config('talent.as_of', asked, true);
    select
        string_agg(format('m.%I = ($1 ->> %L)::%s', a.attname, a.attname, format_type(a.atttypid, null)), ' and '),
        string_agg(a.attname, ', ' order by a.attnum)
    into conditions, key_columns
    from pg_constraint as pk
    inner join pg_attribute as a on a.attrelid = pk.conrelid and a.attnum = any(pk.conkey)
    where pk.conrelid = format('mart.%I', mart)::regclass and pk.contype = 'p';
    execute format('select to_jsonb(m) from as_of.%I as m where %s', mart, conditions) into shown using key;
    if shown is null then
        raise exception '% has no row with the key %.', mart, key
        using hint = format('The key is %s.', key_columns);
    end if;
    select coalesce(max(b.frozen_at), now()) into frozen
    from audit.publication as p
    inner join audit.build as b on p.build_no = b.build_no
    where p.no = coalesce(nullif(asked, '')::integer, (select max(no) from audit.publication));
    select c.column_name into told
    from as_of.contribution_column as c
    where c.mart = explain.mart and c.column_name in (explain."column", name, name || '_value')
    order by c.column_name = explain."column" desc, c.column_name = name desc
    limit 1;
    if key ? 'unit_code' and key ? 'form' and key ? 'period' then
        return query select told_step.*
        from audit.explained_slot(key, frozen) as step
        cross join lateral audit.shown_step(step, sees or step.unit_code = any(own)) as told_step;
    elsif
        key ? 'region_code'
        and "column" ~ (
            '^(units_expected|units_in_force|rows_quarantined|why_incomplete|(.+_)?is_complete)$'
        )
    then
        return query select told_step.*
        from audit.explained_coverage(mart, key, substring("column" from '^(.+)_is_complete$')) as step
        cross join lateral audit.shown_step(step, sees or step.unit_code = any(own)) as told_step;
    elsif told is not null then
        return query select told_step.*
        from audit.explained_cell(mart, key, told, shown, max_rows) as step
        cross join lateral audit.shown_step(step, sees or step.unit_code = any(own)) as told_step;
    else
        perform set_config('talent.as_of', before, true);
        raise exception '%.% is no quantity: it is a key or a name.',
            mart, "column"
        using hint = 'The rows of mart.contribution_column name the columns that can be explained.';
    end if;
    perform set_config('talent.as_of', before, true);
end
$_$;

ALTER FUNCTION mart.explain(mart text, key jsonb, "column" text, publication integer, max_rows integer) OWNER TO talent_owner;

CREATE FUNCTION mart.known_boundary(boundary_year integer) RETURNS smallint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog'
    AS $$
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

ALTER FUNCTION mart.known_boundary(boundary_year integer) OWNER TO talent_owner;

CREATE FUNCTION mart.observation_on(boundary_year integer, publication integer DEFAULT NULL::integer) RETURNS TABLE(region_code text, rollup text, measure_code text, programme_code text, since text, scope text, item text, life_stage text, edition text, region_name text, region_level text, boundary_relation text, year smallint, value numeric, value_low numeric, value_high numeric, obs_status text, units_expected integer, units_in_force integer, rows_quarantined integer, is_complete boolean, why_incomplete text, rests_on_disputed boolean, measure_name text, unit_of_measure text, witness text, dimension text, unit_code text, submission_id text, sheet text, row_no integer, qualifier text, verdict text, witness_count integer, shared_low numeric, shared_high numeric, as_of_date date)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog'
    SET enable_nestloop TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
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

ALTER FUNCTION mart.observation_on(boundary_year integer, publication integer) OWNER TO talent_owner;

CREATE FUNCTION mart.on_boundaries(relation text, columns text, keys text[], quantities text[], adds text[], types text[], lead text, flags text[] DEFAULT '{}'::text[], beside text[] DEFAULT '{}'::text[]) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog'
    AS $_$
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
$_$;

ALTER FUNCTION mart.on_boundaries(relation text, columns text, keys text[], quantities text[], adds text[], types text[], lead text, flags text[], beside text[]) OWNER TO talent_owner;

CREATE FUNCTION mart.programme_root(code text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    with recursive lineage as (
        select programme_root.code as programme_code, 0 as steps
        union all
        select earlier.from_code, lineage.steps + 1
        from lineage
        inner join reference.programme_lineage as earlier
            on earlier.to_code = lineage.programme_code and earlier.relation in ('renamed', 'upgraded')
        -- a lineage that runs in a ring ends
        where lineage.steps < 20
    )

    select programme_code from lineage order by steps desc, programme_code limit 1
$$;

ALTER FUNCTION mart.programme_root(code text) OWNER TO talent_owner;

CREATE FUNCTION mart.region_programme_year_on(boundary_year integer, publication integer DEFAULT NULL::integer) RETURNS TABLE(region_code text, rollup text, programme_code text, region_name text, region_level text, boundary_relation text, year smallint, headcount bigint, headcount_low bigint, headcount_high bigint, headcount_status text, participants bigint, participants_low bigint, participants_high bigint, participants_status text, participants_new bigint, participants_new_low bigint, participants_new_high bigint, participants_new_status text, participants_pending bigint, participants_pending_low bigint, participants_pending_high bigint, participants_pending_status text, activities bigint, activities_low bigint, activities_high bigint, activities_status text, attendances bigint, attendances_low bigint, attendances_high bigint, attendances_status text, expert_trips bigint, expert_trips_low bigint, expert_trips_high bigint, expert_trips_status text, problems_solved bigint, problems_solved_low bigint, problems_solved_high bigint, problems_solved_status text, people_served bigint, people_served_low bigint, people_served_high bigint, people_served_status text, secured_yuan numeric, secured_yuan_low numeric, secured_yuan_high numeric, secured_yuan_status text, awarded_yuan numeric, awarded_yuan_low numeric, awarded_yuan_high numeric, awarded_yuan_status text, matched_yuan numeric, matched_yuan_low numeric, matched_yuan_high numeric, matched_yuan_status text, received_yuan numeric, received_yuan_low numeric, received_yuan_high numeric, received_yuan_status text, transferred_yuan numeric, transferred_yuan_low numeric, transferred_yuan_high numeric, transferred_yuan_status text, spent_yuan numeric, spent_yuan_low numeric, spent_yuan_high numeric, spent_yuan_status text, units_expected integer, units_in_force integer, rows_quarantined integer, is_complete boolean, why_incomplete text, headcount_is_complete boolean, participants_new_is_complete boolean, participants_pending_is_complete boolean, activities_is_complete boolean, attendances_is_complete boolean, expert_trips_is_complete boolean, problems_solved_is_complete boolean, people_served_is_complete boolean, secured_yuan_is_complete boolean, awarded_yuan_is_complete boolean, matched_yuan_is_complete boolean, received_yuan_is_complete boolean, transferred_yuan_is_complete boolean, spent_yuan_is_complete boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog'
    SET enable_nestloop TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
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

ALTER FUNCTION mart.region_programme_year_on(boundary_year integer, publication integer) OWNER TO talent_owner;

CREATE FUNCTION mart.shown_publication(publication integer) RETURNS integer
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog'
    AS $$
select coalesce(publication, nullif(current_setting('talent.as_of', true), '')::integer, 2147483647)
$$;

ALTER FUNCTION mart.shown_publication(publication integer) OWNER TO talent_owner;

CREATE FUNCTION mart.title_structure_on(boundary_year integer, publication integer DEFAULT NULL::integer) RETURNS TABLE(region_code text, rollup text, title_level text, age_band text, region_name text, region_level text, boundary_relation text, year smallint, people bigint, people_low bigint, people_high bigint, people_status text, new_in_year bigint, new_in_year_low bigint, new_in_year_high bigint, new_in_year_status text, grassroots bigint, grassroots_low bigint, grassroots_high bigint, grassroots_status text, units_expected integer, units_in_force integer, rows_quarantined integer, is_complete boolean, why_incomplete text, new_in_year_is_complete boolean, grassroots_is_complete boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog'
    SET enable_nestloop TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
    return query execute
        mart.on_boundaries(
            'mart_title_structure', null, array['title_level', 'age_band'],
            array['people', 'new_in_year', 'grassroots'],
            array_fill('sum'::text, array[3]),
            array_fill('bigint'::text, array[3]),
            'people'
        )
        using mart.known_boundary(boundary_year), mart.shown_publication(publication);
end
$$;

ALTER FUNCTION mart.title_structure_on(boundary_year integer, publication integer) OWNER TO talent_owner;

CREATE FUNCTION mart.unit_people(wanted_year integer, publication integer DEFAULT NULL::integer) RETURNS TABLE(unit_code text, counted_by_unit text, region_code text, people bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    return query execute (
        select string_agg(
            format(
                'select unit_code, counted_by_unit, region_code, count(*) from ('
                'select unit_code, counted_by_unit, region_code, year from mart.%1$I where from_no <= $2'
                ' union all select unit_code, counted_by_unit, region_code, year from history.%1$I'
                ' where from_no <= $2 and to_no > $2) as shown where year = $1 group by 1, 2, 3',
                once.fact
            ),
            ' union all '
        )
        from reference.form as once
        where once.counts = 'once'
    )
        using wanted_year, mart.shown_publication(publication);
end
$_$;

ALTER FUNCTION mart.unit_people(wanted_year integer, publication integer) OWNER TO talent_owner;

CREATE FUNCTION reference.edition_name(edition text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NULLIF(translate(regexp_replace(regexp_replace(regexp_replace(translate(regexp_replace(NORMALIZE(edition, NFKC), '[[:space:]\u0085\u2028\u2029]+'::text, ''::text, 'g'::text), '〇零一二两三四五六七八九'::text, '００１２２３４５６７８９'::text), '第十([０-９]?)(?![０-９十])'::text, '第１十\1'::text, 'g'::text), '(?<![０-９十])([１-９])十(?![０-９十])'::text, '\1０'::text, 'g'::text), '(?<![０-９十])([１-９])十([０-９])(?![０-９十])'::text, '\1\2'::text, 'g'::text), '０１２３４５６７８９'::text, '0123456789'::text), ''::text);

ALTER FUNCTION reference.edition_name(edition text) OWNER TO talent_owner;

CREATE FUNCTION reference.terms(expression text) RETURNS TABLE(place integer, factor numeric, measure_code text, programme_code text, year_offset integer)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
select
    terms.place::integer,
    (case terms.parts[1] when '-' then -1 else 1 end * coalesce(terms.parts[2], '1')::numeric),
    terms.parts[3],
    terms.parts[4],
    coalesce(terms.parts[5], '0')::integer
from
    regexp_matches(
        expression,
        '(?:(?:^| )([+-]) )?(?:([0-9.]+) \* )?([A-Z]\w*)(?:@(\w+))?(?:\[(-\d)\])?',
        'g'
    ) with ordinality as terms (parts, place)
$$;

ALTER FUNCTION reference.terms(expression text) OWNER TO talent_owner;

CREATE TABLE audit.approval (
    approval_id bigint NOT NULL,
    submission_id text NOT NULL,
    level text NOT NULL,
    decision text NOT NULL,
    reason text,
    decided_by text DEFAULT 
CASE
    WHEN ((SESSION_USER ~~ 'talent\_%'::text) OR pg_has_role(SESSION_USER, 'talent_owner'::name, 'member'::text)) THEN COALESCE(NULLIF(current_setting('talent.actor'::text, true), ''::text), (SESSION_USER)::text)
    ELSE (SESSION_USER)::text
END NOT NULL,
    decided_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT approval_decision_ck CHECK ((decision = ANY (ARRAY['approved'::text, 'returned'::text, 'withdrawn'::text]))),
    CONSTRAINT approval_level_ck CHECK ((level = ANY (ARRAY['county'::text, 'prefecture'::text, 'province'::text]))),
    CONSTRAINT approval_reason_ck CHECK (((decision = 'approved'::text) OR COALESCE((length(btrim(reason)) >= 5), false)))
);

ALTER TABLE audit.approval OWNER TO talent_owner;

ALTER TABLE audit.approval ALTER COLUMN approval_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.approval_approval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.arrival (
    arrival_id bigint NOT NULL,
    sha256 text NOT NULL,
    unit_code text NOT NULL,
    file_name text NOT NULL COLLATE pg_catalog."C",
    stated_form text,
    stated_period text,
    stated_part text,
    received_at timestamp with time zone NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    outcome text,
    sent_at timestamp with time zone,
    received_because text,
    staged_as text,
    CONSTRAINT arrival_outcome_ck CHECK ((outcome = ANY (ARRAY['filed'::text, 'unchanged'::text])))
);

ALTER TABLE audit.arrival OWNER TO talent_owner;

ALTER TABLE audit.arrival ALTER COLUMN arrival_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.arrival_arrival_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.build (
    build_no integer NOT NULL,
    fingerprint text NOT NULL,
    inputs_hash text NOT NULL,
    as_of_date date NOT NULL,
    frozen_at timestamp with time zone DEFAULT now() NOT NULL,
    state text NOT NULL,
    reason text,
    is_full boolean DEFAULT true NOT NULL,
    is_made_anew boolean DEFAULT true NOT NULL,
    run_id text,
    CONSTRAINT build_state_ck CHECK ((state = ANY (ARRAY['frozen'::text, 'built'::text, 'held'::text, 'published'::text, 'abandoned'::text])))
);

ALTER TABLE audit.build OWNER TO talent_owner;

CREATE TABLE audit.built_layer (
    build_no integer NOT NULL,
    layer text NOT NULL,
    models integer NOT NULL,
    tests integer NOT NULL,
    seconds numeric NOT NULL,
    built_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.built_layer OWNER TO talent_owner;

CREATE TABLE audit.changed_model (
    model text NOT NULL
);

ALTER TABLE audit.changed_model OWNER TO talent_owner;

CREATE TABLE audit.changed_person (
    person_key text NOT NULL,
    year smallint NOT NULL
);

ALTER TABLE audit.changed_person OWNER TO talent_owner;

CREATE TABLE audit.changed_submission (
    submission_id text NOT NULL
);

ALTER TABLE audit.changed_submission OWNER TO talent_owner;

CREATE TABLE audit.comment (
    comment_id bigint NOT NULL,
    unit_code text NOT NULL,
    form text,
    period text,
    submission_id text,
    comment text NOT NULL,
    written_by text DEFAULT 
CASE
    WHEN ((SESSION_USER ~~ 'talent\_%'::text) OR pg_has_role(SESSION_USER, 'talent_owner'::name, 'member'::text)) THEN COALESCE(NULLIF(current_setting('talent.actor'::text, true), ''::text), (SESSION_USER)::text)
    ELSE (SESSION_USER)::text
END NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT comment_text_ck CHECK ((length(btrim(comment)) >= 5))
);

ALTER TABLE audit.comment OWNER TO talent_owner;

ALTER TABLE audit.comment ALTER COLUMN comment_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.comment_comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.current_submission (
    submission_id text NOT NULL,
    unit_code text NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    part text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    rows_landed integer NOT NULL
);

ALTER TABLE audit.current_submission OWNER TO talent_owner;

CREATE TABLE audit.document (
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    first_name text NOT NULL,
    first_seen timestamp with time zone NOT NULL
);

ALTER TABLE audit.document OWNER TO talent_owner;

CREATE TABLE audit.ended_session (
    ended_session_id bigint NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    login text NOT NULL,
    pid integer NOT NULL,
    since timestamp with time zone,
    query text NOT NULL
);

ALTER TABLE audit.ended_session OWNER TO talent_owner;

ALTER TABLE audit.ended_session ALTER COLUMN ended_session_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.ended_session_ended_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.explanation (
    explanation_id bigint NOT NULL,
    rule_id text NOT NULL,
    rule_version text NOT NULL,
    unit_code text NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    part text DEFAULT '-'::text NOT NULL,
    "column" text,
    key jsonb,
    fingerprint text NOT NULL,
    explanation text NOT NULL,
    origin text NOT NULL,
    submission_id text NOT NULL,
    needs_second boolean DEFAULT false NOT NULL,
    explained_by text DEFAULT 
CASE
    WHEN ((SESSION_USER ~~ 'talent\_%'::text) OR pg_has_role(SESSION_USER, 'talent_owner'::name, 'member'::text)) THEN COALESCE(NULLIF(current_setting('talent.actor'::text, true), ''::text), (SESSION_USER)::text)
    ELSE (SESSION_USER)::text
END NOT NULL,
    explained_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_on date NOT NULL,
    CONSTRAINT explanation_origin_ck CHECK ((origin = ANY (ARRAY['workbook'::text, 'remark'::text, 'desk'::text]))),
    CONSTRAINT explanation_text_ck CHECK ((length(btrim(explanation)) >= 5))
);

ALTER TABLE audit.explanation OWNER TO talent_owner;

CREATE TABLE audit.explanation_decision (
    decision_id bigint NOT NULL,
    explanation_id bigint NOT NULL,
    decision text NOT NULL,
    reason text,
    accepted_id bigint,
    accepted_by text,
    accepted_as text GENERATED ALWAYS AS (
CASE
    WHEN (decision = 'confirmed'::text) THEN 'accepted'::text
    ELSE NULL::text
END) STORED,
    decided_by text DEFAULT 
CASE
    WHEN ((SESSION_USER ~~ 'talent\_%'::text) OR pg_has_role(SESSION_USER, 'talent_owner'::name, 'member'::text)) THEN COALESCE(NULLIF(current_setting('talent.actor'::text, true), ''::text), (SESSION_USER)::text)
    ELSE (SESSION_USER)::text
END NOT NULL,
    decided_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT explanation_decision_ck CHECK ((decision = ANY (ARRAY['accepted'::text, 'refused'::text, 'confirmed'::text, 'revoked'::text]))),
    CONSTRAINT explanation_decision_reason_ck CHECK (((decision = ANY (ARRAY['accepted'::text, 'confirmed'::text])) OR COALESCE((length(btrim(reason)) >= 5), false))),
    CONSTRAINT explanation_decision_second_ck CHECK (
CASE
    WHEN (decision = 'confirmed'::text) THEN COALESCE(((accepted_id IS NOT NULL) AND (accepted_by <> decided_by)), false)
    ELSE ((accepted_id IS NULL) AND (accepted_by IS NULL))
END)
);

ALTER TABLE audit.explanation_decision OWNER TO talent_owner;

ALTER TABLE audit.explanation_decision ALTER COLUMN decision_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.explanation_decision_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE audit.explanation ALTER COLUMN explanation_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.explanation_explanation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW audit.explanation_now WITH (security_invoker='true') AS
 SELECT explanation.explanation_id,
    explanation.rule_id,
    explanation.rule_version,
    explanation.unit_code,
    explanation.form,
    explanation.period,
    explanation.part,
    explanation."column",
    explanation.key,
    explanation.fingerprint,
    explanation.explanation,
    explanation.origin,
    explanation.submission_id,
    explanation.needs_second,
    explanation.explained_by,
    explanation.explained_at,
    explanation.expires_on,
    COALESCE(last.decision, 'waiting'::text) AS decision,
    last.decision_id,
    last.decided_by,
    last.decided_at,
    last.reason AS decision_reason,
    ((explanation.expires_on >= ((now() AT TIME ZONE 'Asia/Shanghai'::text))::date) AND COALESCE(((last.decision = 'confirmed'::text) OR ((last.decision = 'accepted'::text) AND (NOT explanation.needs_second))), false)) AS is_in_force
   FROM (audit.explanation
     LEFT JOIN LATERAL ( SELECT said.decision_id,
            said.decision,
            said.reason,
            said.decided_by,
            said.decided_at
           FROM audit.explanation_decision said
          WHERE (explanation.explanation_id = said.explanation_id)
          ORDER BY said.decision_id DESC
         LIMIT 1) last ON (true));

ALTER VIEW audit.explanation_now OWNER TO talent_owner;

CREATE TABLE audit.extension (
    extension_id bigint NOT NULL,
    unit_code text NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    due_date date,
    reason text NOT NULL,
    granted_by text DEFAULT 
CASE
    WHEN ((SESSION_USER ~~ 'talent\_%'::text) OR pg_has_role(SESSION_USER, 'talent_owner'::name, 'member'::text)) THEN COALESCE(NULLIF(current_setting('talent.actor'::text, true), ''::text), (SESSION_USER)::text)
    ELSE (SESSION_USER)::text
END NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT extension_reason_ck CHECK ((length(btrim(reason)) >= 5))
);

ALTER TABLE audit.extension OWNER TO talent_owner;

ALTER TABLE audit.extension ALTER COLUMN extension_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.extension_extension_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW audit.extension_now AS
 SELECT unit_code,
    form,
    period,
    due_date,
    reason,
    granted_by,
    granted_at
   FROM ( SELECT DISTINCT ON (extension.unit_code, extension.form, extension.period) extension.extension_id,
            extension.unit_code,
            extension.form,
            extension.period,
            extension.due_date,
            extension.reason,
            extension.granted_by,
            extension.granted_at
           FROM audit.extension
          ORDER BY extension.unit_code, extension.form, extension.period, extension.extension_id DESC) last
  WHERE (due_date IS NOT NULL);

ALTER VIEW audit.extension_now OWNER TO talent_owner;

CREATE TABLE audit.file_left (
    path text NOT NULL,
    reason text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.file_left OWNER TO talent_owner;

CREATE TABLE audit.finding (
    finding_id bigint NOT NULL,
    run_id text NOT NULL,
    rule_id text NOT NULL,
    rule_version text NOT NULL,
    source text NOT NULL,
    severity text NOT NULL,
    submission_id text,
    relation text,
    sheet text,
    row_no integer,
    "column" text,
    value_shown text,
    key jsonb,
    message_zh text NOT NULL,
    message_en text NOT NULL,
    fingerprint text,
    CONSTRAINT finding_severity_ck CHECK ((severity = ANY (ARRAY['critical'::text, 'warning'::text, 'info'::text, 'trial'::text]))),
    CONSTRAINT finding_source_ck CHECK ((source = ANY (ARRAY['reader'::text, 'gate1'::text, 'gate2'::text])))
);

ALTER TABLE audit.finding OWNER TO talent_owner;

CREATE TABLE audit.submission (
    submission_id text NOT NULL,
    arrival_id bigint NOT NULL,
    sha256 text NOT NULL,
    unit_code text NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    part text NOT NULL,
    n integer NOT NULL,
    contract_version text NOT NULL,
    parser_version text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    reason text,
    is_nil boolean DEFAULT false NOT NULL,
    rows_landed integer DEFAULT 0 NOT NULL,
    judged_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    withdrawn_why text,
    answered_at timestamp with time zone,
    account jsonb,
    file_name text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    rules_digest text,
    are_rules_assumed boolean DEFAULT false NOT NULL,
    run_id text,
    CONSTRAINT submission_reason_ck CHECK (((state <> 'returned'::text) OR (reason IS NOT NULL))),
    CONSTRAINT submission_state_ck CHECK ((state = ANY (ARRAY['received'::text, 'landed'::text, 'accepted'::text, 'returned'::text])))
);

ALTER TABLE audit.submission OWNER TO talent_owner;

CREATE VIEW audit.finding_subject WITH (security_invoker='true') AS
 SELECT finding.finding_id,
    submission.run_id,
    submission.submission_id,
    submission.unit_code,
    submission.form,
    submission.period,
    submission.part,
    finding.rule_id,
    finding.rule_version,
    finding.source,
    finding.severity,
    finding.sheet,
    finding.row_no,
    finding."column",
    finding.value_shown,
    finding.key,
    finding.message_zh,
    finding.fingerprint,
    md5((jsonb_build_array(submission.unit_code, submission.form, submission.period, submission.part, finding.rule_id, finding."column", finding.key,
        CASE finding.source
            WHEN 'reader'::text THEN finding.sheet
            ELSE NULL::text
        END,
        CASE finding.source
            WHEN 'reader'::text THEN finding.value_shown
            ELSE NULL::text
        END))::text) AS subject,
    ((finding.source = 'gate1'::text) AND (finding.severity = 'warning'::text) AND (finding.fingerprint IS NOT NULL)) AS is_explainable,
    explained.explanation_id,
    (explained.explanation_id IS NOT NULL) AS is_explained
   FROM ((audit.finding
     JOIN audit.submission ON ((finding.submission_id = submission.submission_id)))
     LEFT JOIN LATERAL ( SELECT said.explanation_id
           FROM audit.explanation_now said
          WHERE ((finding.severity = 'warning'::text) AND (finding.source = 'gate1'::text) AND (finding.fingerprint = said.fingerprint) AND (finding.rule_id = said.rule_id) AND (finding.rule_version = said.rule_version) AND (submission.unit_code = said.unit_code) AND (submission.form = said.form) AND (submission.period = said.period) AND (submission.part = said.part) AND (NOT (finding.key IS DISTINCT FROM said.key)) AND said.is_in_force)
          ORDER BY said.explanation_id DESC
         LIMIT 1) explained ON (true));

ALTER VIEW audit.finding_subject OWNER TO talent_owner;

CREATE VIEW audit.finding_course WITH (security_invoker='true') AS
 WITH filings AS (
         SELECT submission.submission_id,
            submission.run_id,
            ( SELECT earlier.submission_id
                   FROM audit.submission earlier
                  WHERE ((earlier.unit_code = submission.unit_code) AND (earlier.form = submission.form) AND (earlier.period = submission.period) AND (earlier.part = submission.part) AND (earlier.judged_at IS NOT NULL) AND (ROW(earlier.received_at, earlier.file_name, earlier.sha256, earlier.arrival_id) < ROW(submission.received_at, submission.file_name, submission.sha256, submission.arrival_id)))
                  ORDER BY earlier.received_at DESC, earlier.file_name DESC, earlier.sha256 DESC, earlier.arrival_id DESC
                 LIMIT 1) AS before_id
           FROM audit.submission
          WHERE (submission.judged_at IS NOT NULL)
        )
 SELECT filings.run_id,
    filings.submission_id,
    filings.before_id,
    said.subject,
    said.rule_id,
    said.severity,
        CASE
            WHEN (count(before.subject) = 0) THEN 'new'::text
            WHEN bool_or((NOT (before.fingerprint IS DISTINCT FROM said.fingerprint))) THEN 'persisting'::text
            ELSE 'moved'::text
        END AS course
   FROM ((filings
     JOIN audit.finding_subject said ON ((filings.submission_id = said.submission_id)))
     LEFT JOIN audit.finding_subject before ON (((filings.before_id = before.submission_id) AND (said.subject = before.subject))))
  GROUP BY filings.run_id, filings.submission_id, filings.before_id, said.subject, said.rule_id, said.severity
UNION ALL
 SELECT DISTINCT filings.run_id,
    filings.submission_id,
    filings.before_id,
    before.subject,
    before.rule_id,
    before.severity,
    'cured'::text AS course
   FROM (filings
     JOIN audit.finding_subject before ON ((filings.before_id = before.submission_id)))
  WHERE (NOT (EXISTS ( SELECT
           FROM audit.finding_subject said
          WHERE ((said.submission_id = filings.submission_id) AND (said.subject = before.subject)))));

ALTER VIEW audit.finding_course OWNER TO talent_owner;

ALTER TABLE audit.finding ALTER COLUMN finding_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.finding_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.hold_decision (
    hold_decision_id bigint NOT NULL,
    build_no integer NOT NULL,
    rule_id text NOT NULL,
    findings_hash text NOT NULL,
    decision text NOT NULL,
    reason text NOT NULL,
    decided_by text DEFAULT 
CASE
    WHEN ((SESSION_USER ~~ 'talent\_%'::text) OR pg_has_role(SESSION_USER, 'talent_owner'::name, 'member'::text)) THEN COALESCE(NULLIF(current_setting('talent.actor'::text, true), ''::text), (SESSION_USER)::text)
    ELSE (SESSION_USER)::text
END NOT NULL,
    decided_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT hold_decision_ck CHECK ((decision = ANY (ARRAY['released'::text, 'rejected'::text]))),
    CONSTRAINT hold_decision_reason_ck CHECK ((length(btrim(reason)) >= 5))
);

ALTER TABLE audit.hold_decision OWNER TO talent_owner;

ALTER TABLE audit.hold_decision ALTER COLUMN hold_decision_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.hold_decision_hold_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW audit.hold_now WITH (security_invoker='true') AS
 WITH held AS (
         SELECT build.build_no,
            finding.rule_id,
            (count(*))::integer AS findings,
            encode(sha256(convert_to(string_agg((finding.key)::text, ','::text ORDER BY (finding.key)::text), 'UTF8'::name)), 'hex'::text) AS findings_hash
           FROM (audit.build
             JOIN audit.finding ON ((build.run_id = finding.run_id)))
          WHERE ((build.state = 'held'::text) AND (finding.source = 'gate2'::text) AND (finding.severity = 'critical'::text) AND (build.build_no = ( SELECT max(newest.build_no) AS max
                   FROM audit.build newest)))
          GROUP BY build.build_no, finding.rule_id
        )
 SELECT held.build_no,
    held.rule_id,
    held.findings,
    held.findings_hash,
    COALESCE(said.released_by, '{}'::text[]) AS released_by,
    COALESCE(said.rejected_by, '{}'::text[]) AS rejected_by
   FROM (held
     LEFT JOIN LATERAL ( SELECT array_agg(DISTINCT decided.decided_by ORDER BY decided.decided_by) FILTER (WHERE (decided.decision = 'released'::text)) AS released_by,
            array_agg(DISTINCT decided.decided_by ORDER BY decided.decided_by) FILTER (WHERE (decided.decision = 'rejected'::text)) AS rejected_by
           FROM audit.hold_decision decided
          WHERE ((decided.rule_id = held.rule_id) AND (decided.findings_hash = held.findings_hash))) said ON (true));

ALTER VIEW audit.hold_now OWNER TO talent_owner;

CREATE VIEW audit.in_force WITH (security_invoker='true') AS
 SELECT DISTINCT ON (unit_code, form, period, part) submission_id,
    unit_code,
    form,
    period,
    part,
    n,
    received_at,
    rows_landed,
    is_nil
   FROM audit.submission
  WHERE ((state = 'accepted'::text) AND (withdrawn_at IS NULL))
  ORDER BY unit_code, form, period, part, received_at DESC, file_name DESC, sha256 DESC, arrival_id DESC;

ALTER VIEW audit.in_force OWNER TO talent_owner;

CREATE UNLOGGED TABLE audit.lock (
    name text NOT NULL,
    pid integer NOT NULL,
    session text NOT NULL,
    login text DEFAULT SESSION_USER NOT NULL,
    is_shared boolean NOT NULL,
    step text NOT NULL,
    taken_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.lock OWNER TO talent_owner;

CREATE TABLE audit.made_by (
    fingerprint text NOT NULL
);

ALTER TABLE audit.made_by OWNER TO talent_owner;

CREATE TABLE audit.migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.migration OWNER TO talent_owner;

CREATE TABLE audit.narrative_binding (
    binding_id bigint NOT NULL,
    signature text NOT NULL,
    unit_code text NOT NULL,
    phrase text NOT NULL,
    measure_code text,
    programme_code text,
    scope text,
    decided_by text NOT NULL,
    decided_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.narrative_binding OWNER TO talent_owner;

ALTER TABLE audit.narrative_binding ALTER COLUMN binding_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.narrative_binding_binding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.open_amount (
    mart text NOT NULL,
    column_name text NOT NULL,
    place text[] NOT NULL,
    year smallint NOT NULL,
    shown numeric(18,2)
);

ALTER TABLE audit.open_amount OWNER TO talent_owner;

CREATE TABLE audit.open_cell (
    mart text NOT NULL,
    column_name text NOT NULL,
    place text[] NOT NULL,
    year smallint NOT NULL,
    digest text NOT NULL
);

ALTER TABLE audit.open_cell OWNER TO talent_owner;

CREATE TABLE audit.open_number (
    digest text NOT NULL,
    value bigint NOT NULL,
    shown bigint
);

ALTER TABLE audit.open_number OWNER TO talent_owner;

CREATE TABLE audit.open_payee (
    mart text NOT NULL,
    year smallint NOT NULL,
    from_no integer NOT NULL,
    region_code text NOT NULL,
    rollup text NOT NULL,
    measure_code text NOT NULL,
    payee text NOT NULL,
    amount numeric(24,6) NOT NULL
);

ALTER TABLE audit.open_payee OWNER TO talent_owner;

CREATE TABLE audit.publication (
    no integer NOT NULL,
    build_no integer NOT NULL,
    published_at timestamp with time zone DEFAULT now() NOT NULL,
    label text,
    inputs_hash text NOT NULL,
    rows_changed integer NOT NULL
);

ALTER TABLE audit.publication OWNER TO talent_owner;

CREATE TABLE audit.publication_input (
    submission_id text NOT NULL,
    from_no integer NOT NULL,
    to_no integer
);

ALTER TABLE audit.publication_input OWNER TO talent_owner;

CREATE VIEW audit.quarantined_row WITH (security_invoker='true') AS
 SELECT DISTINCT submission_id,
    sheet,
    row_no
   FROM audit.finding
  WHERE ((severity = 'critical'::text) AND (row_no IS NOT NULL) AND (source <> 'gate2'::text));

ALTER VIEW audit.quarantined_row OWNER TO talent_owner;

CREATE TABLE audit.reminder (
    reminder_id bigint NOT NULL,
    unit_code text NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    part text DEFAULT '-'::text NOT NULL,
    due_date date NOT NULL,
    step smallint NOT NULL,
    channel text NOT NULL,
    outcome text,
    reminded_by text DEFAULT 
CASE
    WHEN ((SESSION_USER ~~ 'talent\_%'::text) OR pg_has_role(SESSION_USER, 'talent_owner'::name, 'member'::text)) THEN COALESCE(NULLIF(current_setting('talent.actor'::text, true), ''::text), (SESSION_USER)::text)
    ELSE (SESSION_USER)::text
END NOT NULL,
    reminded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT reminder_channel_ck CHECK ((channel = ANY (ARRAY['outbox'::text, 'phone'::text, 'mail'::text, 'wecom'::text, 'dingtalk'::text]))),
    CONSTRAINT reminder_step_ck CHECK (((step >= 1) AND (step <= 3)))
);

ALTER TABLE audit.reminder OWNER TO talent_owner;

ALTER TABLE audit.reminder ALTER COLUMN reminder_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.reminder_reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.reread (
    reread_id bigint NOT NULL,
    submission_id text NOT NULL,
    reread_at timestamp with time zone DEFAULT now() NOT NULL,
    reader_before text,
    reader text NOT NULL,
    state_before text,
    formerly text,
    cells integer NOT NULL,
    told_at timestamp with time zone,
    rules_before text,
    rules text,
    rule_changes jsonb
);

ALTER TABLE audit.reread OWNER TO talent_owner;

ALTER TABLE audit.reread ALTER COLUMN reread_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.reread_reread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.rotation (
    rotation_id bigint NOT NULL,
    key_before text NOT NULL,
    key_id text NOT NULL,
    rotated_at timestamp with time zone DEFAULT now() NOT NULL,
    rotated_by text NOT NULL,
    submissions integer NOT NULL,
    landed_rows integer NOT NULL,
    people integer NOT NULL
);

ALTER TABLE audit.rotation OWNER TO talent_owner;

ALTER TABLE audit.rotation ALTER COLUMN rotation_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.rotation_rotation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.rule_set (
    rules_digest text NOT NULL,
    form text NOT NULL,
    rules jsonb NOT NULL,
    first_used_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.rule_set OWNER TO talent_owner;

CREATE TABLE audit.run (
    run_id text NOT NULL,
    kind text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    outcome text
);

ALTER TABLE audit.run OWNER TO talent_owner;

CREATE TABLE audit.steward (
    login text NOT NULL,
    region_code text NOT NULL,
    level text NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    login_oid oid,
    CONSTRAINT steward_level_ck CHECK ((level = ANY (ARRAY['prefecture'::text, 'county'::text])))
);

ALTER TABLE audit.steward OWNER TO talent_owner;

CREATE TABLE reference.region (
    region_key text NOT NULL,
    region_code text NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    parent_code text,
    valid_from date NOT NULL,
    valid_to date,
    successor text,
    CONSTRAINT region_level_ck CHECK ((level = ANY (ARRAY['province'::text, 'prefecture'::text, 'county'::text, '_U'::text]))),
    CONSTRAINT region_validity_ck CHECK (((valid_to IS NULL) OR (valid_from < valid_to)))
);

ALTER TABLE reference.region OWNER TO talent_owner;

CREATE TABLE reference.reporting_unit (
    unit_code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    line_system text NOT NULL,
    region_code text NOT NULL,
    level text NOT NULL,
    parent_unit text,
    valid_from date NOT NULL,
    valid_to date,
    successor text,
    CONSTRAINT reporting_unit_kind_ck CHECK ((kind = ANY (ARRAY['talent_office'::text, 'bureau'::text, 'source_document'::text, '_U'::text]))),
    CONSTRAINT reporting_unit_level_ck CHECK ((level = ANY (ARRAY['province'::text, 'prefecture'::text, 'county'::text, '_U'::text])))
);

ALTER TABLE reference.reporting_unit OWNER TO talent_owner;

CREATE VIEW audit.seen_unit AS
 SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid));

ALTER VIEW audit.seen_unit OWNER TO talent_owner;

CREATE TABLE audit.sentence_read (
    read_id bigint NOT NULL,
    submission_id text NOT NULL,
    place text NOT NULL,
    read_by text NOT NULL,
    read_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.sentence_read OWNER TO talent_owner;

ALTER TABLE audit.sentence_read ALTER COLUMN read_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.sentence_read_read_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE reference.obligation (
    obligation_code text NOT NULL,
    form text NOT NULL,
    unit_kind text NOT NULL,
    unit_level text NOT NULL,
    period_grain text NOT NULL,
    due_days integer NOT NULL,
    first_period text NOT NULL,
    last_period text NOT NULL,
    reach text DEFAULT 'below'::text NOT NULL,
    CONSTRAINT obligation_grain_ck CHECK ((period_grain = ANY (ARRAY['year'::text, 'quarter'::text, 'month'::text]))),
    CONSTRAINT obligation_reach_ck CHECK ((reach = ANY (ARRAY['own'::text, 'below'::text])))
);

ALTER TABLE reference.obligation OWNER TO talent_owner;

CREATE VIEW reference.reporting_year AS
 SELECT DISTINCT (year.year)::smallint AS year
   FROM (reference.obligation
     CROSS JOIN LATERAL generate_series(("left"(obligation.first_period, 4))::integer, ("left"(obligation.last_period, 4))::integer) year(year));

ALTER VIEW reference.reporting_year OWNER TO talent_owner;

CREATE VIEW reference.owed_slot AS
 WITH periods AS (
         SELECT (reporting_year.year)::text AS period,
            'year'::text AS grain,
            make_date((reporting_year.year)::integer, 12, 31) AS end_date
           FROM reference.reporting_year
        UNION ALL
         SELECT ((reporting_year.year || '-Q'::text) || quarter.quarter) AS period,
            'quarter'::text AS grain,
            (((make_date((reporting_year.year)::integer, (quarter.quarter * 3), 1) + '1 mon'::interval))::date - 1) AS end_date
           FROM (reference.reporting_year
             CROSS JOIN generate_series(1, 4) quarter(quarter))
        UNION ALL
         SELECT ((reporting_year.year || '-'::text) || lpad((month.month)::text, 2, '0'::text)) AS period,
            'month'::text AS grain,
            (((make_date((reporting_year.year)::integer, month.month, 1) + '1 mon'::interval))::date - 1) AS end_date
           FROM (reference.reporting_year
             CROSS JOIN generate_series(1, 12) month(month))
        )
 SELECT units.unit_code,
    obligations.form,
    periods.period,
    '-'::text AS part,
    ("left"(periods.period, 4))::smallint AS year,
    units.region_code,
    COALESCE(extensions.due_date, (periods.end_date + obligations.due_days)) AS due_date
   FROM (((reference.obligation obligations
     JOIN reference.reporting_unit units ON (((obligations.unit_kind = units.kind) AND (obligations.unit_level = units.level))))
     JOIN periods ON (((obligations.period_grain = periods.grain) AND ((periods.period >= obligations.first_period) AND (periods.period <= obligations.last_period)))))
     LEFT JOIN audit.extension_now extensions ON (((units.unit_code = extensions.unit_code) AND (obligations.form = extensions.form) AND (periods.period = extensions.period))))
  WHERE ((units.valid_from <= periods.end_date) AND ((units.valid_to IS NULL) OR (units.valid_to > periods.end_date)));

ALTER VIEW reference.owed_slot OWNER TO talent_owner;

CREATE VIEW audit.slot_now WITH (security_invoker='true') AS
 WITH newest AS MATERIALIZED (
         SELECT DISTINCT ON (submission.unit_code, submission.form, submission.period, submission.part) submission.submission_id,
            submission.unit_code,
            submission.form,
            submission.period,
            submission.part,
            submission.state,
            submission.received_at,
            submission.withdrawn_at,
            submission.rows_landed
           FROM audit.submission
          ORDER BY submission.unit_code, submission.form, submission.period, submission.part, submission.received_at DESC, submission.file_name DESC, submission.sha256 DESC, submission.arrival_id DESC
        ), held AS MATERIALIZED (
         SELECT in_force_1.submission_id,
            in_force_1.unit_code,
            in_force_1.form,
            in_force_1.period,
            in_force_1.part,
            in_force_1.n,
            in_force_1.received_at,
            in_force_1.rows_landed,
            in_force_1.is_nil
           FROM audit.in_force in_force_1
        ), owed_slots AS MATERIALIZED (
         SELECT owed_slot.unit_code,
            owed_slot.form,
            owed_slot.period,
            owed_slot.part,
            owed_slot.year,
            owed_slot.region_code,
            owed_slot.due_date
           FROM reference.owed_slot
        ), parts AS MATERIALIZED (
         SELECT newest_1.unit_code,
            newest_1.form,
            newest_1.period,
            newest_1.part
           FROM newest newest_1
          WHERE ((newest_1.part <> '-'::text) AND (newest_1.withdrawn_at IS NULL) AND (NOT (EXISTS ( SELECT
                   FROM held whole
                  WHERE ((whole.unit_code = newest_1.unit_code) AND (whole.form = newest_1.form) AND (whole.period = newest_1.period) AND (whole.part = '-'::text))))))
        ), owed AS (
         SELECT owed_slots.unit_code,
            owed_slots.form,
            owed_slots.period,
            COALESCE(parts.part, owed_slots.part) AS part,
            owed_slots.due_date
           FROM (owed_slots
             LEFT JOIN parts ON (((owed_slots.unit_code = parts.unit_code) AND (owed_slots.form = parts.form) AND (owed_slots.period = parts.period))))
        )
 SELECT COALESCE(owed.unit_code, newest.unit_code) AS unit_code,
    COALESCE(owed.form, newest.form) AS form,
    COALESCE(owed.period, newest.period) AS period,
    COALESCE(owed.part, newest.part) AS part,
    owed.due_date,
    COALESCE(in_force.submission_id, newest.submission_id) AS submission_id,
    COALESCE(in_force.received_at, newest.received_at) AS received_at,
    COALESCE(in_force.rows_landed, newest.rows_landed) AS rows_landed,
        CASE
            WHEN in_force.is_nil THEN 'nil'::text
            WHEN (in_force.submission_id IS NOT NULL) THEN 'accepted'::text
            WHEN (newest.withdrawn_at IS NOT NULL) THEN 'withdrawn'::text
            WHEN (newest.state = 'returned'::text) THEN 'returned'::text
            WHEN (newest.submission_id IS NOT NULL) THEN 'received'::text
            WHEN (owed.due_date < ((now() AT TIME ZONE 'Asia/Shanghai'::text))::date) THEN 'late'::text
            ELSE 'owed'::text
        END AS state
   FROM ((owed
     FULL JOIN newest ON (((owed.unit_code = newest.unit_code) AND (owed.form = newest.form) AND (owed.period = newest.period) AND (owed.part = newest.part))))
     LEFT JOIN held in_force ON (((newest.unit_code = in_force.unit_code) AND (newest.form = in_force.form) AND (newest.period = in_force.period) AND (newest.part = in_force.part))));

ALTER VIEW audit.slot_now OWNER TO talent_owner;

CREATE TABLE audit.sql_function (
    name text NOT NULL,
    sha256 text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.sql_function OWNER TO talent_owner;

CREATE TABLE audit.turn (
    slot text NOT NULL
);

ALTER TABLE audit.turn OWNER TO talent_owner;

CREATE VIEW mart.freshness AS
 WITH in_force AS (
         SELECT DISTINCT ON (submission.unit_code, submission.form, submission.period, submission.part) submission.submission_id,
            submission.form,
            submission.received_at
           FROM audit.submission
          WHERE ((submission.state = 'accepted'::text) AND (submission.withdrawn_at IS NULL))
          ORDER BY submission.unit_code, submission.form, submission.period, submission.part, submission.received_at DESC, submission.file_name DESC, submission.sha256 DESC, submission.arrival_id DESC
        )
 SELECT in_force.form,
    ( SELECT max(publication.no) AS max
           FROM audit.publication publication) AS publication_no,
    ( SELECT max(publication.published_at) AS max
           FROM audit.publication publication) AS published_at,
    (count(input.submission_id))::integer AS submissions_published,
    ((count(*) - count(input.submission_id)))::integer AS submissions_waiting,
    max(in_force.received_at) FILTER (WHERE (input.submission_id IS NOT NULL)) AS newest_received_at
   FROM (in_force
     LEFT JOIN audit.publication_input input ON (((in_force.submission_id = input.submission_id) AND (input.to_no IS NULL))))
  GROUP BY in_force.form;

ALTER VIEW mart.freshness OWNER TO talent_owner;

CREATE VIEW mart.publication AS
 SELECT publication.no,
    publication.published_at,
    publication.label,
    publication.rows_changed,
    (count(input.submission_id))::integer AS submissions,
    max(submission.received_at) AS newest_received_at
   FROM ((audit.publication publication
     LEFT JOIN audit.publication_input input ON (((publication.no >= input.from_no) AND (publication.no < COALESCE(input.to_no, 2147483647)))))
     LEFT JOIN audit.submission submission ON ((input.submission_id = submission.submission_id)))
  GROUP BY publication.no, publication.published_at, publication.label, publication.rows_changed;

ALTER VIEW mart.publication OWNER TO talent_owner;

CREATE TABLE raw.narrative_piece (
    submission_id text NOT NULL,
    piece_no integer NOT NULL,
    place text NOT NULL,
    kind text NOT NULL,
    level smallint,
    length integer NOT NULL,
    digest text NOT NULL
);

ALTER TABLE raw.narrative_piece OWNER TO talent_owner;

CREATE TABLE reference.code (
    list text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    rank smallint NOT NULL
);

ALTER TABLE reference.code OWNER TO talent_owner;

CREATE TABLE reference.code_synonym (
    list text NOT NULL,
    synonym text NOT NULL,
    code text NOT NULL
);

ALTER TABLE reference.code_synonym OWNER TO talent_owner;

CREATE TABLE reference.duty (
    subject text NOT NULL,
    level text NOT NULL,
    duty text NOT NULL,
    since smallint NOT NULL,
    decided_by text NOT NULL,
    CONSTRAINT duty_duty_ck CHECK ((duty = ANY (ARRAY['owes'::text, 'may'::text, 'none'::text]))),
    CONSTRAINT duty_level_ck CHECK ((level = ANY (ARRAY['county'::text, 'prefecture'::text, 'province'::text])))
);

ALTER TABLE reference.duty OWNER TO talent_owner;

CREATE TABLE reference.entity_type (
    entity_type text NOT NULL,
    class text NOT NULL,
    is_batch boolean NOT NULL,
    is_local boolean NOT NULL,
    has_credit_code boolean NOT NULL,
    needs_document boolean NOT NULL,
    default_unit text,
    reached_from text NOT NULL,
    measure_stock text,
    measure_new text,
    measure_pending text,
    measure_exited text,
    measure_size text,
    item_list text
);

ALTER TABLE reference.entity_type OWNER TO talent_owner;

CREATE VIEW reference.entity_stage AS
 SELECT types.entity_type,
    stages.code AS life_stage,
    stages.rank,
        CASE
            WHEN (stages.code = 'withdrawn'::text) THEN '_gone'::text
            WHEN (stages.code = ANY (ARRAY['planned'::text, 'preparing'::text])) THEN '_planned'::text
            WHEN (stages.rank >= reached.rank) THEN '_reached'::text
            ELSE '_pending'::text
        END AS stage_group
   FROM ((reference.entity_type types
     CROSS JOIN reference.code stages)
     JOIN reference.code reached ON (((types.reached_from = reached.code) AND (reached.list = 'entity_stage'::text))))
  WHERE (stages.list = 'entity_stage'::text);

ALTER VIEW reference.entity_stage OWNER TO talent_owner;

CREATE TABLE reference.form (
    form text NOT NULL,
    counts text NOT NULL,
    fact text NOT NULL
);

ALTER TABLE reference.form OWNER TO talent_owner;

CREATE TABLE reference.region_change (
    from_key text NOT NULL,
    to_key text NOT NULL,
    relation text NOT NULL,
    year smallint NOT NULL,
    source text NOT NULL,
    CONSTRAINT region_change_other_ck CHECK ((from_key <> to_key)),
    CONSTRAINT region_change_relation_ck CHECK ((relation = ANY (ARRAY['rename'::text, 'recode'::text, 'prefecture_to_city'::text, 'county_to_city'::text, 'county_to_district'::text, 'city_to_district'::text, 'merge'::text, 'split'::text, 'carved_out'::text])))
);

ALTER TABLE reference.region_change OWNER TO talent_owner;

CREATE TABLE reference.region_other_name (
    name text NOT NULL,
    region_code text NOT NULL,
    since smallint,
    until smallint,
    source text NOT NULL,
    CONSTRAINT region_other_name_until_ck CHECK ((since < until)),
    CONSTRAINT region_other_name_zone_ck CHECK (((since IS NULL) = (until IS NULL)))
);

ALTER TABLE reference.region_other_name OWNER TO talent_owner;

CREATE VIEW reference.standing_region AS
 WITH RECURSIVE renamed AS (
         SELECT region_change.from_key,
            region_change.to_key
           FROM reference.region_change
          WHERE (region_change.relation <> ALL (ARRAY['merge'::text, 'split'::text, 'carved_out'::text]))
        ), upper_walked AS (
         SELECT region.region_key,
            region.region_key AS last_key
           FROM reference.region
          WHERE (region.level <> 'county'::text)
        UNION ALL
         SELECT upper_walked.region_key,
            renamed.to_key AS last_key
           FROM (upper_walked
             JOIN renamed ON ((upper_walked.last_key = renamed.from_key)))
        ), upper_standing AS (
         SELECT regions.region_code,
            regions.valid_from,
            COALESCE(regions.valid_to, 'infinity'::date) AS valid_to,
            regions.region_key,
            lasts.region_key AS standing_key,
            lasts.region_code AS standing_code
           FROM ((upper_walked
             JOIN reference.region regions ON ((upper_walked.region_key = regions.region_key)))
             JOIN reference.region lasts ON ((upper_walked.last_key = lasts.region_key)))
          WHERE (NOT (EXISTS ( SELECT
                   FROM renamed
                  WHERE (renamed.from_key = upper_walked.last_key))))
        ), placed AS (
         SELECT regions.region_key,
            regions.region_code,
            regions.level,
            aboves.standing_code AS standing_parent
           FROM (reference.region regions
             LEFT JOIN upper_standing aboves ON (((regions.parent_code = aboves.region_code) AND (COALESCE((regions.valid_to - 1), '9999-12-31'::date) >= aboves.valid_from) AND (COALESCE((regions.valid_to - 1), '9999-12-31'::date) < aboves.valid_to))))
        ), walked AS (
         SELECT placed_1.region_key,
            placed_1.region_key AS last_key
           FROM placed placed_1
          WHERE (placed_1.level = 'county'::text)
        UNION ALL
         SELECT walked.region_key,
            renamed.to_key AS last_key
           FROM (((walked
             JOIN renamed ON ((walked.last_key = renamed.from_key)))
             JOIN placed befores ON ((renamed.from_key = befores.region_key)))
             JOIN placed afters ON ((renamed.to_key = afters.region_key)))
          WHERE (befores.standing_parent = afters.standing_parent)
        ), standing AS (
         SELECT upper_standing.region_key,
            upper_standing.standing_key
           FROM upper_standing
        UNION ALL
         SELECT walked.region_key,
            walked.last_key AS standing_key
           FROM (walked
             JOIN placed befores ON ((walked.last_key = befores.region_key)))
          WHERE (NOT (EXISTS ( SELECT
                   FROM (renamed
                     JOIN placed afters ON ((renamed.to_key = afters.region_key)))
                  WHERE ((renamed.from_key = walked.last_key) AND (befores.standing_parent = afters.standing_parent)))))
        )
 SELECT standing.region_key,
    placed.region_code AS standing_code,
    placed.standing_parent
   FROM (standing
     JOIN placed ON ((standing.standing_key = placed.region_key)));

ALTER VIEW reference.standing_region OWNER TO talent_owner;

CREATE VIEW reference.former_region AS
 WITH RECURSIVE followed AS (
         SELECT region.region_key,
            region.name,
            region.region_code,
            region.parent_code,
            region.valid_from,
            region.valid_to,
            region.region_key AS following_key
           FROM reference.region
          WHERE (region.valid_to IS NOT NULL)
        UNION
         SELECT followed.region_key,
            followed.name,
            followed.region_code,
            followed.parent_code,
            followed.valid_from,
            followed.valid_to,
            changes.to_key AS following_key
           FROM (followed
             JOIN reference.region_change changes ON ((followed.following_key = changes.from_key)))
        ), ended AS (
         SELECT followed.name,
            followed.region_code,
            parents.name AS parent_name,
            (EXTRACT(year FROM followed.valid_from))::integer AS since,
            (EXTRACT(year FROM followed.valid_to))::integer AS until,
            standing.standing_code AS own_code,
            today.region_code AS today_code,
            today.name AS today_name
           FROM (((followed
             JOIN reference.region today ON (((followed.following_key = today.region_key) AND (today.valid_to IS NULL))))
             JOIN reference.standing_region standing ON ((followed.region_key = standing.region_key)))
             LEFT JOIN reference.region parents ON (((followed.parent_code = parents.region_code) AND (followed.valid_from >= parents.valid_from) AND ((followed.valid_from < parents.valid_to) OR (parents.valid_to IS NULL)))))
        UNION ALL
         SELECT other.name,
            NULL::text AS region_code,
                CASE
                    WHEN (other.name !~ '^[0-9]'::text) THEN parents.name
                    ELSE NULL::text
                END AS parent_name,
            other.since,
            other.until,
            today.region_code AS own_code,
            today.region_code AS today_code,
            today.name AS today_name
           FROM ((reference.region_other_name other
             JOIN reference.region today ON (((other.region_code = today.region_code) AND (today.valid_to IS NULL))))
             LEFT JOIN reference.region parents ON (((today.parent_code = parents.region_code) AND (parents.valid_to IS NULL))))
          WHERE (other.until IS NOT NULL)
        )
 SELECT spelled.text,
    ended.since,
    ended.until,
    ended.own_code,
    ended.today_code,
    ended.today_name
   FROM (ended
     CROSS JOIN LATERAL ( VALUES (ended.name), (ended.region_code), ((ended.parent_name || ended.name))) spelled(text))
  WHERE ((spelled.text IS NOT NULL) AND (NOT (EXISTS ( SELECT
           FROM (reference.region same
             LEFT JOIN reference.region above ON (((same.parent_code = above.region_code) AND (above.valid_to IS NULL))))
          WHERE ((same.valid_to IS NULL) AND (same.region_code = ended.today_code) AND (((spelled.text = same.region_code) OR (spelled.text = same.name)) OR (spelled.text = (above.name || same.name))))))));

ALTER VIEW reference.former_region OWNER TO talent_owner;

CREATE TABLE reference.identity (
    identity_code text NOT NULL,
    left_expression reference.expression NOT NULL,
    relation text NOT NULL,
    right_expression reference.expression NOT NULL,
    tolerance numeric NOT NULL,
    description_zh text NOT NULL,
    description_en text NOT NULL,
    CONSTRAINT identity_relation_ck CHECK ((relation = ANY (ARRAY['<='::text, '='::text]))),
    CONSTRAINT identity_tolerance_ck CHECK ((tolerance >= (0)::numeric))
);

ALTER TABLE reference.identity OWNER TO talent_owner;

CREATE VIEW reference.identity_term AS
 SELECT identity.identity_code,
    sides.side,
    terms.place,
    terms.factor,
    terms.measure_code,
    terms.programme_code,
    terms.year_offset
   FROM ((reference.identity identity
     CROSS JOIN LATERAL ( VALUES ('left'::text,identity.left_expression), ('right'::text,identity.right_expression)) sides(side, expression))
     CROSS JOIN LATERAL reference.terms((sides.expression)::text) terms(place, factor, measure_code, programme_code, year_offset));

ALTER VIEW reference.identity_term OWNER TO talent_owner;

CREATE TABLE reference.region_synonym (
    synonym text NOT NULL,
    region_code text NOT NULL
);

ALTER TABLE reference.region_synonym OWNER TO talent_owner;

CREATE VIEW reference.later_region AS
 WITH RECURSIVE walked AS (
         SELECT regions.region_key,
            changes.from_key AS before_key
           FROM (reference.region regions
             JOIN reference.region_change changes ON ((regions.region_key = changes.to_key)))
          WHERE (regions.valid_to IS NULL)
        UNION
         SELECT walked_1.region_key,
            changes.from_key AS before_key
           FROM (walked walked_1
             JOIN reference.region_change changes ON ((walked_1.before_key = changes.to_key)))
        ), named AS (
         SELECT regions.region_key,
            regions.region_code,
            regions.name,
            regions.level,
            regions.parent_code,
            regions.valid_from,
            regions.valid_to,
            regions.successor,
            (parents.name || regions.name) AS full_name
           FROM (reference.region regions
             LEFT JOIN reference.region parents ON (((regions.parent_code = parents.region_code) AND (regions.valid_from >= parents.valid_from) AND ((regions.valid_from < parents.valid_to) OR (parents.valid_to IS NULL)))))
        )
 SELECT spelled.text,
    today.region_code AS today_code,
    (EXTRACT(year FROM today.valid_from))::integer AS since,
    befores.region_code AS then_code,
    befores.name AS then_name,
    (
        CASE
            WHEN (befores.valid_from = ( SELECT min(known.valid_from) AS min
               FROM reference.region known)) THEN (0)::numeric
            ELSE EXTRACT(year FROM befores.valid_from)
        END)::integer AS then_since,
    (EXTRACT(year FROM befores.valid_to))::integer AS then_until,
    (standing.standing_code = own.standing_code) AS is_same
   FROM (((((walked
     JOIN named today ON ((walked.region_key = today.region_key)))
     JOIN named befores ON ((walked.before_key = befores.region_key)))
     JOIN reference.standing_region own ON ((walked.region_key = own.region_key)))
     JOIN reference.standing_region standing ON ((walked.before_key = standing.region_key)))
     CROSS JOIN LATERAL ( SELECT today.name AS text
        UNION
         SELECT today.region_code
        UNION
         SELECT today.full_name
        UNION
         SELECT region_synonym.synonym
           FROM reference.region_synonym
          WHERE (region_synonym.region_code = today.region_code)) spelled)
  WHERE ((spelled.text IS NOT NULL) AND (((spelled.text <> befores.region_code) AND (spelled.text <> befores.name)) AND (spelled.text <> befores.full_name)));

ALTER VIEW reference.later_region OWNER TO talent_owner;

CREATE TABLE reference.measure (
    measure_code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    definition text NOT NULL,
    unit_code text NOT NULL,
    kind text NOT NULL,
    agg_region text NOT NULL,
    agg_time text NOT NULL,
    is_non_negative boolean NOT NULL,
    numerator text,
    denominator text,
    scale numeric,
    fund_stage text,
    derivation text,
    derivation_form text,
    owner_line text,
    successor text,
    is_break boolean NOT NULL,
    counts_as text,
    knows_programme boolean DEFAULT true NOT NULL,
    default_stage text DEFAULT '_reached'::text NOT NULL,
    adds_region text DEFAULT 'none'::text NOT NULL,
    adds_programme text DEFAULT 'none'::text NOT NULL,
    adds_item text DEFAULT 'none'::text NOT NULL,
    adds_stage text DEFAULT 'none'::text NOT NULL,
    adds_edition text DEFAULT 'none'::text NOT NULL,
    adds_since text DEFAULT 'none'::text NOT NULL,
    breakdown text,
    CONSTRAINT measure_adds_ck CHECK ((ARRAY[adds_region, adds_programme, adds_item, adds_stage, adds_edition, adds_since] <@ ARRAY['sum'::text, 'overlap'::text, 'max'::text, 'none'::text])),
    CONSTRAINT measure_agg_region_ck CHECK ((agg_region = ANY (ARRAY['sum'::text, 'max'::text, 'ratio'::text, 'none'::text]))),
    CONSTRAINT measure_agg_time_ck CHECK ((agg_time = ANY (ARRAY['sum'::text, 'last'::text, 'max'::text, 'ratio'::text, 'none'::text]))),
    CONSTRAINT measure_default_stage_ck CHECK ((default_stage = ANY (ARRAY['_planned'::text, '_pending'::text, '_reached'::text, '_gone'::text]))),
    CONSTRAINT measure_derivation_ck CHECK (((derivation IS NULL) = (derivation_form IS NULL))),
    CONSTRAINT measure_kind_ck CHECK ((kind = ANY (ARRAY['stock'::text, 'flow'::text, 'cumulative'::text, 'ratio'::text, 'amount'::text, 'target'::text, 'ceiling'::text, 'delta'::text])))
);

ALTER TABLE reference.measure OWNER TO talent_owner;

CREATE TABLE reference.measure_synonym (
    synonym text NOT NULL,
    measure_code text NOT NULL
);

ALTER TABLE reference.measure_synonym OWNER TO talent_owner;

CREATE TABLE reference.programme (
    programme_code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    family text NOT NULL,
    level text NOT NULL,
    authority text,
    kind text NOT NULL,
    valid_from date,
    valid_to date,
    CONSTRAINT programme_kind_ck CHECK ((kind = ANY (ARRAY['programme'::text, 'policy'::text, 'platform'::text, 'set'::text, 'total'::text])))
);

ALTER TABLE reference.programme OWNER TO talent_owner;

CREATE TABLE reference.programme_synonym (
    synonym text NOT NULL,
    programme_code text NOT NULL
);

ALTER TABLE reference.programme_synonym OWNER TO talent_owner;

CREATE TABLE reference.unit_synonym (
    synonym text NOT NULL,
    unit_code text NOT NULL,
    unit_mult smallint NOT NULL
);

ALTER TABLE reference.unit_synonym OWNER TO talent_owner;

CREATE VIEW reference.lookup AS
 WITH codes AS (
         SELECT code.list,
            code.name AS text,
            code.code
           FROM reference.code
        UNION ALL
         SELECT code.list,
            code.code AS text,
            code.code
           FROM reference.code
          WHERE (code.code <> code.name)
        UNION ALL
         SELECT code_synonym.list,
            code_synonym.synonym AS text,
            code_synonym.code
           FROM reference.code_synonym
        )
 SELECT codes.list,
    codes.text,
    codes.code
   FROM codes
UNION ALL
 SELECT DISTINCT 'item'::text AS list,
    codes.text,
    codes.code
   FROM codes
  WHERE (codes.list IN ( SELECT measures.breakdown
           FROM reference.measure measures))
UNION ALL
 SELECT 'region'::text AS list,
    region.region_code AS text,
    region.region_code AS code
   FROM reference.region
  WHERE (region.valid_to IS NULL)
UNION ALL
 SELECT 'region'::text AS list,
    region.name AS text,
    min(region.region_code) AS code
   FROM reference.region
  WHERE (region.valid_to IS NULL)
  GROUP BY region.name
 HAVING (count(*) = 1)
UNION ALL
 SELECT 'region'::text AS list,
    region_synonym.synonym AS text,
    region_synonym.region_code AS code
   FROM reference.region_synonym
UNION ALL
 SELECT 'reporting_unit'::text AS list,
    reporting_unit.unit_code AS text,
    reporting_unit.unit_code AS code
   FROM reference.reporting_unit
UNION ALL
 SELECT 'reporting_unit'::text AS list,
    reporting_unit.name AS text,
    reporting_unit.unit_code AS code
   FROM reference.reporting_unit
UNION ALL
 SELECT 'programme'::text AS list,
    programme.programme_code AS text,
    programme.programme_code AS code
   FROM reference.programme
UNION ALL
 SELECT 'programme'::text AS list,
    programme.name AS text,
    programme.programme_code AS code
   FROM reference.programme
UNION ALL
 SELECT 'programme'::text AS list,
    programme_synonym.synonym AS text,
    programme_synonym.programme_code AS code
   FROM reference.programme_synonym
UNION ALL
 SELECT 'measure'::text AS list,
    measure.measure_code AS text,
    measure.measure_code AS code
   FROM reference.measure
UNION ALL
 SELECT 'measure'::text AS list,
    measure.name AS text,
    measure.measure_code AS code
   FROM reference.measure
UNION ALL
 SELECT 'measure'::text AS list,
    measure_synonym.synonym AS text,
    measure_synonym.measure_code AS code
   FROM reference.measure_synonym
UNION ALL
 SELECT 'unit'::text AS list,
    unit_synonym.synonym AS text,
    unit_synonym.unit_code AS code
   FROM reference.unit_synonym;

ALTER VIEW reference.lookup OWNER TO talent_owner;

CREATE VIEW reference.measure_identity AS
 WITH plain AS (
         SELECT terms.identity_code,
            terms.side,
            terms.place,
            terms.factor,
            terms.measure_code,
            terms.programme_code,
            terms.year_offset,
            count(*) OVER of_side AS term_count,
            bool_and(((terms.factor = (1)::numeric) AND (terms.programme_code IS NULL) AND (terms.year_offset = 0))) OVER (PARTITION BY terms.identity_code) AS is_plain
           FROM reference.identity_term terms
          WINDOW of_side AS (PARTITION BY terms.identity_code, terms.side)
        )
 SELECT identity.identity_code,
        CASE identity.relation
            WHEN '<='::text THEN 'at_most'::text
            ELSE 'sum_of'::text
        END AS relation,
    lefts.measure_code AS left_measure,
    rights.measure_code AS right_measure,
    identity.description_zh AS reason
   FROM ((reference.identity identity
     JOIN plain lefts ON (((identity.identity_code = lefts.identity_code) AND (lefts.side = 'left'::text))))
     JOIN plain rights ON (((identity.identity_code = rights.identity_code) AND (rights.side = 'right'::text))))
  WHERE (lefts.is_plain AND (lefts.term_count = 1) AND ((identity.relation = '<='::text) = (rights.term_count = 1)));

ALTER VIEW reference.measure_identity OWNER TO talent_owner;

CREATE TABLE reference.narrative_class (
    measure_stock text NOT NULL,
    measure_new text,
    measure_pending text,
    measure_target text
);

ALTER TABLE reference.narrative_class OWNER TO talent_owner;

CREATE TABLE reference.narrative_cue (
    kind text NOT NULL,
    priority smallint NOT NULL,
    cue text NOT NULL,
    code text NOT NULL,
    reach text NOT NULL,
    example text NOT NULL,
    CONSTRAINT narrative_cue_reach_ck CHECK ((reach = ANY (ARRAY['clause'::text, 'sentence'::text, 'left'::text])))
);

ALTER TABLE reference.narrative_cue OWNER TO talent_owner;

CREATE TABLE reference.narrative_measure (
    measure_code text NOT NULL,
    dimension text,
    head text NOT NULL,
    verb text,
    refused text,
    weight numeric(6,2) NOT NULL,
    programme_code text,
    example text NOT NULL
);

ALTER TABLE reference.narrative_measure OWNER TO talent_owner;

CREATE TABLE reference.narrative_sentence (
    measure_code text NOT NULL,
    section text NOT NULL,
    rank smallint NOT NULL,
    sentence text NOT NULL,
    CONSTRAINT narrative_sentence_number_ck CHECK ((sentence ~~ '%{数}%'::text))
);

ALTER TABLE reference.narrative_sentence OWNER TO talent_owner;

CREATE TABLE reference.narrative_unit (
    unit text NOT NULL,
    unit_code text,
    not_before text,
    is_doubtful boolean NOT NULL
);

ALTER TABLE reference.narrative_unit OWNER TO talent_owner;

CREATE TABLE reference.programme_lineage (
    from_code text NOT NULL,
    to_code text NOT NULL,
    relation text NOT NULL,
    year smallint,
    CONSTRAINT programme_lineage_relation_ck CHECK ((relation = ANY (ARRAY['renamed'::text, 'upgraded'::text, 'merged'::text, 'member_of'::text])))
);

ALTER TABLE reference.programme_lineage OWNER TO talent_owner;

CREATE VIEW reference.region_boundary AS
 WITH RECURSIVE regions AS (
         SELECT region.region_key,
            region.region_code,
            region.name,
            region.level,
            region.parent_code,
            region.valid_from,
            region.valid_to,
            region.successor
           FROM reference.region
        ), changes AS (
         SELECT region_change.from_key,
            region_change.to_key,
            region_change.relation,
            region_change.year,
            region_change.source
           FROM reference.region_change
        ), vintages AS (
         SELECT (boundary_year.boundary_year)::smallint AS boundary_year,
            make_date(boundary_year.boundary_year, 12, 31) AS boundary_date
           FROM generate_series(( SELECT (min(EXTRACT(year FROM regions_1.valid_from)))::integer AS min
                   FROM regions regions_1), GREATEST(( SELECT (max(EXTRACT(year FROM regions_1.valid_from)))::integer AS max
                   FROM regions regions_1), ( SELECT (max(reporting_year.year))::integer AS max
                   FROM reference.reporting_year))) boundary_year(boundary_year)
        ), walked AS (
         SELECT regions_1.region_key,
            vintages.boundary_year,
            vintages.boundary_date,
            (regions_1.valid_from > vintages.boundary_date) AS is_later,
            regions_1.region_key AS reached_key,
            false AS is_merged
           FROM (regions regions_1
             CROSS JOIN vintages)
        UNION
         SELECT walked_1.region_key,
            walked_1.boundary_year,
            walked_1.boundary_date,
            walked_1.is_later,
                CASE
                    WHEN walked_1.is_later THEN changes.from_key
                    ELSE changes.to_key
                END AS reached_key,
            (walked_1.is_merged OR
                CASE
                    WHEN walked_1.is_later THEN (changes.relation = ANY (ARRAY['split'::text, 'carved_out'::text]))
                    ELSE (changes.relation = 'merge'::text)
                END) AS is_merged
           FROM ((walked walked_1
             JOIN regions regions_1 ON ((walked_1.reached_key = regions_1.region_key)))
             JOIN changes ON ((((regions_1.region_key = changes.to_key) AND walked_1.is_later AND (walked_1.boundary_date < regions_1.valid_from)) OR ((regions_1.region_key = changes.from_key) AND (NOT walked_1.is_later) AND (walked_1.boundary_date >= regions_1.valid_to)))))
        )
 SELECT walked.region_key,
    regions.region_key AS to_key,
    bool_or(walked.is_merged) AS is_merged,
    walked.boundary_year
   FROM (walked
     JOIN regions ON (((walked.reached_key = regions.region_key) AND (walked.boundary_date >= regions.valid_from) AND ((regions.valid_to IS NULL) OR (walked.boundary_date < regions.valid_to)))))
  GROUP BY walked.region_key, regions.region_key, walked.boundary_year;

ALTER VIEW reference.region_boundary OWNER TO talent_owner;

CREATE VIEW reference.region_meaning AS
 WITH boundaries AS MATERIALIZED (
         SELECT region_boundary.region_key,
            region_boundary.to_key,
            region_boundary.is_merged,
            region_boundary.boundary_year
           FROM reference.region_boundary
        ), regions AS (
         SELECT region.region_key,
            region.region_code,
            region.name,
            region.level,
            region.parent_code,
            region.valid_from,
            region.valid_to,
            region.successor
           FROM reference.region
        ), standing AS MATERIALIZED (
         SELECT standing_region.region_key,
            standing_region.standing_code,
            standing_region.standing_parent
           FROM reference.standing_region
        ), years AS (
         SELECT min(boundaries.boundary_year) AS first_year,
            max(boundaries.boundary_year) AS last_year
           FROM boundaries
        ), nearest AS (
         SELECT DISTINCT ON (regions.region_code, boundaries.boundary_year) regions.region_code,
            regions.region_key,
            boundaries.boundary_year
           FROM (regions
             JOIN boundaries ON ((regions.region_key = boundaries.region_key)))
          ORDER BY regions.region_code, boundaries.boundary_year, (boundaries.to_key = regions.region_key) DESC, (abs((make_date((boundaries.boundary_year)::integer, 12, 31) - regions.valid_from))), regions.region_key
        ), meant AS (
         SELECT nearest.region_code,
            nearest.boundary_year,
                CASE
                    WHEN ((count(*) = 1) AND (NOT bool_or(boundaries.is_merged))) THEN min(reached.standing_code)
                    ELSE min(own.standing_code)
                END AS standing_code
           FROM (((nearest
             JOIN boundaries ON (((nearest.region_key = boundaries.region_key) AND (nearest.boundary_year = boundaries.boundary_year))))
             JOIN standing reached ON ((boundaries.to_key = reached.region_key)))
             JOIN standing own ON ((nearest.region_key = own.region_key)))
          GROUP BY nearest.region_code, nearest.boundary_year
        )
 SELECT meant.region_code,
    meant.standing_code,
    (
        CASE
            WHEN (min(meant.boundary_year) = years.first_year) THEN 0
            ELSE (min(meant.boundary_year))::integer
        END)::smallint AS first_year,
    (
        CASE
            WHEN (max(meant.boundary_year) = years.last_year) THEN 9999
            ELSE (max(meant.boundary_year))::integer
        END)::smallint AS last_year
   FROM (meant
     CROSS JOIN years)
  WHERE (meant.region_code <> meant.standing_code)
  GROUP BY meant.region_code, meant.standing_code, years.first_year, years.last_year;

ALTER VIEW reference.region_meaning OWNER TO talent_owner;

CREATE VIEW reference.seed_fault AS
 WITH RECURSIVE members AS (
         SELECT programme_lineage.from_code,
            programme_lineage.to_code
           FROM reference.programme_lineage
          WHERE (programme_lineage.relation = 'member_of'::text)
        ), above AS (
         SELECT members.from_code,
            members.to_code
           FROM members
        UNION
         SELECT above.from_code,
            members.to_code
           FROM (above
             JOIN members ON ((above.to_code = members.from_code)))
        ), forms AS (
         SELECT obligation.form
           FROM reference.obligation
        UNION
         SELECT measure.derivation_form AS form
           FROM reference.measure
          WHERE (measure.derivation_form IS NOT NULL)
        )
 SELECT 'programme_lineage'::text AS seed,
    members.from_code AS key,
    ((('is a member of '::text || string_agg(members.to_code, ' and of '::text ORDER BY members.to_code)) || ', expected one set.'::text) || ' Keep the smaller, and let it be a member of the larger'::text) AS fault
   FROM members
  GROUP BY members.from_code
 HAVING (count(*) > 1)
UNION ALL
 SELECT 'programme_lineage'::text AS seed,
    above.from_code AS key,
    'is a member of itself, by way of its set. Take out one member_of of the ring'::text AS fault
   FROM above
  WHERE (above.from_code = above.to_code)
UNION ALL
 SELECT 'programme_lineage'::text AS seed,
    members.from_code AS key,
    ((('is a member of '::text || members.to_code) || ', expected two codes of programme.csv, the second of'::text) || ' kind set. Correct the code or the kind'::text) AS fault
   FROM ((members
     LEFT JOIN reference.programme parts ON (((members.from_code = parts.programme_code) AND (parts.kind <> 'total'::text))))
     LEFT JOIN reference.programme sets ON (((members.to_code = sets.programme_code) AND (sets.kind = 'set'::text))))
  WHERE ((parts.programme_code IS NULL) OR (sets.programme_code IS NULL))
UNION ALL
 SELECT 'measure'::text AS seed,
    measures.measure_code AS key,
    ((('has the breakdown '::text || measures.breakdown) || ', expected a list of code.csv. Correct it, or'::text) || ' add the list'::text) AS fault
   FROM (reference.measure measures
     LEFT JOIN reference.code codes ON ((measures.breakdown = codes.list)))
  WHERE ((measures.breakdown IS NOT NULL) AND (codes.list IS NULL))
UNION ALL
 SELECT 'code'::text AS seed,
    items.text AS key,
    ((('is '::text || string_agg(items.code, ' and '::text ORDER BY items.code)) || ' in lists that break measures'::text) || ' down, expected one code. Give the code of one list another name'::text) AS fault
   FROM reference.lookup items
  WHERE (items.list = 'item'::text)
  GROUP BY items.text
 HAVING (count(*) > 1)
UNION ALL
 SELECT DISTINCT 'duty'::text AS seed,
    duty.subject AS key,
    ('is no form and no measure. Give a form that is owed or that a measure derives from, or a code'::text || ' of measure.csv'::text) AS fault
   FROM reference.duty
  WHERE ((NOT (duty.subject IN ( SELECT forms.form
           FROM forms))) AND (NOT (duty.subject IN ( SELECT measure.measure_code
           FROM reference.measure))))
UNION ALL
 SELECT 'duty'::text AS seed,
    ((((duties.subject || ' '::text) || duties.level) || ' '::text) || duties.since) AS key,
    (((((('says '::text || duties.duty) || ' in years in which '::text) || obligations.obligation_code) || ' of'::text) || ' obligation.csv says who of that level owes the form, and is not heard. End the obligation'::text) || ' before, or take the row out'::text) AS fault
   FROM (reference.duty duties
     JOIN reference.obligation obligations ON (((duties.subject = obligations.form) AND (duties.level = obligations.unit_level) AND (duties.since >= ("left"(obligations.first_period, 4))::integer) AND (duties.since <= COALESCE(("left"(obligations.last_period, 4))::integer, (duties.since)::integer)))))
UNION ALL
 SELECT 'region_change'::text AS seed,
    ((changes.from_key || ' '::text) || changes.to_key) AS key,
    (((((('begins on '::text || afters.valid_from) || ', and the other ends on '::text) || COALESCE((befores.valid_to)::text, 'no day'::text)) || ', expected one day of '::text) || changes.year) || '. Correct valid_from, valid_to or year'::text) AS fault
   FROM ((reference.region_change changes
     JOIN reference.region befores ON ((changes.from_key = befores.region_key)))
     JOIN reference.region afters ON ((changes.to_key = afters.region_key)))
  WHERE ((afters.valid_from IS DISTINCT FROM befores.valid_to) OR (EXTRACT(year FROM afters.valid_from) <> (changes.year)::numeric))
UNION ALL
 SELECT DISTINCT 'region_change'::text AS seed,
    ((changes.from_key || ' '::text) || changes.to_key) AS key,
    (((((('says '::text || changes.relation) || ', and '::text) || others.from_key) || ' '::text) || others.to_key) || ' shares a region with it. What is not one for one is merge, split or carved_out'::text) AS fault
   FROM (reference.region_change changes
     JOIN reference.region_change others ON ((((changes.from_key = others.from_key) AND (changes.to_key <> others.to_key)) OR ((changes.to_key = others.to_key) AND (changes.from_key <> others.from_key)))))
  WHERE (changes.relation <> ALL (ARRAY['merge'::text, 'split'::text, 'carved_out'::text]))
UNION ALL
 SELECT 'region'::text AS seed,
    standing_region.standing_code AS key,
    (('lies in '::text || string_agg(DISTINCT standing_region.standing_parent, ' and in '::text ORDER BY standing_region.standing_parent)) || ', each for a time, expected one. Give it a new code when it comes under another'::text) AS fault
   FROM reference.standing_region
  GROUP BY standing_region.standing_code
 HAVING (count(DISTINCT standing_region.standing_parent) > 1);

ALTER VIEW reference.seed_fault OWNER TO talent_owner;

CREATE TABLE reference.unit_of_measure (
    unit_code text NOT NULL,
    name_en text NOT NULL,
    dimension text NOT NULL
);

ALTER TABLE reference.unit_of_measure OWNER TO talent_owner;

ALTER TABLE ONLY audit.approval
    ADD CONSTRAINT approval_pk PRIMARY KEY (approval_id);

ALTER TABLE ONLY audit.arrival
    ADD CONSTRAINT arrival_pk PRIMARY KEY (arrival_id);

ALTER TABLE ONLY audit.arrival
    ADD CONSTRAINT arrival_staged_uq UNIQUE (staged_as);

ALTER TABLE ONLY audit.build
    ADD CONSTRAINT build_pk PRIMARY KEY (build_no);

ALTER TABLE ONLY audit.built_layer
    ADD CONSTRAINT built_layer_pk PRIMARY KEY (build_no, layer);

ALTER TABLE ONLY audit.changed_model
    ADD CONSTRAINT changed_model_pk PRIMARY KEY (model);

ALTER TABLE ONLY audit.changed_person
    ADD CONSTRAINT changed_person_pk PRIMARY KEY (person_key, year);

ALTER TABLE ONLY audit.changed_submission
    ADD CONSTRAINT changed_submission_pk PRIMARY KEY (submission_id);

ALTER TABLE ONLY audit.comment
    ADD CONSTRAINT comment_pk PRIMARY KEY (comment_id);

ALTER TABLE ONLY audit.current_submission
    ADD CONSTRAINT current_submission_pk PRIMARY KEY (submission_id);

ALTER TABLE ONLY audit.document
    ADD CONSTRAINT document_pk PRIMARY KEY (sha256);

ALTER TABLE ONLY audit.ended_session
    ADD CONSTRAINT ended_session_pk PRIMARY KEY (ended_session_id);

ALTER TABLE ONLY audit.explanation_decision
    ADD CONSTRAINT explanation_decision_pk PRIMARY KEY (decision_id);

ALTER TABLE ONLY audit.explanation_decision
    ADD CONSTRAINT explanation_decision_signed_uq UNIQUE (decision_id, explanation_id, decision, decided_by);

ALTER TABLE ONLY audit.explanation
    ADD CONSTRAINT explanation_pk PRIMARY KEY (explanation_id);

ALTER TABLE ONLY audit.extension
    ADD CONSTRAINT extension_pk PRIMARY KEY (extension_id);

ALTER TABLE ONLY audit.file_left
    ADD CONSTRAINT file_left_pk PRIMARY KEY (path);

ALTER TABLE ONLY audit.finding
    ADD CONSTRAINT finding_pk PRIMARY KEY (finding_id);

ALTER TABLE ONLY audit.hold_decision
    ADD CONSTRAINT hold_decision_once_uq UNIQUE (build_no, rule_id, findings_hash, decided_by);

ALTER TABLE ONLY audit.hold_decision
    ADD CONSTRAINT hold_decision_pk PRIMARY KEY (hold_decision_id);

ALTER TABLE ONLY audit.lock
    ADD CONSTRAINT lock_pk PRIMARY KEY (name, pid);

ALTER TABLE ONLY audit.made_by
    ADD CONSTRAINT made_by_pk PRIMARY KEY (fingerprint);

ALTER TABLE ONLY audit.migration
    ADD CONSTRAINT migration_pk PRIMARY KEY (number);

ALTER TABLE ONLY audit.narrative_binding
    ADD CONSTRAINT narrative_binding_pk PRIMARY KEY (binding_id);

ALTER TABLE ONLY audit.open_amount
    ADD CONSTRAINT open_amount_pk PRIMARY KEY (mart, column_name, place);

ALTER TABLE ONLY audit.open_cell
    ADD CONSTRAINT open_cell_pk PRIMARY KEY (mart, column_name, place);

ALTER TABLE ONLY audit.open_number
    ADD CONSTRAINT open_number_pk PRIMARY KEY (digest);

ALTER TABLE ONLY audit.open_payee
    ADD CONSTRAINT open_payee_pk PRIMARY KEY (mart, year, from_no, region_code, rollup, measure_code, payee);

ALTER TABLE ONLY audit.publication_input
    ADD CONSTRAINT publication_input_pk PRIMARY KEY (submission_id, from_no);

ALTER TABLE ONLY audit.publication
    ADD CONSTRAINT publication_pk PRIMARY KEY (no);

ALTER TABLE ONLY audit.reminder
    ADD CONSTRAINT reminder_once_uq UNIQUE (unit_code, form, period, part, due_date, step, channel);

ALTER TABLE ONLY audit.reminder
    ADD CONSTRAINT reminder_pk PRIMARY KEY (reminder_id);

ALTER TABLE ONLY audit.reread
    ADD CONSTRAINT reread_pk PRIMARY KEY (reread_id);

ALTER TABLE ONLY audit.rotation
    ADD CONSTRAINT rotation_pk PRIMARY KEY (rotation_id);

ALTER TABLE ONLY audit.rule_set
    ADD CONSTRAINT rule_set_pk PRIMARY KEY (rules_digest);

ALTER TABLE ONLY audit.run
    ADD CONSTRAINT run_pk PRIMARY KEY (run_id);

ALTER TABLE ONLY audit.sentence_read
    ADD CONSTRAINT sentence_read_pk PRIMARY KEY (read_id);

ALTER TABLE ONLY audit.sql_function
    ADD CONSTRAINT sql_function_pk PRIMARY KEY (name);

ALTER TABLE ONLY audit.steward
    ADD CONSTRAINT steward_pk PRIMARY KEY (login);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_pk PRIMARY KEY (submission_id);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_slot_uq UNIQUE (unit_code, form, period, part, n);

ALTER TABLE ONLY audit.turn
    ADD CONSTRAINT turn_pk PRIMARY KEY (slot);

ALTER TABLE ONLY raw.narrative_piece
    ADD CONSTRAINT narrative_piece_pk PRIMARY KEY (submission_id, piece_no);

ALTER TABLE ONLY reference.code
    ADD CONSTRAINT code_pk PRIMARY KEY (list, code);

ALTER TABLE ONLY reference.code_synonym
    ADD CONSTRAINT code_synonym_pk PRIMARY KEY (list, synonym);

ALTER TABLE ONLY reference.duty
    ADD CONSTRAINT duty_pk PRIMARY KEY (subject, level, since);

ALTER TABLE ONLY reference.entity_type
    ADD CONSTRAINT entity_type_pk PRIMARY KEY (entity_type);

ALTER TABLE ONLY reference.form
    ADD CONSTRAINT form_pk PRIMARY KEY (form);

ALTER TABLE ONLY reference.identity
    ADD CONSTRAINT identity_pk PRIMARY KEY (identity_code);

ALTER TABLE ONLY reference.measure
    ADD CONSTRAINT measure_pk PRIMARY KEY (measure_code);

ALTER TABLE ONLY reference.measure_synonym
    ADD CONSTRAINT measure_synonym_pk PRIMARY KEY (synonym);

ALTER TABLE ONLY reference.narrative_class
    ADD CONSTRAINT narrative_class_pk PRIMARY KEY (measure_stock);

ALTER TABLE ONLY reference.narrative_cue
    ADD CONSTRAINT narrative_cue_pk PRIMARY KEY (kind, priority);

ALTER TABLE ONLY reference.narrative_measure
    ADD CONSTRAINT narrative_measure_pk PRIMARY KEY (measure_code, example);

ALTER TABLE ONLY reference.narrative_sentence
    ADD CONSTRAINT narrative_sentence_pk PRIMARY KEY (measure_code);

ALTER TABLE ONLY reference.narrative_sentence
    ADD CONSTRAINT narrative_sentence_rank_uq UNIQUE (rank);

ALTER TABLE ONLY reference.narrative_unit
    ADD CONSTRAINT narrative_unit_pk PRIMARY KEY (unit);

ALTER TABLE ONLY reference.obligation
    ADD CONSTRAINT obligation_pk PRIMARY KEY (obligation_code);

ALTER TABLE ONLY reference.programme_lineage
    ADD CONSTRAINT programme_lineage_pk PRIMARY KEY (from_code, to_code, relation);

ALTER TABLE ONLY reference.programme
    ADD CONSTRAINT programme_pk PRIMARY KEY (programme_code);

ALTER TABLE ONLY reference.programme_synonym
    ADD CONSTRAINT programme_synonym_pk PRIMARY KEY (synonym);

ALTER TABLE ONLY reference.region_change
    ADD CONSTRAINT region_change_pk PRIMARY KEY (from_key, to_key);

ALTER TABLE ONLY reference.region_other_name
    ADD CONSTRAINT region_other_name_pk PRIMARY KEY (name, region_code);

ALTER TABLE ONLY reference.region
    ADD CONSTRAINT region_pk PRIMARY KEY (region_key);

ALTER TABLE ONLY reference.region_synonym
    ADD CONSTRAINT region_synonym_pk PRIMARY KEY (synonym);

ALTER TABLE ONLY reference.reporting_unit
    ADD CONSTRAINT reporting_unit_pk PRIMARY KEY (unit_code);

ALTER TABLE ONLY reference.unit_of_measure
    ADD CONSTRAINT unit_of_measure_pk PRIMARY KEY (unit_code);

ALTER TABLE ONLY reference.unit_synonym
    ADD CONSTRAINT unit_synonym_pk PRIMARY KEY (synonym);

CREATE INDEX arrival_unread_ix ON audit.arrival USING btree (arrival_id) WHERE (outcome IS NULL);

CREATE INDEX explanation_value_ix ON audit.explanation USING btree (fingerprint);

CREATE INDEX finding_submission_ix ON audit.finding USING btree (submission_id, sheet, row_no);

CREATE INDEX narrative_binding_signature_ix ON audit.narrative_binding USING btree (signature, binding_id DESC);

CREATE INDEX open_cell_year_ix ON audit.open_cell USING btree (year);

CREATE INDEX reread_untold_ix ON audit.reread USING btree (submission_id) WHERE (told_at IS NULL);

CREATE INDEX submission_landed_ix ON audit.submission USING btree (form) WHERE (state = 'landed'::text);

CREATE INDEX submission_run_ix ON audit.submission USING btree (run_id);

CREATE INDEX submission_unanswered_ix ON audit.submission USING btree (submission_id) WHERE ((answered_at IS NULL) AND (state = ANY (ARRAY['accepted'::text, 'returned'::text])));

CREATE UNIQUE INDEX region_code_ix ON reference.region USING btree (region_code) WHERE (valid_to IS NULL);

ALTER TABLE ONLY audit.approval
    ADD CONSTRAINT approval_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.arrival
    ADD CONSTRAINT arrival_document_fk FOREIGN KEY (sha256) REFERENCES audit.document(sha256);

ALTER TABLE ONLY audit.built_layer
    ADD CONSTRAINT built_layer_build_fk FOREIGN KEY (build_no) REFERENCES audit.build(build_no);

ALTER TABLE ONLY audit.comment
    ADD CONSTRAINT comment_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.explanation_decision
    ADD CONSTRAINT explanation_decision_accepted_fk FOREIGN KEY (accepted_id, explanation_id, accepted_as, accepted_by) REFERENCES audit.explanation_decision(decision_id, explanation_id, decision, decided_by);

ALTER TABLE ONLY audit.explanation_decision
    ADD CONSTRAINT explanation_decision_explanation_fk FOREIGN KEY (explanation_id) REFERENCES audit.explanation(explanation_id);

ALTER TABLE ONLY audit.explanation
    ADD CONSTRAINT explanation_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.finding
    ADD CONSTRAINT finding_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.hold_decision
    ADD CONSTRAINT hold_decision_build_fk FOREIGN KEY (build_no) REFERENCES audit.build(build_no);

ALTER TABLE ONLY audit.publication
    ADD CONSTRAINT publication_build_fk FOREIGN KEY (build_no) REFERENCES audit.build(build_no);

ALTER TABLE ONLY audit.publication_input
    ADD CONSTRAINT publication_input_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.reread
    ADD CONSTRAINT reread_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_arrival_fk FOREIGN KEY (arrival_id) REFERENCES audit.arrival(arrival_id);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_document_fk FOREIGN KEY (sha256) REFERENCES audit.document(sha256);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_rule_set_fk FOREIGN KEY (rules_digest) REFERENCES audit.rule_set(rules_digest);

ALTER TABLE ONLY reference.code_synonym
    ADD CONSTRAINT code_synonym_code_fk FOREIGN KEY (list, code) REFERENCES reference.code(list, code);

ALTER TABLE ONLY reference.entity_type
    ADD CONSTRAINT entity_type_exited_fk FOREIGN KEY (measure_exited) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.entity_type
    ADD CONSTRAINT entity_type_new_fk FOREIGN KEY (measure_new) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.entity_type
    ADD CONSTRAINT entity_type_pending_fk FOREIGN KEY (measure_pending) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.entity_type
    ADD CONSTRAINT entity_type_size_fk FOREIGN KEY (measure_size) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.entity_type
    ADD CONSTRAINT entity_type_stock_fk FOREIGN KEY (measure_stock) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.entity_type
    ADD CONSTRAINT entity_type_unit_fk FOREIGN KEY (default_unit) REFERENCES reference.unit_of_measure(unit_code);

ALTER TABLE ONLY reference.measure_synonym
    ADD CONSTRAINT measure_synonym_measure_fk FOREIGN KEY (measure_code) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.measure
    ADD CONSTRAINT measure_unit_fk FOREIGN KEY (unit_code) REFERENCES reference.unit_of_measure(unit_code);

ALTER TABLE ONLY reference.narrative_class
    ADD CONSTRAINT narrative_class_new_fk FOREIGN KEY (measure_new) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.narrative_class
    ADD CONSTRAINT narrative_class_pending_fk FOREIGN KEY (measure_pending) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.narrative_class
    ADD CONSTRAINT narrative_class_stock_fk FOREIGN KEY (measure_stock) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.narrative_class
    ADD CONSTRAINT narrative_class_target_fk FOREIGN KEY (measure_target) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.narrative_measure
    ADD CONSTRAINT narrative_measure_measure_fk FOREIGN KEY (measure_code) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.narrative_measure
    ADD CONSTRAINT narrative_measure_programme_fk FOREIGN KEY (programme_code) REFERENCES reference.programme(programme_code);

ALTER TABLE ONLY reference.narrative_sentence
    ADD CONSTRAINT narrative_sentence_measure_fk FOREIGN KEY (measure_code) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.narrative_unit
    ADD CONSTRAINT narrative_unit_unit_fk FOREIGN KEY (unit_code) REFERENCES reference.unit_of_measure(unit_code);

ALTER TABLE ONLY reference.programme_synonym
    ADD CONSTRAINT programme_synonym_programme_fk FOREIGN KEY (programme_code) REFERENCES reference.programme(programme_code);

ALTER TABLE ONLY reference.region_change
    ADD CONSTRAINT region_change_from_fk FOREIGN KEY (from_key) REFERENCES reference.region(region_key);

ALTER TABLE ONLY reference.region_change
    ADD CONSTRAINT region_change_to_fk FOREIGN KEY (to_key) REFERENCES reference.region(region_key);

ALTER TABLE ONLY reference.unit_synonym
    ADD CONSTRAINT unit_synonym_unit_fk FOREIGN KEY (unit_code) REFERENCES reference.unit_of_measure(unit_code);

ALTER TABLE audit.approval ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.arrival ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.comment ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.current_submission ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.document ENABLE ROW LEVEL SECURITY;

CREATE POLICY every_row ON audit.approval USING (true);

CREATE POLICY every_row ON audit.arrival USING (true);

CREATE POLICY every_row ON audit.comment USING (true);

CREATE POLICY every_row ON audit.current_submission USING (true);

CREATE POLICY every_row ON audit.document USING (true);

CREATE POLICY every_row ON audit.explanation USING (true);

CREATE POLICY every_row ON audit.explanation_decision USING (true);

CREATE POLICY every_row ON audit.extension USING (true);

CREATE POLICY every_row ON audit.finding USING (true);

CREATE POLICY every_row ON audit.publication_input USING (true);

CREATE POLICY every_row ON audit.reminder USING (true);

CREATE POLICY every_row ON audit.reread USING (true);

CREATE POLICY every_row ON audit.steward USING (true);

CREATE POLICY every_row ON audit.submission USING (true);

ALTER TABLE audit.explanation ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.explanation_decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.extension ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.finding ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_units ON audit.approval AS RESTRICTIVE TO talent_region_steward USING ((submission_id IN ( SELECT seen.submission_id
   FROM audit.submission seen)));

CREATE POLICY own_units ON audit.arrival AS RESTRICTIVE TO talent_region_steward USING ((unit_code IN ( SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)))));

CREATE POLICY own_units ON audit.comment AS RESTRICTIVE TO talent_region_steward USING ((unit_code IN ( SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)))));

CREATE POLICY own_units ON audit.current_submission AS RESTRICTIVE TO talent_region_steward USING ((unit_code IN ( SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)))));

CREATE POLICY own_units ON audit.document AS RESTRICTIVE TO talent_region_steward USING ((sha256 IN ( SELECT arrived.sha256
   FROM audit.arrival arrived)));

CREATE POLICY own_units ON audit.explanation AS RESTRICTIVE TO talent_region_steward USING (((unit_code IN ( SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)))) AND (submission_id IN ( SELECT seen.submission_id
   FROM audit.submission seen))));

CREATE POLICY own_units ON audit.explanation_decision AS RESTRICTIVE TO talent_region_steward USING ((explanation_id IN ( SELECT seen.explanation_id
   FROM audit.explanation seen)));

CREATE POLICY own_units ON audit.extension AS RESTRICTIVE TO talent_region_steward USING ((unit_code IN ( SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)))));

CREATE POLICY own_units ON audit.finding AS RESTRICTIVE TO talent_region_steward USING ((submission_id IN ( SELECT seen.submission_id
   FROM audit.submission seen)));

CREATE POLICY own_units ON audit.publication_input AS RESTRICTIVE TO talent_region_steward USING ((submission_id IN ( SELECT seen.submission_id
   FROM audit.submission seen)));

CREATE POLICY own_units ON audit.reminder AS RESTRICTIVE TO talent_region_steward USING ((unit_code IN ( SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)))));

CREATE POLICY own_units ON audit.reread AS RESTRICTIVE TO talent_region_steward USING ((submission_id IN ( SELECT seen.submission_id
   FROM audit.submission seen)));

CREATE POLICY own_units ON audit.steward AS RESTRICTIVE TO talent_region_steward USING (((login = SESSION_USER) AND (login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)));

CREATE POLICY own_units ON audit.submission AS RESTRICTIVE TO talent_region_steward USING ((unit_code IN ( SELECT unit.unit_code
   FROM (audit.steward mine
     JOIN reference.reporting_unit unit ON (((mine.region_code = unit.region_code) OR (mine.region_code = ( SELECT region.parent_code
           FROM reference.region region
          WHERE (unit.region_code = region.region_code)
          ORDER BY region.valid_from DESC
         LIMIT 1)))))
  WHERE ((mine.login = SESSION_USER) AND (mine.login_oid = (to_regrole(quote_ident((SESSION_USER)::text)))::oid)))));

ALTER TABLE audit.publication_input ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.reminder ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.reread ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.steward ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.submission ENABLE ROW LEVEL SECURITY;

GRANT ALL ON SCHEMA as_of TO talent_publisher;
GRANT USAGE ON SCHEMA as_of TO talent_steward;
GRANT USAGE ON SCHEMA as_of TO talent_analyst;

GRANT USAGE ON SCHEMA audit TO talent_loader;
GRANT USAGE ON SCHEMA audit TO talent_builder;
GRANT USAGE ON SCHEMA audit TO talent_publisher;
GRANT USAGE ON SCHEMA audit TO talent_steward;
GRANT USAGE ON SCHEMA audit TO talent_region_steward;

GRANT ALL ON SCHEMA history TO talent_publisher;
GRANT USAGE ON SCHEMA history TO talent_steward;
GRANT USAGE ON SCHEMA history TO talent_analyst;

GRANT ALL ON SCHEMA mart TO talent_publisher;
GRANT USAGE ON SCHEMA mart TO talent_steward;
GRANT USAGE ON SCHEMA mart TO talent_analyst;

GRANT ALL ON SCHEMA open TO talent_publisher;
GRANT USAGE ON SCHEMA open TO talent_open;

GRANT USAGE ON SCHEMA raw TO talent_loader;
GRANT USAGE ON SCHEMA raw TO talent_builder;
GRANT USAGE ON SCHEMA raw TO talent_steward;
GRANT USAGE ON SCHEMA raw TO talent_region_steward;

GRANT USAGE ON SCHEMA reference TO talent_loader;
GRANT USAGE ON SCHEMA reference TO talent_builder;
GRANT USAGE ON SCHEMA reference TO talent_publisher;
GRANT USAGE ON SCHEMA reference TO talent_steward;
GRANT USAGE ON SCHEMA reference TO talent_analyst;

GRANT ALL ON SCHEMA warehouse TO talent_builder;
GRANT USAGE ON SCHEMA warehouse TO talent_loader;
GRANT USAGE ON SCHEMA warehouse TO talent_publisher;
GRANT USAGE ON SCHEMA warehouse TO talent_steward;

REVOKE ALL ON FUNCTION audit.cell_columns(asked_mart text, asked_key jsonb, asked_column text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.cell_measures(asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.cell_places(places audit.cell_row[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.cell_rows(measures audit.cell_measure[], asked_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.cell_slots(measures audit.cell_measure[], walk mart.contribution[], filings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.cell_texts(form text, submissions text[], sheets text[], row_nos integer[], fields text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.explained_cell(asked_mart text, asked_key jsonb, asked_column text, asked_row jsonb, max_rows integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.explained_coverage(asked_mart text, asked_key jsonb, asked_column text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.explained_slot(asked_key jsonb, as_of timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.shown_step(step mart.explained, sees_persons boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION mart.contributions(place text, roots mart.contribution[]) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.contributions(place text, roots mart.contribution[]) TO talent_researcher;
GRANT ALL ON FUNCTION mart.contributions(place text, roots mart.contribution[]) TO talent_steward;
GRANT ALL ON FUNCTION mart.contributions(place text, roots mart.contribution[]) TO talent_loader;

REVOKE ALL ON FUNCTION mart.explain(mart text, key jsonb, "column" text, publication integer, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.explain(mart text, key jsonb, "column" text, publication integer, max_rows integer) TO talent_analyst;
GRANT ALL ON FUNCTION mart.explain(mart text, key jsonb, "column" text, publication integer, max_rows integer) TO talent_steward;

REVOKE ALL ON FUNCTION mart.known_boundary(boundary_year integer) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.known_boundary(boundary_year integer) TO talent_analyst;
GRANT ALL ON FUNCTION mart.known_boundary(boundary_year integer) TO talent_steward;

REVOKE ALL ON FUNCTION mart.observation_on(boundary_year integer, publication integer) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.observation_on(boundary_year integer, publication integer) TO talent_analyst;
GRANT ALL ON FUNCTION mart.observation_on(boundary_year integer, publication integer) TO talent_steward;

REVOKE ALL ON FUNCTION mart.on_boundaries(relation text, columns text, keys text[], quantities text[], adds text[], types text[], lead text, flags text[], beside text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.on_boundaries(relation text, columns text, keys text[], quantities text[], adds text[], types text[], lead text, flags text[], beside text[]) TO talent_analyst;
GRANT ALL ON FUNCTION mart.on_boundaries(relation text, columns text, keys text[], quantities text[], adds text[], types text[], lead text, flags text[], beside text[]) TO talent_steward;

REVOKE ALL ON FUNCTION mart.programme_root(code text) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_loader;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_builder;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_publisher;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_steward;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_analyst;

REVOKE ALL ON FUNCTION mart.region_programme_year_on(boundary_year integer, publication integer) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.region_programme_year_on(boundary_year integer, publication integer) TO talent_analyst;
GRANT ALL ON FUNCTION mart.region_programme_year_on(boundary_year integer, publication integer) TO talent_steward;

REVOKE ALL ON FUNCTION mart.shown_publication(publication integer) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.shown_publication(publication integer) TO talent_analyst;
GRANT ALL ON FUNCTION mart.shown_publication(publication integer) TO talent_steward;

REVOKE ALL ON FUNCTION mart.title_structure_on(boundary_year integer, publication integer) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.title_structure_on(boundary_year integer, publication integer) TO talent_analyst;
GRANT ALL ON FUNCTION mart.title_structure_on(boundary_year integer, publication integer) TO talent_steward;

REVOKE ALL ON FUNCTION mart.unit_people(wanted_year integer, publication integer) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.unit_people(wanted_year integer, publication integer) TO talent_analyst;
GRANT ALL ON FUNCTION mart.unit_people(wanted_year integer, publication integer) TO talent_steward;

GRANT SELECT ON TABLE audit.approval TO talent_loader;
GRANT SELECT ON TABLE audit.approval TO talent_builder;
GRANT SELECT ON TABLE audit.approval TO talent_publisher;
GRANT SELECT ON TABLE audit.approval TO talent_steward;
GRANT SELECT ON TABLE audit.approval TO talent_region_steward;

GRANT INSERT(submission_id) ON TABLE audit.approval TO talent_steward;
GRANT INSERT(submission_id) ON TABLE audit.approval TO talent_region_steward;

GRANT INSERT(level) ON TABLE audit.approval TO talent_steward;
GRANT INSERT(level) ON TABLE audit.approval TO talent_region_steward;

GRANT INSERT(decision) ON TABLE audit.approval TO talent_steward;
GRANT INSERT(decision) ON TABLE audit.approval TO talent_region_steward;

GRANT INSERT(reason) ON TABLE audit.approval TO talent_steward;
GRANT INSERT(reason) ON TABLE audit.approval TO talent_region_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.arrival TO talent_loader;
GRANT SELECT ON TABLE audit.arrival TO talent_builder;
GRANT SELECT ON TABLE audit.arrival TO talent_publisher;
GRANT SELECT ON TABLE audit.arrival TO talent_steward;
GRANT SELECT ON TABLE audit.arrival TO talent_region_steward;

GRANT SELECT,UPDATE ON TABLE audit.build TO talent_loader;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.build TO talent_builder;
GRANT SELECT,UPDATE ON TABLE audit.build TO talent_publisher;
GRANT SELECT ON TABLE audit.build TO talent_steward;

GRANT SELECT ON TABLE audit.built_layer TO talent_loader;
GRANT SELECT,INSERT ON TABLE audit.built_layer TO talent_builder;
GRANT SELECT ON TABLE audit.built_layer TO talent_publisher;
GRANT SELECT ON TABLE audit.built_layer TO talent_steward;

GRANT SELECT ON TABLE audit.changed_model TO talent_loader;
GRANT SELECT,INSERT ON TABLE audit.changed_model TO talent_builder;
GRANT SELECT,DELETE ON TABLE audit.changed_model TO talent_publisher;
GRANT SELECT ON TABLE audit.changed_model TO talent_steward;

GRANT SELECT ON TABLE audit.changed_person TO talent_loader;
GRANT SELECT,INSERT,TRUNCATE ON TABLE audit.changed_person TO talent_builder;
GRANT SELECT ON TABLE audit.changed_person TO talent_publisher;
GRANT SELECT ON TABLE audit.changed_person TO talent_steward;

GRANT SELECT ON TABLE audit.changed_submission TO talent_loader;
GRANT SELECT,INSERT ON TABLE audit.changed_submission TO talent_builder;
GRANT SELECT,DELETE ON TABLE audit.changed_submission TO talent_publisher;
GRANT SELECT ON TABLE audit.changed_submission TO talent_steward;

GRANT SELECT ON TABLE audit.comment TO talent_loader;
GRANT SELECT ON TABLE audit.comment TO talent_builder;
GRANT SELECT ON TABLE audit.comment TO talent_publisher;
GRANT SELECT ON TABLE audit.comment TO talent_steward;
GRANT SELECT ON TABLE audit.comment TO talent_region_steward;

GRANT INSERT(unit_code) ON TABLE audit.comment TO talent_steward;
GRANT INSERT(unit_code) ON TABLE audit.comment TO talent_region_steward;

GRANT INSERT(form) ON TABLE audit.comment TO talent_steward;
GRANT INSERT(form) ON TABLE audit.comment TO talent_region_steward;

GRANT INSERT(period) ON TABLE audit.comment TO talent_steward;
GRANT INSERT(period) ON TABLE audit.comment TO talent_region_steward;

GRANT INSERT(submission_id) ON TABLE audit.comment TO talent_steward;
GRANT INSERT(submission_id) ON TABLE audit.comment TO talent_region_steward;

GRANT INSERT(comment) ON TABLE audit.comment TO talent_steward;
GRANT INSERT(comment) ON TABLE audit.comment TO talent_region_steward;

GRANT SELECT ON TABLE audit.current_submission TO talent_loader;
GRANT SELECT,INSERT,DELETE ON TABLE audit.current_submission TO talent_builder;
GRANT SELECT ON TABLE audit.current_submission TO talent_publisher;
GRANT SELECT ON TABLE audit.current_submission TO talent_steward;
GRANT SELECT ON TABLE audit.current_submission TO talent_region_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.document TO talent_loader;
GRANT SELECT ON TABLE audit.document TO talent_builder;
GRANT SELECT ON TABLE audit.document TO talent_publisher;
GRANT SELECT ON TABLE audit.document TO talent_steward;
GRANT SELECT ON TABLE audit.document TO talent_region_steward;

GRANT SELECT ON TABLE audit.ended_session TO talent_loader;
GRANT SELECT ON TABLE audit.ended_session TO talent_builder;
GRANT SELECT ON TABLE audit.ended_session TO talent_publisher;
GRANT SELECT ON TABLE audit.ended_session TO talent_steward;

GRANT SELECT ON TABLE audit.explanation TO talent_loader;
GRANT SELECT ON TABLE audit.explanation TO talent_builder;
GRANT SELECT ON TABLE audit.explanation TO talent_publisher;
GRANT SELECT ON TABLE audit.explanation TO talent_steward;
GRANT SELECT ON TABLE audit.explanation TO talent_region_steward;

GRANT INSERT(rule_id) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(rule_id) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(rule_id) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(rule_version) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(rule_version) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(rule_version) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(unit_code) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(unit_code) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(unit_code) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(form) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(form) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(form) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(period) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(period) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(period) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(part) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(part) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(part) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT("column") ON TABLE audit.explanation TO talent_steward;
GRANT INSERT("column") ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT("column") ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(key) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(key) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(key) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(fingerprint) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(fingerprint) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(fingerprint) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(explanation) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(explanation) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(explanation) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(origin) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(origin) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(origin) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(submission_id) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(submission_id) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(submission_id) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(needs_second) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(needs_second) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(needs_second) ON TABLE audit.explanation TO talent_loader;

GRANT INSERT(expires_on) ON TABLE audit.explanation TO talent_steward;
GRANT INSERT(expires_on) ON TABLE audit.explanation TO talent_region_steward;
GRANT INSERT(expires_on) ON TABLE audit.explanation TO talent_loader;

GRANT SELECT ON TABLE audit.explanation_decision TO talent_loader;
GRANT SELECT ON TABLE audit.explanation_decision TO talent_builder;
GRANT SELECT ON TABLE audit.explanation_decision TO talent_publisher;
GRANT SELECT ON TABLE audit.explanation_decision TO talent_steward;
GRANT SELECT ON TABLE audit.explanation_decision TO talent_region_steward;

GRANT INSERT(explanation_id) ON TABLE audit.explanation_decision TO talent_steward;
GRANT INSERT(explanation_id) ON TABLE audit.explanation_decision TO talent_region_steward;

GRANT INSERT(decision) ON TABLE audit.explanation_decision TO talent_steward;
GRANT INSERT(decision) ON TABLE audit.explanation_decision TO talent_region_steward;

GRANT INSERT(reason) ON TABLE audit.explanation_decision TO talent_steward;
GRANT INSERT(reason) ON TABLE audit.explanation_decision TO talent_region_steward;

GRANT INSERT(accepted_id) ON TABLE audit.explanation_decision TO talent_steward;
GRANT INSERT(accepted_id) ON TABLE audit.explanation_decision TO talent_region_steward;

GRANT INSERT(accepted_by) ON TABLE audit.explanation_decision TO talent_steward;
GRANT INSERT(accepted_by) ON TABLE audit.explanation_decision TO talent_region_steward;

GRANT SELECT ON TABLE audit.explanation_now TO talent_loader;
GRANT SELECT ON TABLE audit.explanation_now TO talent_builder;
GRANT SELECT ON TABLE audit.explanation_now TO talent_publisher;
GRANT SELECT ON TABLE audit.explanation_now TO talent_steward;
GRANT SELECT ON TABLE audit.explanation_now TO talent_region_steward;

GRANT SELECT ON TABLE audit.extension TO talent_loader;
GRANT SELECT ON TABLE audit.extension TO talent_builder;
GRANT SELECT ON TABLE audit.extension TO talent_publisher;
GRANT SELECT ON TABLE audit.extension TO talent_steward;
GRANT SELECT ON TABLE audit.extension TO talent_region_steward;

GRANT INSERT(unit_code) ON TABLE audit.extension TO talent_steward;
GRANT INSERT(unit_code) ON TABLE audit.extension TO talent_region_steward;

GRANT INSERT(form) ON TABLE audit.extension TO talent_steward;
GRANT INSERT(form) ON TABLE audit.extension TO talent_region_steward;

GRANT INSERT(period) ON TABLE audit.extension TO talent_steward;
GRANT INSERT(period) ON TABLE audit.extension TO talent_region_steward;

GRANT INSERT(due_date) ON TABLE audit.extension TO talent_steward;
GRANT INSERT(due_date) ON TABLE audit.extension TO talent_region_steward;

GRANT INSERT(reason) ON TABLE audit.extension TO talent_steward;
GRANT INSERT(reason) ON TABLE audit.extension TO talent_region_steward;

GRANT SELECT ON TABLE audit.extension_now TO talent_loader;
GRANT SELECT ON TABLE audit.extension_now TO talent_builder;
GRANT SELECT ON TABLE audit.extension_now TO talent_publisher;
GRANT SELECT ON TABLE audit.extension_now TO talent_steward;

GRANT SELECT,INSERT,DELETE ON TABLE audit.file_left TO talent_loader;
GRANT SELECT ON TABLE audit.file_left TO talent_builder;
GRANT SELECT ON TABLE audit.file_left TO talent_publisher;
GRANT SELECT ON TABLE audit.file_left TO talent_steward;

GRANT SELECT,INSERT,DELETE ON TABLE audit.finding TO talent_loader;
GRANT SELECT ON TABLE audit.finding TO talent_builder;
GRANT SELECT ON TABLE audit.finding TO talent_publisher;
GRANT SELECT ON TABLE audit.finding TO talent_steward;
GRANT SELECT ON TABLE audit.finding TO talent_region_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.submission TO talent_loader;
GRANT SELECT ON TABLE audit.submission TO talent_builder;
GRANT SELECT ON TABLE audit.submission TO talent_publisher;
GRANT SELECT ON TABLE audit.submission TO talent_steward;
GRANT SELECT ON TABLE audit.submission TO talent_region_steward;

GRANT SELECT ON TABLE audit.finding_subject TO talent_loader;
GRANT SELECT ON TABLE audit.finding_subject TO talent_builder;
GRANT SELECT ON TABLE audit.finding_subject TO talent_publisher;
GRANT SELECT ON TABLE audit.finding_subject TO talent_steward;
GRANT SELECT ON TABLE audit.finding_subject TO talent_region_steward;

GRANT SELECT ON TABLE audit.finding_course TO talent_loader;
GRANT SELECT ON TABLE audit.finding_course TO talent_builder;
GRANT SELECT ON TABLE audit.finding_course TO talent_publisher;
GRANT SELECT ON TABLE audit.finding_course TO talent_steward;
GRANT SELECT ON TABLE audit.finding_course TO talent_region_steward;

GRANT SELECT ON TABLE audit.hold_decision TO talent_loader;
GRANT SELECT ON TABLE audit.hold_decision TO talent_builder;
GRANT SELECT ON TABLE audit.hold_decision TO talent_publisher;
GRANT SELECT ON TABLE audit.hold_decision TO talent_steward;

GRANT INSERT(build_no) ON TABLE audit.hold_decision TO talent_steward;

GRANT INSERT(rule_id) ON TABLE audit.hold_decision TO talent_steward;

GRANT INSERT(findings_hash) ON TABLE audit.hold_decision TO talent_steward;

GRANT INSERT(decision) ON TABLE audit.hold_decision TO talent_steward;

GRANT INSERT(reason) ON TABLE audit.hold_decision TO talent_steward;

GRANT SELECT ON TABLE audit.hold_now TO talent_loader;
GRANT SELECT ON TABLE audit.hold_now TO talent_builder;
GRANT SELECT ON TABLE audit.hold_now TO talent_publisher;
GRANT SELECT ON TABLE audit.hold_now TO talent_steward;

GRANT SELECT ON TABLE audit.in_force TO talent_loader;
GRANT SELECT ON TABLE audit.in_force TO talent_builder;
GRANT SELECT ON TABLE audit.in_force TO talent_publisher;
GRANT SELECT ON TABLE audit.in_force TO talent_steward;
GRANT SELECT ON TABLE audit.in_force TO talent_region_steward;

GRANT SELECT,INSERT,DELETE ON TABLE audit.lock TO talent_loader;
GRANT SELECT,INSERT,DELETE ON TABLE audit.lock TO talent_builder;
GRANT SELECT,INSERT,DELETE ON TABLE audit.lock TO talent_publisher;
GRANT SELECT ON TABLE audit.lock TO talent_steward;

GRANT SELECT ON TABLE audit.made_by TO talent_loader;
GRANT SELECT,INSERT,DELETE ON TABLE audit.made_by TO talent_builder;
GRANT SELECT ON TABLE audit.made_by TO talent_publisher;
GRANT SELECT ON TABLE audit.made_by TO talent_steward;

GRANT SELECT ON TABLE audit.narrative_binding TO talent_loader;
GRANT SELECT ON TABLE audit.narrative_binding TO talent_builder;
GRANT SELECT ON TABLE audit.narrative_binding TO talent_publisher;
GRANT SELECT,INSERT ON TABLE audit.narrative_binding TO talent_steward;

GRANT SELECT,INSERT,DELETE ON TABLE audit.open_amount TO talent_publisher;

GRANT SELECT,INSERT,DELETE ON TABLE audit.open_cell TO talent_publisher;

GRANT SELECT,INSERT ON TABLE audit.open_number TO talent_publisher;

GRANT SELECT,INSERT ON TABLE audit.open_payee TO talent_publisher;

GRANT SELECT ON TABLE audit.publication TO talent_loader;
GRANT SELECT ON TABLE audit.publication TO talent_builder;
GRANT SELECT,INSERT ON TABLE audit.publication TO talent_publisher;
GRANT SELECT ON TABLE audit.publication TO talent_steward;
GRANT SELECT ON TABLE audit.publication TO talent_region_steward;

GRANT SELECT ON TABLE audit.publication_input TO talent_loader;
GRANT SELECT ON TABLE audit.publication_input TO talent_builder;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.publication_input TO talent_publisher;
GRANT SELECT ON TABLE audit.publication_input TO talent_steward;
GRANT SELECT ON TABLE audit.publication_input TO talent_region_steward;

GRANT SELECT ON TABLE audit.quarantined_row TO talent_loader;
GRANT SELECT ON TABLE audit.quarantined_row TO talent_builder;
GRANT SELECT ON TABLE audit.quarantined_row TO talent_publisher;
GRANT SELECT ON TABLE audit.quarantined_row TO talent_steward;
GRANT SELECT ON TABLE audit.quarantined_row TO talent_region_steward;

GRANT SELECT ON TABLE audit.reminder TO talent_loader;
GRANT SELECT ON TABLE audit.reminder TO talent_builder;
GRANT SELECT ON TABLE audit.reminder TO talent_publisher;
GRANT SELECT ON TABLE audit.reminder TO talent_steward;
GRANT SELECT ON TABLE audit.reminder TO talent_region_steward;

GRANT INSERT(unit_code) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(unit_code) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(unit_code) ON TABLE audit.reminder TO talent_loader;

GRANT INSERT(form) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(form) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(form) ON TABLE audit.reminder TO talent_loader;

GRANT INSERT(period) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(period) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(period) ON TABLE audit.reminder TO talent_loader;

GRANT INSERT(part) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(part) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(part) ON TABLE audit.reminder TO talent_loader;

GRANT INSERT(due_date) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(due_date) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(due_date) ON TABLE audit.reminder TO talent_loader;

GRANT INSERT(step) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(step) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(step) ON TABLE audit.reminder TO talent_loader;

GRANT INSERT(channel) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(channel) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(channel) ON TABLE audit.reminder TO talent_loader;

GRANT INSERT(outcome) ON TABLE audit.reminder TO talent_steward;
GRANT INSERT(outcome) ON TABLE audit.reminder TO talent_region_steward;
GRANT INSERT(outcome) ON TABLE audit.reminder TO talent_loader;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.reread TO talent_loader;
GRANT SELECT ON TABLE audit.reread TO talent_builder;
GRANT SELECT ON TABLE audit.reread TO talent_publisher;
GRANT SELECT ON TABLE audit.reread TO talent_steward;
GRANT SELECT ON TABLE audit.reread TO talent_region_steward;

GRANT SELECT ON TABLE audit.rotation TO talent_loader;
GRANT SELECT ON TABLE audit.rotation TO talent_builder;
GRANT SELECT ON TABLE audit.rotation TO talent_publisher;
GRANT SELECT ON TABLE audit.rotation TO talent_steward;

GRANT SELECT,INSERT ON TABLE audit.rule_set TO talent_loader;
GRANT SELECT ON TABLE audit.rule_set TO talent_builder;
GRANT SELECT ON TABLE audit.rule_set TO talent_publisher;
GRANT SELECT ON TABLE audit.rule_set TO talent_steward;
GRANT SELECT ON TABLE audit.rule_set TO talent_region_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.run TO talent_loader;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.run TO talent_builder;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.run TO talent_publisher;
GRANT SELECT ON TABLE audit.run TO talent_steward;

GRANT SELECT ON TABLE audit.steward TO talent_loader;
GRANT SELECT ON TABLE audit.steward TO talent_builder;
GRANT SELECT ON TABLE audit.steward TO talent_publisher;
GRANT SELECT ON TABLE audit.steward TO talent_steward;
GRANT SELECT ON TABLE audit.steward TO talent_region_steward;

GRANT SELECT ON TABLE reference.region TO talent_loader;
GRANT SELECT ON TABLE reference.region TO talent_builder;
GRANT SELECT ON TABLE reference.region TO talent_publisher;
GRANT SELECT ON TABLE reference.region TO talent_steward;
GRANT SELECT ON TABLE reference.region TO talent_analyst;

GRANT SELECT ON TABLE reference.reporting_unit TO talent_loader;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_builder;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_publisher;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_steward;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_analyst;

GRANT SELECT ON TABLE audit.seen_unit TO talent_loader;
GRANT SELECT ON TABLE audit.seen_unit TO talent_builder;
GRANT SELECT ON TABLE audit.seen_unit TO talent_publisher;
GRANT SELECT ON TABLE audit.seen_unit TO talent_steward;
GRANT SELECT ON TABLE audit.seen_unit TO talent_region_steward;

GRANT SELECT ON TABLE audit.sentence_read TO talent_loader;
GRANT SELECT ON TABLE audit.sentence_read TO talent_builder;
GRANT SELECT ON TABLE audit.sentence_read TO talent_publisher;
GRANT SELECT,INSERT ON TABLE audit.sentence_read TO talent_steward;

GRANT SELECT ON TABLE reference.obligation TO talent_loader;
GRANT SELECT ON TABLE reference.obligation TO talent_builder;
GRANT SELECT ON TABLE reference.obligation TO talent_publisher;
GRANT SELECT ON TABLE reference.obligation TO talent_steward;
GRANT SELECT ON TABLE reference.obligation TO talent_analyst;

GRANT SELECT ON TABLE reference.reporting_year TO talent_loader;
GRANT SELECT ON TABLE reference.reporting_year TO talent_builder;
GRANT SELECT ON TABLE reference.reporting_year TO talent_publisher;
GRANT SELECT ON TABLE reference.reporting_year TO talent_steward;
GRANT SELECT ON TABLE reference.reporting_year TO talent_analyst;

GRANT SELECT ON TABLE reference.owed_slot TO talent_loader;
GRANT SELECT ON TABLE reference.owed_slot TO talent_builder;
GRANT SELECT ON TABLE reference.owed_slot TO talent_publisher;
GRANT SELECT ON TABLE reference.owed_slot TO talent_steward;
GRANT SELECT ON TABLE reference.owed_slot TO talent_analyst;

GRANT SELECT ON TABLE audit.slot_now TO talent_loader;
GRANT SELECT ON TABLE audit.slot_now TO talent_builder;
GRANT SELECT ON TABLE audit.slot_now TO talent_publisher;
GRANT SELECT ON TABLE audit.slot_now TO talent_steward;

GRANT SELECT ON TABLE audit.sql_function TO talent_loader;
GRANT SELECT ON TABLE audit.sql_function TO talent_builder;
GRANT SELECT ON TABLE audit.sql_function TO talent_publisher;
GRANT SELECT ON TABLE audit.sql_function TO talent_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.turn TO talent_loader;
GRANT SELECT ON TABLE audit.turn TO talent_builder;
GRANT SELECT ON TABLE audit.turn TO talent_publisher;
GRANT SELECT ON TABLE audit.turn TO talent_steward;

GRANT SELECT ON TABLE mart.freshness TO talent_analyst;
GRANT SELECT ON TABLE mart.freshness TO talent_steward;

GRANT SELECT ON TABLE mart.publication TO talent_analyst;
GRANT SELECT ON TABLE mart.publication TO talent_steward;

GRANT SELECT,INSERT,DELETE ON TABLE raw.narrative_piece TO talent_loader;
GRANT SELECT ON TABLE raw.narrative_piece TO talent_builder;
GRANT SELECT ON TABLE raw.narrative_piece TO talent_steward;

GRANT SELECT ON TABLE reference.code TO talent_loader;
GRANT SELECT ON TABLE reference.code TO talent_builder;
GRANT SELECT ON TABLE reference.code TO talent_publisher;
GRANT SELECT ON TABLE reference.code TO talent_steward;
GRANT SELECT ON TABLE reference.code TO talent_analyst;

GRANT SELECT ON TABLE reference.code_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.code_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.code_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.code_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.code_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.duty TO talent_loader;
GRANT SELECT ON TABLE reference.duty TO talent_builder;
GRANT SELECT ON TABLE reference.duty TO talent_publisher;
GRANT SELECT ON TABLE reference.duty TO talent_steward;
GRANT SELECT ON TABLE reference.duty TO talent_analyst;

GRANT SELECT ON TABLE reference.entity_type TO talent_loader;
GRANT SELECT ON TABLE reference.entity_type TO talent_builder;
GRANT SELECT ON TABLE reference.entity_type TO talent_publisher;
GRANT SELECT ON TABLE reference.entity_type TO talent_steward;
GRANT SELECT ON TABLE reference.entity_type TO talent_analyst;

GRANT SELECT ON TABLE reference.entity_stage TO talent_loader;
GRANT SELECT ON TABLE reference.entity_stage TO talent_builder;
GRANT SELECT ON TABLE reference.entity_stage TO talent_publisher;
GRANT SELECT ON TABLE reference.entity_stage TO talent_steward;
GRANT SELECT ON TABLE reference.entity_stage TO talent_analyst;

GRANT SELECT ON TABLE reference.form TO talent_loader;
GRANT SELECT ON TABLE reference.form TO talent_builder;
GRANT SELECT ON TABLE reference.form TO talent_publisher;
GRANT SELECT ON TABLE reference.form TO talent_steward;
GRANT SELECT ON TABLE reference.form TO talent_analyst;

GRANT SELECT ON TABLE reference.region_change TO talent_loader;
GRANT SELECT ON TABLE reference.region_change TO talent_builder;
GRANT SELECT ON TABLE reference.region_change TO talent_publisher;
GRANT SELECT ON TABLE reference.region_change TO talent_steward;
GRANT SELECT ON TABLE reference.region_change TO talent_analyst;

GRANT SELECT ON TABLE reference.region_other_name TO talent_loader;
GRANT SELECT ON TABLE reference.region_other_name TO talent_builder;
GRANT SELECT ON TABLE reference.region_other_name TO talent_publisher;
GRANT SELECT ON TABLE reference.region_other_name TO talent_steward;
GRANT SELECT ON TABLE reference.region_other_name TO talent_analyst;

GRANT SELECT ON TABLE reference.standing_region TO talent_loader;
GRANT SELECT ON TABLE reference.standing_region TO talent_builder;
GRANT SELECT ON TABLE reference.standing_region TO talent_publisher;
GRANT SELECT ON TABLE reference.standing_region TO talent_steward;
GRANT SELECT ON TABLE reference.standing_region TO talent_analyst;

GRANT SELECT ON TABLE reference.former_region TO talent_loader;
GRANT SELECT ON TABLE reference.former_region TO talent_builder;
GRANT SELECT ON TABLE reference.former_region TO talent_publisher;
GRANT SELECT ON TABLE reference.former_region TO talent_steward;
GRANT SELECT ON TABLE reference.former_region TO talent_analyst;

GRANT SELECT ON TABLE reference.identity TO talent_loader;
GRANT SELECT ON TABLE reference.identity TO talent_builder;
GRANT SELECT ON TABLE reference.identity TO talent_publisher;
GRANT SELECT ON TABLE reference.identity TO talent_steward;
GRANT SELECT ON TABLE reference.identity TO talent_analyst;

GRANT SELECT ON TABLE reference.identity_term TO talent_loader;
GRANT SELECT ON TABLE reference.identity_term TO talent_builder;
GRANT SELECT ON TABLE reference.identity_term TO talent_publisher;
GRANT SELECT ON TABLE reference.identity_term TO talent_steward;
GRANT SELECT ON TABLE reference.identity_term TO talent_analyst;

GRANT SELECT ON TABLE reference.region_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.region_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.region_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.region_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.region_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.later_region TO talent_loader;
GRANT SELECT ON TABLE reference.later_region TO talent_builder;
GRANT SELECT ON TABLE reference.later_region TO talent_publisher;
GRANT SELECT ON TABLE reference.later_region TO talent_steward;
GRANT SELECT ON TABLE reference.later_region TO talent_analyst;

GRANT SELECT ON TABLE reference.measure TO talent_loader;
GRANT SELECT ON TABLE reference.measure TO talent_builder;
GRANT SELECT ON TABLE reference.measure TO talent_publisher;
GRANT SELECT ON TABLE reference.measure TO talent_steward;
GRANT SELECT ON TABLE reference.measure TO talent_analyst;

GRANT SELECT ON TABLE reference.measure_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.programme TO talent_loader;
GRANT SELECT ON TABLE reference.programme TO talent_builder;
GRANT SELECT ON TABLE reference.programme TO talent_publisher;
GRANT SELECT ON TABLE reference.programme TO talent_steward;
GRANT SELECT ON TABLE reference.programme TO talent_analyst;

GRANT SELECT ON TABLE reference.programme_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.unit_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.lookup TO talent_loader;
GRANT SELECT ON TABLE reference.lookup TO talent_builder;
GRANT SELECT ON TABLE reference.lookup TO talent_publisher;
GRANT SELECT ON TABLE reference.lookup TO talent_steward;
GRANT SELECT ON TABLE reference.lookup TO talent_analyst;

GRANT SELECT ON TABLE reference.measure_identity TO talent_loader;
GRANT SELECT ON TABLE reference.measure_identity TO talent_builder;
GRANT SELECT ON TABLE reference.measure_identity TO talent_publisher;
GRANT SELECT ON TABLE reference.measure_identity TO talent_steward;
GRANT SELECT ON TABLE reference.measure_identity TO talent_analyst;

GRANT SELECT ON TABLE reference.narrative_class TO talent_loader;
GRANT SELECT ON TABLE reference.narrative_class TO talent_builder;
GRANT SELECT ON TABLE reference.narrative_class TO talent_publisher;
GRANT SELECT ON TABLE reference.narrative_class TO talent_steward;
GRANT SELECT ON TABLE reference.narrative_class TO talent_analyst;

GRANT SELECT ON TABLE reference.narrative_cue TO talent_loader;
GRANT SELECT ON TABLE reference.narrative_cue TO talent_builder;
GRANT SELECT ON TABLE reference.narrative_cue TO talent_publisher;
GRANT SELECT ON TABLE reference.narrative_cue TO talent_steward;
GRANT SELECT ON TABLE reference.narrative_cue TO talent_analyst;

GRANT SELECT ON TABLE reference.narrative_measure TO talent_loader;
GRANT SELECT ON TABLE reference.narrative_measure TO talent_builder;
GRANT SELECT ON TABLE reference.narrative_measure TO talent_publisher;
GRANT SELECT ON TABLE reference.narrative_measure TO talent_steward;
GRANT SELECT ON TABLE reference.narrative_measure TO talent_analyst;

GRANT SELECT ON TABLE reference.narrative_sentence TO talent_loader;
GRANT SELECT ON TABLE reference.narrative_sentence TO talent_builder;
GRANT SELECT ON TABLE reference.narrative_sentence TO talent_publisher;
GRANT SELECT ON TABLE reference.narrative_sentence TO talent_steward;
GRANT SELECT ON TABLE reference.narrative_sentence TO talent_analyst;

GRANT SELECT ON TABLE reference.narrative_unit TO talent_loader;
GRANT SELECT ON TABLE reference.narrative_unit TO talent_builder;
GRANT SELECT ON TABLE reference.narrative_unit TO talent_publisher;
GRANT SELECT ON TABLE reference.narrative_unit TO talent_steward;
GRANT SELECT ON TABLE reference.narrative_unit TO talent_analyst;

GRANT SELECT ON TABLE reference.programme_lineage TO talent_loader;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_builder;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_publisher;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_steward;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_analyst;

GRANT SELECT ON TABLE reference.region_boundary TO talent_loader;
GRANT SELECT ON TABLE reference.region_boundary TO talent_builder;
GRANT SELECT ON TABLE reference.region_boundary TO talent_publisher;
GRANT SELECT ON TABLE reference.region_boundary TO talent_steward;
GRANT SELECT ON TABLE reference.region_boundary TO talent_analyst;

GRANT SELECT ON TABLE reference.region_meaning TO talent_loader;
GRANT SELECT ON TABLE reference.region_meaning TO talent_builder;
GRANT SELECT ON TABLE reference.region_meaning TO talent_publisher;
GRANT SELECT ON TABLE reference.region_meaning TO talent_steward;
GRANT SELECT ON TABLE reference.region_meaning TO talent_analyst;

GRANT SELECT ON TABLE reference.seed_fault TO talent_loader;
GRANT SELECT ON TABLE reference.seed_fault TO talent_builder;
GRANT SELECT ON TABLE reference.seed_fault TO talent_publisher;
GRANT SELECT ON TABLE reference.seed_fault TO talent_steward;
GRANT SELECT ON TABLE reference.seed_fault TO talent_analyst;

GRANT SELECT ON TABLE reference.unit_of_measure TO talent_loader;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_builder;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_publisher;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_steward;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_analyst;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_builder;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_publisher;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_steward;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA raw GRANT SELECT,INSERT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA raw GRANT SELECT ON TABLES TO talent_builder;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA raw GRANT SELECT ON TABLES TO talent_steward;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_builder;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_publisher;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_steward;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_analyst;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_builder IN SCHEMA warehouse GRANT SELECT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_builder IN SCHEMA warehouse GRANT SELECT ON TABLES TO talent_publisher;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_builder IN SCHEMA warehouse GRANT SELECT ON TABLES TO talent_steward;

