-- needs: mart.explained, reference.identity_term
-- What a row says of its completeness: every slot behind it, of the forms that a quantity comes
-- from. Where none is asked for it is the one that leads: the one that has no `is_complete` of its
-- own, for that of the row is its. A row without a cell of it has the coverage of another.
create function audit.explained_coverage(asked_mart text, asked_key jsonb, asked_column text)
returns setof mart.explained
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
return query
with columns as (
    select attribute.attname as name
    from pg_attribute as attribute
    where attribute.attrelid = format('mart.%I', asked_mart)::regclass
),

-- the row of an observation names its measure, that of an identity has its terms
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

-- where nobody owes a form those above that owe it
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
comment on function audit.explained_coverage is 'The slots behind a row of a mart 报送覆盖溯源';
revoke all on function audit.explained_coverage from public;
