with movements as (
    select * from {{ ref('int_funding_sides_counted') }}
),

final as (
    select
        submission_id::text as submission_id,
        sheet::text as sheet,
        row_no::integer as row_no,
        movement_key::text as movement_key,
        unit_code::text as unit_code,
        region_code::text as region_code,
        counted_by_unit::text as counted_by_unit,
        side::text as side,
        period_code::text as period_code,
        fund_ref::text as fund_ref,
        programme_code::text as programme_code,
        stage::text as stage,
        source_level::text as source_level,
        payer::text as payer,
        payee::text as payee,
        document_no::text as document_no,
        '1'::text as rule_version,
        amount_text::text as amount_text,
        amount_unit::text as amount_unit,
        amount_qualifier::text as amount_qualifier,
        amount_status::text as amount_status,
        amount_mask::text as amount_mask,
        left(period_code, 4)::smallint as year,
        fund_year::smallint as fund_year,
        payee_count::integer as payee_count,
        amount::numeric(18, 2) as amount,
        amount_low::numeric(18, 2) as amount_low,
        amount_high::numeric(18, 2) as amount_high,
        amount_mult::smallint as amount_mult,
        amount_decimals::smallint as amount_decimals,
        is_counted::boolean as is_counted,
        is_one_sided::boolean as is_one_sided,
        movement_date::date as movement_date
    from movements
)

select * from final
