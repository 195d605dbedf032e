-- needs: mart.explained, reference.identity_term
-- What a row says of its completeness: every slot behind it, of the forms that its columns come
-- from, or that one of them does.
create function audit.explained_coverage(asked_mart text, asked_key jsonb, asked_column text)
returns setof mart.explained
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
return query
with shown as (
    -- the row of an observation names its measure, that of an identity has its terms
    select
        coalesce(asked_key ->> column_shown.measure_code, column_shown.measure_code) as measure_code,
        column_shown.form
    from as_of.contribution_column as column_shown
    where
        column_shown.mart = asked_mart
        and (asked_column is null or column_shown.column_name = asked_column)
    union all
    select term.measure_code, null
    from reference.identity_term as term
    where term.identity_code = asked_key ->> 'identity_code'
),

forms as (
    select distinct coalesce(measure.derivation_form, shown.form, 'measure_return') as form
    from shown
    left join as_of.dim_measure as whole on shown.measure_code = whole.measure_code
    left join as_of.dim_measure as measure
        on measure.measure_code in (whole.measure_code, whole.numerator, whole.denominator)
    where measure.agg_region <> 'ratio' or shown.form is not null
),

slots as (
    select
        slot.*,
        arrivals.file_name,
        row_number() over (
            order by slot.form, slot.region_code, slot.unit_code, slot.period, slot.part
        ) as n
    from as_of.mart_submission_completeness as slot
    inner join as_of.contribution_region as regions
        on
            slot.region_code = regions.within_code
            and regions.region_code = asked_key ->> 'region_code'
            and regions.rollup = asked_key ->> 'rollup'
    left join audit.submission as submissions on slot.submission_id = submissions.submission_id
    left join audit.arrival as arrivals on submissions.arrival_id = arrivals.arrival_id
    where
        slot.form in (select forms.form from forms)
        and left(slot.period, 4) = coalesce(asked_key ->> 'year', asked_key ->> 'fund_year')
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
