with movements as (
    select * from {{ ref('int_funding_sides_counted') }}
),

final as (
    select
        submission_id,
        sheet,
        row_no,
        movement_key,
        unit_code,
        region_code,
        counted_by_unit,
        side,
        period_code,
        fund_ref,
        programme_code,
        stage,
        source_level,
        payer,
        payee,
        document_no,
        '1' as rule_version,
        amount_text,
        amount_unit,
        amount_qualifier,
        amount_status,
        amount_mask,
        left(period_code, 4)::smallint as year,
        fund_year,
        payee_count,
        amount::numeric(18, 2) as amount,
        amount_low::numeric(18, 2) as amount_low,
        amount_high::numeric(18, 2) as amount_high,
        amount_mult,
        amount_decimals,
        is_counted,
        is_one_sided,
        movement_date
    from movements
)

select * from final
