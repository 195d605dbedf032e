{#- What returns say of cells: a row for each cell of which a filing speaks. Where it may mean two
    things it says less of each: at least (a floor, no high) or at most (a ceiling, low 0), and
    nothing at all of a measure that may be negative. -#}
with filings as (
    select * from {{ ref('int_filing') }}
),

measures as (
    select * from {{ source('reference', 'measure') }}
),

sets as (
    select distinct to_code as programme_code
    from {{ source('reference', 'programme_lineage') }}
    where relation = 'member_of'
),

rungs (life_stage, stage_group) as (
    {{ stage_rungs() }}
),

-- recognised, of a return, means that or later; a merged stage has two
staged as (
    select
        filings.*,
        coalesce(
            case when pending.is_pending then '_pending' end,
            case when filings.stage_from = 'recognised' then '_reached' else filings.stage_from end,
            filings.default_stage
        ) as first_stage,
        case
            when pending.is_pending then null
            when filings.stage_to = 'recognised' then '_reached'
            else filings.stage_to
        end as second_stage
    from filings
    left join rungs as froms on filings.stage_from = froms.life_stage
    left join rungs as tos on filings.stage_to = tos.life_stage
    cross join
        lateral (
            values
            (
                filings.obs_status = 'P'
                and '_pending' not in (
                    coalesce(froms.stage_group, '_'), coalesce(tos.stage_group, '_')
                )
            )
        ) as pending (is_pending)
),

-- each cell of which a row speaks, and how
spread as (
    select
        staged.*,
        programmes.programme_said,
        stages.life_stage,
        sinces.since_said,
        programmes.how = 'is' and stages.how = 'is' and sinces.how = 'is' as is_of_one_cell,
        'at most' in (programmes.how, stages.how, sinces.how) as is_most,
        programmes.how = 'at least' or staged.is_of_open_edition as is_least,
        stages.how = 'at least' as is_least_of_stages
    from staged
    left join rungs as firsts on staged.first_stage = firsts.life_stage
    left join rungs as seconds on staged.second_stage = seconds.life_stage
    -- 不适用 alone is the part of all that belongs to no programme
    cross join
        lateral (
            values
            (staged.programme_code, 'is', not staged.is_of_open_programme),
            ('_T', 'at least', staged.is_of_open_programme and staged.is_non_negative),
            ('_Z', 'at most', staged.is_of_open_programme and staged.is_non_negative)
        ) as programmes (programme_said, how, is_meant)
    -- each of two rungs is a part of the number, and their group holds both
    cross join
        lateral (
            values
            (staged.first_stage, 'is', staged.second_stage is null),
            (staged.first_stage, 'at most', staged.second_stage is not null),
            (staged.second_stage, 'at most', staged.second_stage is not null),
            (
                coalesce(firsts.stage_group, staged.first_stage),
                'at least',
                coalesce(firsts.stage_group, staged.first_stage)
                = coalesce(seconds.stage_group, staged.second_stage)
            )
        ) as stages (life_stage, how, is_meant)
    -- the year is a part of the years
    cross join
        lateral (
            values
            (staged.since, 'is', true),
            (
                staged.year::text,
                'at most',
                staged.since <> staged.year::text and staged.is_non_negative
            )
        ) as sinces (since_said, how, is_meant)
    where programmes.is_meant and stages.is_meant and sinces.is_meant
),

judged as (
    select
        spread.*,
        spread.is_of_one_cell
        and not (spread.is_of_open_edition and spread.says and spread.stated_high is not null)
            as is_whole
    from spread
),

said as (
    select
        judged.*,
        case
            when not judged.says then null
            when judged.is_whole then judged.stated_low
            when not judged.is_non_negative then null
            when judged.is_most then 0
            else judged.stated_low
        end as low,
        case
            when not judged.says then null
            when judged.is_whole then judged.stated_high
            when not judged.is_non_negative then null
            when judged.is_least or (judged.is_least_of_stages and not judged.is_most) then null
            else judged.stated_high
        end as high
    from judged
),

-- a floor keeps the number as filed, a ceiling has none
statements as (
    select
        said.measure_code,
        said.region_code,
        case when said.scope = 'own_bureau' then 'own' else 'total' end as rollup,
        said.programme_said as programme_code,
        said.year,
        said.since_said as since,
        said.scope,
        said.item,
        said.life_stage,
        coalesce(said.edition, '_T') as edition,
        said.submission_id,
        said.sheet,
        said.row_no,
        said.unit_code,
        said.says,
        said.low as value_low,
        said.high as value_high,
        case
            when said.is_most or (said.says and not said.is_whole and said.high is not null)
                then null
            else said.value
        end as value,
        said.value is not null
        and said.qualifier = '='
        and said.is_whole
        and not said.is_ledger_money as is_exact,
        case
            when said.is_whole and not said.is_ledger_money
                then case when said.qualifier = '>' then '>=' else said.qualifier end
            when said.says and said.high is null then '>='
        end as qualifier,
        case when said.is_whole or not said.says then said.obs_status else 'U' end as obs_status,
        case when said.is_whole and said.is_ledger_money then said.as_of_date end as as_of,
        said.filed_low as as_filed_low,
        said.filed_high as as_filed_high
    from said
),

-- rungs that one unit lists beside each other
listed as (
    select
        statements.measure_code,
        statements.region_code,
        statements.rollup,
        statements.programme_code,
        statements.year,
        statements.since,
        statements.scope,
        statements.item,
        rungs.stage_group,
        statements.edition,
        statements.unit_code,
        max(statements.value_low) as value_low,
        min(
            array[statements.submission_id, statements.sheet, lpad(statements.row_no::text, 9, '0')]
        ) as place
    from statements
    inner join rungs on statements.life_stage = rungs.life_stage
    inner join measures on statements.measure_code = measures.measure_code
    left join sets on statements.programme_code = sets.programme_code
    where
        statements.says
        and statements.programme_code <> '_T'
        and sets.programme_code is null
        and measures.adds_stage = 'overlap'
        and measures.is_non_negative
    group by
        statements.measure_code,
        statements.region_code,
        statements.rollup,
        statements.programme_code,
        statements.year,
        statements.since,
        statements.scope,
        statements.item,
        rungs.stage_group,
        statements.edition,
        statements.unit_code,
        statements.life_stage
),

-- each head stands on one of them, so together they are at least their sum
together as (
    select
        measure_code,
        region_code,
        rollup,
        programme_code,
        year,
        since,
        scope,
        item,
        stage_group as life_stage,
        edition,
        (min(place))[1] as submission_id,
        (min(place))[2] as sheet,
        (min(place))[3]::integer as row_no,
        unit_code,
        true as says,
        sum(value_low) as value_low,
        null::numeric as value_high,
        sum(value_low) as value,
        false as is_exact,
        '>=' as qualifier,
        'I' as obs_status,
        null::date as as_of,
        null::numeric as as_filed_low,
        null::numeric as as_filed_high
    from listed
    group by
        measure_code,
        region_code,
        rollup,
        programme_code,
        year,
        since,
        scope,
        item,
        stage_group,
        edition,
        unit_code
    having count(*) > 1
),

united as (
    select * from statements
    union all
    select * from together
),

final as (
    select
        row_number() over (
            order by
                united.measure_code,
                united.region_code,
                united.rollup,
                united.programme_code,
                united.year,
                united.since,
                united.scope,
                united.item,
                united.life_stage,
                united.edition,
                united.submission_id,
                united.sheet,
                united.row_no,
                united.value_low nulls first,
                united.value_high,
                united.unit_code,
                united.obs_status
        )::integer as statement_no,
        united.*
    from united
)

select * from final
