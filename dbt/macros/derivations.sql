{#- What the rows of a form say of a measure, as the contract of the form declares it (variable
    `derivations`). The models that derive measures and contribution_row read these, so a number and
    what it is explained by cannot differ. The caller is called once for each measure: code,
    condition on the row, what the row adds, the fields of the form that say so (the first above
    all). A condition is null, and the row does not count, where a column that it asks for is null.
    -#}
{%- macro each_measure(form) -%}
    {%- for declared in var('derivations') if declared.form == form -%}
        {%- for derived in declared.derives if not derived.counts_as -%}
            {{ caller(
                derived.measure, derived.condition, derived.amount, derived.fields, loop.last
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro -%}

{#- The column in which rows that count have a dimension, under the name that all have in common;
    what stands for it where they have none. -#}
{%- macro axis(declared, name, common, otherwise='null::text') -%}
    {%- set column = declared[name].column if declared[name] else otherwise -%}
    {{ column }}{{ ' as ' ~ common if column != common }}
{%- endmacro -%}

{#- The periods of which a form is due of a year: the year itself, its quarters or months; of a form
    whose rows name a budget year the months in which its money may move, from July of the year
    before (提前下达). -#}
{%- macro period_due(declared) -%}
    {%- if declared.grain == 'month' -%}
        to_char(parts.part, 'YYYY-MM')
    {%- elif declared.grain == 'quarter' -%}
        to_char(parts.part, 'YYYY-"Q"Q')
    {%- else -%}
        years.year::text
    {%- endif -%}
{%- endmacro -%}

{%- macro periods_of_year(declared) -%}
    {%- set step = {'month': '1 month', 'quarter': '3 months'}.get(declared.grain) -%}
    {%- if step %}
    cross join
        lateral generate_series(
        {%- if declared.year %}
            make_date(years.year - 1, 7, 1)::timestamp,
            make_date(years.year, 12, 1)
            + make_interval(months => {{ var('fund_close_months', 24) }}),
        {%- else %}
            make_date(years.year, 1, 1)::timestamp,
            make_date(years.year, 12, 1)::timestamp,
        {%- endif %}
            interval '{{ step }}'
        ) as parts (part)
    {%- endif -%}
{%- endmacro -%}

{#- Masked, missing and pending addends add nothing and leave a sum open. -#}
{%- macro is_known(status, value, low, high) -%}
    {{ status }} not in ('Q', 'O', 'L', 'P')
        and coalesce({{ value }}, {{ low }}, {{ high }}) is not null
{%- endmacro -%}

{#- CTE people: who counts without a number and may be somebody who counts elsewhere with one, of
    the same name and year of birth: the low bounds leave them out. Expects the CTE claims, rows of
    int_talent_claims_counted. -#}
{%- macro doubtful_people() -%}
people as (
    select *
    from claims
    where
        person_basis = 'weak'
        and is_counted
        and exists (
            select 1
            from claims as others
            where
                others.name_hash = claims.name_hash
                and others.year = claims.year
                and extract(year from others.birth_month) = extract(year from claims.birth_month)
                and others.person_key <> claims.person_key
                and others.is_counted
        )
)
{%- endmacro -%}

{#- CTE people: everybody once a programme, set and total (`_T`), and once a role of it and, of
    who takes part, over all such roles (`_T`), where the first of his or her rows is, in the stage
    that it says. Expects the CTEs claims, rows of int_programme_claims_counted, and groups. -#}
{%- macro programme_people() -%}
together as (
    select
        group_code,
        member_code
    from groups
    union  -- a set is a group already
    select
        programme_code as group_code,
        programme_code as member_code
    from claims
    where programme_code <> '_Z'
),

claimed as (
    select
        claims.person_key,
        claims.person_basis,
        claims.name_hash,
        claims.birth_month,
        together.group_code as programme_code,
        roles.role,
        claims.year,
        claims.region_code,
        claims.life_stage,
        claims.submission_id,
        claims.sheet,
        claims.row_no,
        row_number() over (
            partition by claims.person_key, together.group_code, roles.role, claims.year
            order by claims.place_overall
        ) as place
    from claims
    inner join together on claims.programme_code = together.member_code
    cross join
        lateral (
            values (claims.role), (case when claims.is_participant then '_T' end)
        ) as roles (role)
    where roles.role is not null
),

-- a weak key may be somebody who stands there with a number: the low bound leaves it out
people as (
    select
        *,
        person_basis = 'weak' and birth_month is not null
        and min(person_key) over namesakes <> max(person_key) over namesakes as is_doubtful
    from claimed
    where place = 1
    window namesakes as (
        partition by name_hash, extract(year from birth_month), year, programme_code, role
    )
)
{%- endmacro -%}

{#- A movement whose amount is known well enough to add. -#}
{%- macro is_amount_known() -%}
    amount_status not in ('Q', 'O', 'M', 'L', 'P') and amount is not null
{%- endmacro -%}

{#- CTE sides: rows of ledgers, with what is known of the movement that each is of. -#}
{%- macro sides_of_movements() -%}
sides as (
    select
        filed.submission_id,
        filed.sheet,
        filed.row_no,
        filed.region_code,
        filed.programme_code,
        filed.fund_ref,
        filed.fund_year,
        filed.stage,
        filed.movement_date,
        filed.amount_status,
        filed.amount,
        filed.amount_low,
        filed.amount_high,
        counted.is_counted,
        counted.is_one_sided
    from {{ ref('int_funding_sides_counted') }} as filed
    inner join {{ ref('int_movement_counted') }} as counted
        on
            filed.submission_id = counted.submission_id
            and filed.sheet = counted.sheet
            and filed.row_no = counted.row_no
)
{%- endmacro -%}

{#- CTEs movements, one of each; awards, the day of each; waited, movements with the days from award
    to receipt. Expects the CTE sides. -#}
{%- macro funding_waits() -%}
movements as (
    select
        submission_id,
        sheet,
        row_no,
        region_code,
        programme_code,
        fund_year,
        stage,
        movement_date,
        is_one_sided,
        amount,
        amount_low,
        amount_high,
        translate(fund_ref, ' 　〔〕[]［］【】()（）', '') as fund_name,
        {{ is_amount_known() }} as is_known,
        amount_low = amount_high as is_exact
    from sides
    where is_counted
),

-- the day of an award made on several days is their mean by amount; made on one day it is that day,
-- whatever the amount
awards as (
    select
        fund_name,
        programme_code,
        fund_year,
        case
            when min(movement_date) = max(movement_date)
                then (min(movement_date) - date '2000-01-01')::numeric
            when bool_and(is_known)
                then
                    sum(amount * (movement_date - date '2000-01-01'))
                    / nullif(sum(amount), 0)
        end as award_day
    from movements
    where stage = 'awarded'
    group by fund_name, programme_code, fund_year
),

waited as (
    select
        movements.*,
        movements.stage = 'received' as is_receipt,
        case
            when movements.stage = 'received' and movements.is_known
                then (movements.movement_date - date '2000-01-01') - awards.award_day
        end as days
    from movements
    left join awards
        on
            movements.fund_name = awards.fund_name
            and movements.programme_code = awards.programme_code
            and movements.fund_year = awards.fund_year
)
{%- endmacro -%}

{#- The fields of a form that say so, the first above all. -#}
{%- macro fields_told(fields) -%}
    string_to_array('{{ fields | join(" ") }}', ' ')
{%- endmacro -%}

{#- Columns of contribution_row by which a mart divides its rows: those that the row tells, the
    others `_Z`. -#}
{%- macro row_slices(told) -%}
    {%- for column in ['title_level', 'age_band', 'activity_type', 'life_stage', 'role'] -%}
        {{ column if column in told else "'_Z'" }}::text as {{ column }}
        {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}

{#- Columns of contribution_row that tell where a row stands and what it counts, of a form that
    names no stage. -#}
{%- macro row_stages(head='null', item='null', edition='null') -%}
    {{ item }}::text as item,
        null::text as stage,
        {{ edition }}::text as edition,
        {{ head }}::text as head,
        null::integer as place
{%- endmacro -%}

{#- What is known by its name within an area; null where it has none. -#}
{%- macro named_once(name, area) -%}
    {{ area }} || '|' || nullif(translate({{ name }}, ' 　', ''), '')
{%- endmacro -%}
