with movements as (
    select * from {{ ref('int_funding_sides_counted') }}
),

counted as (
    select * from {{ ref('int_movement_counted') }}
),

final as (
    select
        movements.submission_id,
        movements.sheet,
        movements.row_no,
        counted.movement_key,
        movements.unit_code,
        movements.region_code,
        counted.counted_by_unit,
        movements.side,
        movements.period_code,
        movements.fund_ref,
        movements.programme_code,
        movements.stage,
        movements.source_level,
        movements.payer,
        movements.payee,
        movements.document_no,
        movements.purpose,
        movements.donor_region,
        movements.tier,
        '1' as rule_version,
        movements.amount_text,
        movements.amount_unit,
        movements.amount_qualifier,
        movements.amount_status,
        movements.amount_mask,
        left(movements.period_code, 4)::smallint as year,
        movements.fund_year,
        movements.payee_count,
        movements.amount::numeric(18, 2) as amount,
        movements.amount_low::numeric(18, 2) as amount_low,
        movements.amount_high::numeric(18, 2) as amount_high,
        movements.amount_mult,
        movements.amount_decimals,
        counted.is_counted,
        counted.is_one_sided,
        movements.movement_date,
        counted.value::numeric(24, 6) as adds,
        counted.low::numeric(24, 6) as adds_low
    from movements
    inner join counted
        on
            movements.submission_id = counted.submission_id
            and movements.sheet = counted.sheet
            and movements.row_no = counted.row_no
)

select * from final
