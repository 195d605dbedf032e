-- needs: mart.explained, reference.identity_term
create function audit.explained_coverage(asked_mart text, asked_key jsonb)
returns setof mart.explained
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
return query
with forms as (
    select distinct coalesce(measure.derivation_form, shown.form, 'measure_return') as form
    from (
        select
            coalesce(asked_key ->> column_shown.measure_code, column_shown.measure_code) as measure_code,
            column_shown.form
        from as_of.contribution_column as column_shown
        where column_shown.mart = asked_mart
        union all
        select term.measure_code, null from reference.identity_term as term
        where term.identity_code = asked_key ->> 'identity_code'
    ) as shown
    left join as_of.dim_measure as whole on shown.measure_code = whole.measure_code
    left join as_of.dim_measure as measure
        on measure.measure_code in (whole.measure_code, whole.numerator, whole.denominator)
    where (measure.agg_region <> 'ratio' or shown.form is not null)
)

select
    concat('1.', row_number() over (order by slot.form, slot.region_code, slot.unit_code, slot.period, slot.part)),
    'slot', null::text, null::text, slot.region_code, slot.region_name, null::text, null::text, null::smallint,
    null::text, null::text, null::numeric, null::numeric, slot.rows_landed::bigint, slot.unit_code, slot.unit_name,
    slot.form, slot.period, slot.part, slot.submission_id, arrivals.file_name, slot.received_at, slot.state, null::text,
    null::integer, null::text, null::text, null::text, null::text, null::jsonb,
    case when slot.rows_quarantined > 0 then concat(slot.rows_quarantined, ' rows set aside 隔离行') end
from as_of.mart_submission_completeness as slot
inner join as_of.contribution_region as regions
    on
        slot.region_code = regions.within_code and regions.region_code = asked_key ->> 'region_code'
        and regions.rollup = asked_key ->> 'rollup'
left join audit.submission as submissions on slot.submission_id = submissions.submission_id
left join audit.arrival as arrivals on submissions.arrival_id = arrivals.arrival_id
where
    slot.form in (select forms.form from forms)
    and left(slot.period, 4) = coalesce(asked_key ->> 'year', asked_key ->> 'fund_year')
order by slot.form, slot.region_code, slot.unit_code, slot.period, slot.part;
end
$$;
comment on function audit.explained_coverage is 'The slots behind a row of a mart 报送覆盖溯源';
revoke all on function audit.explained_coverage from public;
