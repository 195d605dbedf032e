{# Each row of a register of named things, with the thing that it is of and its place among all rows
   of that. A thing is known by a code of its own, else by its name within a prefecture, or
   everywhere where its kind is so; a batch is its unit's. -#}
with filed as (
    select * from {{ ref('stg_entity_register') }}
),

types as (
    select * from {{ source('reference', 'entity_type') }}
),

stages as (
    select * from {{ source('reference', 'entity_stage') }}
),

units as (
    select * from {{ ref('stg_reporting_unit') }}
),

written as (
    select
        filed.*,
        types.class as entity_class,
        coalesce(types.measure_stock, '') as stock_of,
        coalesce(types.measure_new, '') as new_of,
        coalesce(types.measure_pending, '') as pending_of,
        coalesce(types.measure_exited, '') as exited_of,
        coalesce(types.measure_size, '') as size_of,
        case filed.entity_type
            when 'plan' then 'plan'
            when 'rule' then 'rules'
            else filed.item_of
        end as policy_kind,
        lower_stages.stage_group,
        upper_stages.stage_group as stage_group_to,
        case when filed.life_stage = 'withdrawn' then 0 else lower_stages.rank end as stage_rank,
        case units.level when 'county' then 1 when 'prefecture' then 2 else 3 end as level_rank,
        types.is_batch
        and filed.quantity_status not in ('O', 'M')
        and coalesce(filed.quantity, filed.quantity_high, 2) > 1 as is_several,
        {{ is_known(
            'filed.quantity_status', 'filed.quantity', 'filed.quantity_low', 'filed.quantity_high'
        ) }} as is_quantity_known,
        {{ plain_entity_name('filed.entity_name') }} as plain_name,
        case when types.is_local then left(filed.region_code, 4) else '' end as area,
        case
            when
                types.has_credit_code
                or filed.entity_code !~ '^[0-9A-HJ-NPQRTUWXY]{18}$'
                then upper(translate(filed.entity_code, ' 　（）()〔〕[]［］【】', ''))
        end as own_code
    from filed
    inner join types on filed.entity_type = types.entity_type
    inner join stages as lower_stages
        on
            filed.entity_type = lower_stages.entity_type
            and filed.life_stage = lower_stages.life_stage
    left join stages as upper_stages
        on
            filed.entity_type = upper_stages.entity_type
            and filed.life_stage_to = upper_stages.life_stage
    inner join units on filed.unit_code = units.unit_code
),

-- a name that stands with one code in its area and year takes it
coded as (
    select
        *,
        coalesce(
            own_code,
            case
                when min(own_code) over named = max(own_code) over named
                    then min(own_code) over named
            end
        ) as code
    from written
    window named as (partition by entity_class, plain_name, area, year)
),

keyed as (
    select
        *,
        case when is_several then 'batch' when code is not null then 'code' else 'name' end
            as entity_basis,
        case
            when is_several
                then concat_ws('|', 'batch', entity_type, unit_code, plain_name, life_stage)
            when code is not null then concat_ws('|', 'code', entity_class, code)
            else concat_ws('|', 'name', entity_class, plain_name, area)
        end as thing
    from coded
),

-- the published rule: the highest stage, then the latest day of it, then the nearer unit
placed as (
    select
        *,
        row_number() over in_programme as place_in_programme,
        first_value(unit_code) over in_programme as counted_by_unit,
        first_value(unit_code) over in_year as known_by_unit
    from keyed
    window
        in_programme as (
            partition by thing, programme_code, year
            order by
                stage_rank desc, stage_date desc, level_rank, unit_code, submission_id, sheet,
                row_no
        ),
        in_year as (
            partition by thing, year
            order by
                stage_rank desc, stage_date desc, level_rank, unit_code, submission_id, sheet,
                row_no
        )
),

final as (
    select
        submission_id,
        sheet,
        row_no,
        unit_code,
        region_code,
        programme_code,
        entity_basis,
        entity_class,
        entity_type,
        entity_name,
        entity_code,
        code,
        plain_name,
        area,
        edition,
        level,
        authority,
        org_kind,
        item_of,
        policy_kind,
        lead_unit,
        lead_kind,
        host,
        partner,
        industry,
        life_stage,
        life_stage_to,
        stage_group,
        stage_group_to,
        stage_rank,
        level_rank,
        version,
        predecessor,
        relation,
        quantity_text,
        quantity_qualifier,
        quantity_status,
        quantity_mask,
        size_text,
        size_qualifier,
        size_status,
        size_mask,
        size_unit,
        claim,
        claim_evidence,
        place,
        counted_by_unit,
        stock_of,
        new_of,
        pending_of,
        exited_of,
        size_of,
        year,
        quantity,
        quantity_low,
        quantity_high,
        quantity_mult,
        quantity_decimals,
        size,
        size_low,
        size_high,
        size_mult,
        size_decimals,
        stage_date,
        first_date,
        valid_from,
        valid_to,
        md5(thing) as entity_key,
        place_in_programme = 1 as is_counted,
        stage_group_to is not null and stage_group_to <> stage_group as is_between,
        entity_basis = 'name' and unit_code <> known_by_unit as is_doubtful,
        case when is_quantity_known then coalesce(quantity_low, 1) else 1 end::numeric
            as things_low,
        case when is_quantity_known then coalesce(quantity, quantity_low, 1) else 1 end::numeric
            as things,
        case
            when quantity_status in ('O', 'M') then 1
            when is_quantity_known then quantity_high
        end::numeric as things_high
    from placed
)

select * from final
