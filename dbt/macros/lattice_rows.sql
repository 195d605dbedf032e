{#- The low, value and high of an amount of a row: M is nothing, what is masked, missing or pending
    may be anything, and an end that is not known is 0 or null. -#}
{%- macro amount_ends(alias, column, column_status) -%}
    {%- set of = alias ~ '.' if alias else '' -%}
    {%- set value, status = of ~ column, of ~ column_status -%}
    {%- set low, high = value ~ '_low', value ~ '_high' -%}
    {%- set known = is_known(status, value, low, high) -%}
    case when {{ known }} then coalesce({{ low }}, 0) else 0 end::numeric as low,
    case when {{ known }} then coalesce({{ value }}, {{ low }}, 0) else 0 end::numeric as value,
    case
        when {{ status }} = 'M' then 0
        when {{ known }} then {{ high }}
    end::numeric as high
{%- endmacro -%}

{#- The same of a quantity of a thing, where a row may be of one that stands there already, or in
    another stage (`adds_low` below what it has): then it is from nothing up to it. -#}
{%- macro thing_ends(column) -%}
    {%- set status = column ~ '_status' -%}
    {%- set known = is_known(status, column, column ~ '_low', column ~ '_high') -%}
    case when adds_low > 0 and {{ known }} then coalesce({{ column }}_low, 0) else 0 end::numeric
            as low,
        case
            when adds_value is null then null
            when adds_value > 0 and {{ known }} then coalesce({{ column }}, {{ column }}_low, 0)
            else 0
        end::numeric as value,
        case
            when {{ status }} = 'M' then 0
            when {{ known }} then {{ column }}_high
        end::numeric as high
{%- endmacro -%}

{#- The rows of a form that count; of heads whether one may be somebody else who stands there. -#}
{%- macro rows_that_count(declared) -%}
    {%- if declared.counts == 'heads' -%}
    select
        people.*,
        coalesce(
            people.person_basis = 'weak'
            and min(people.person_key) over namesakes <> max(people.person_key) over namesakes
            and people.birth_month is not null,
            false
        ) as is_doubtful
    from {{ ref(declared.rows) }} as people
    window namesakes as (
        partition by
            people.name_hash, extract(year from people.birth_month), people.year
            {{- ', people.' ~ declared.apart if declared.apart }}
    )
    {%- else -%}
    select * from {{ ref(declared.rows) }}
    {%- endif -%}
{%- endmacro -%}

{%- macro edition_told(declared) -%}
    {%- if declared.edition -%}
        coalesce(reference.edition_name({{ declared.edition.column }}), '_N')
    {%- else -%}
        '_T'
    {%- endif -%}
{%- endmacro -%}

{#- The item of a row: a code `all` divides by none, as a blank does. -#}
{%- macro item_told(declared, derived) -%}
    {%- if derived.item or declared.item -%}
        coalesce(nullif({{ derived.item or declared.item.column }}, 'all'), '_N')
    {%- else -%}
        '_T'
    {%- endif -%}
{%- endmacro -%}

{#- What a row adds to a measure: low, value, high, and the thing that counts once. -#}
{%- macro row_adds(declared, derived) -%}
    {%- if declared.counts == 'heads' -%}
        case when is_doubtful then 0 else {{ derived.amount }} end::numeric as low,
        {{ derived.amount }}::numeric as value,
        {{ derived.amount }}::numeric as high,
        coalesce(person_key, concat_ws('|', submission_id, sheet, row_no)) as thing
    {%- elif declared.counts == 'things' and derived.amount == '1' -%}
        adds_low as low,
        adds_value as value,
        adds_high as high,
        {{ declared.mates }} as thing
    {%- elif declared.counts == 'things' -%}
        {{ thing_ends(derived.amount) }},
        {{ declared.mates }} as thing
    {%- elif declared.counts == 'payments' -%}
        low,
        value,
        high,
        null::text as thing
    {%- elif derived.amount == '1' -%}
        1::numeric as low,
        1::numeric as value,
        1::numeric as high,
        {{ derived.once or 'null' }}::text as thing
    {%- else -%}
        {{ amount_ends(none, derived.amount, derived.amount ~ '_status') }},
        {{ derived.once or 'null' }}::text as thing
    {%- endif -%}
{%- endmacro -%}

{#- CTEs <name>_walked, <name>: of candidates for pairs (list, first_n, second_n) those that are
    made where each list is walked in its order and a row is in one pair: n, other_n, both ways.
    -#}
{%- macro pairs_in_order(name, candidates) -%}
{{ name }}_walked as (
    select
        array_agg(first_n order by first_n, second_n) as firsts,
        array_agg(second_n order by first_n, second_n) as seconds,
        0 as step,
        '{}'::bigint[] as taken
    from {{ candidates }}
    group by list
    union all
    select
        firsts,
        seconds,
        step + 1 as step,
        case
            when taken && array[firsts[step + 1], seconds[step + 1]] then taken
            else taken || array[firsts[step + 1], seconds[step + 1]]
        end as taken
    from {{ name }}_walked
    where step < cardinality(firsts)
),

{{ name }} as (
    select
        members.n,
        case
            when members.place % 2 = 1 then walked.taken[members.place + 1]
            else walked.taken[members.place - 1]
        end as other_n
    from {{ name }}_walked as walked
    cross join lateral unnest(walked.taken) with ordinality as members (n, place)
    where walked.step = cardinality(walked.firsts)
)
{%- endmacro -%}

{#- Columns of a row that is set aside, null where a field that says them does not read, and
    `blank` where nothing is written. Expects the CTE aside with the fields that are at fault. -#}
{%- macro aside_columns(declared) -%}
    {%- for column in declared.columns %}
        case
            when not aside.unread && array['{{ column.fields | join("', '") }}']
                then coalesce({{ column.value }}, {{ column.blank or 'null' }})
        end as {{ column.name }},
    {%- endfor %}
    {%- for amount in declared.amounts %}
    {%- for suffix, landed in [('', 'v'), ('_status', 'status'), ('_high', 'high')] %}
        case
            when not aside.unread && array['{{ amount.fields | join("', '") }}']
                then landed.{{ amount.name }}__{{ landed }}
        end as {{ amount.name }}{{ suffix }},
    {%- endfor %}
    {%- endfor %}
{%- endmacro -%}

{#- What a row that is set aside says of a dimension: null where that does not read. -#}
{%- macro aside_axis(declared, name, otherwise) -%}
    {%- if declared[name] -%}
        case when '{{ declared[name].field }}' <> all(aside.unread)
            then {{ declared[name].said }} end
    {%- else -%}
        {{ otherwise }}
    {%- endif -%}
{%- endmacro -%}

{%- macro aside_region(declared) -%}
    {%- if declared.region -%}
        case
            when '{{ declared.region.field }}' = any(aside.unread) then null
            when landed.{{ declared.region.field }} is null then aside.unit_region
            else {{ region_meant('landed.' ~ declared.region.landed) }}
        end
    {%- else -%}
        aside.unit_region
    {%- endif -%}
{%- endmacro -%}

{%- macro aside_item(declared) -%}
    {%- if declared.item -%}
        case
            when '{{ declared.item.field }}' <> all(aside.unread)
                then coalesce(nullif(landed.{{ declared.item.landed }}, 'all'), '_N')
        end
    {%- else -%}
        '_T'
    {%- endif -%}
{%- endmacro -%}

{%- macro aside_edition(declared) -%}
    {%- if declared.edition -%}
        case
            when '{{ declared.edition.field }}' = any(aside.unread) then null
            when landed.{{ declared.edition.field }} is null then '_N'
            else reference.edition_name(landed.{{ declared.edition.landed }})
        end
    {%- else -%}
        '_T'
    {%- endif -%}
{%- endmacro -%}

{#- Whom it may take from elsewhere, where everybody counts once. -#}
{%- macro aside_person(declared) -%}
    {%- if declared.counts == 'once' -%}
        case when '{{ declared.id_number }}' <> all(aside.unread) then landed.person_key end
    {%- else -%}
        null::text
    {%- endif -%}
{%- endmacro -%}

{#- Joins of a row that is set aside: as it landed, what its code of a region means, and the years
    to which it may belong: of one that does not read, what may be filed in the period. -#}
{%- macro aside_landed(declared) -%}
    inner join {{ source('raw', declared.form) }} as landed
        on
            aside.submission_id = landed.submission_id
            and aside.sheet = landed.sheet
            and aside.row_no = landed.row_no
    {%- if declared.region %}
    {{ joined_meanings(
        'landed.' ~ declared.region.landed,
        'landed.' ~ declared.year.landed if declared.year else 'aside.year'
    ) | indent(4) }}
    {%- endif %}
    {%- if declared.year %}
    {%- set told = aside_axis(declared, 'year', 'null') %}
    inner join years
        on
            coalesce({{ told }}, years.year) = years.year
            and ({{ told }} is not null or years.year between aside.year - 2 and aside.year + 1)
    {%- endif -%}
{%- endmacro -%}

{#- The most that it may add: nothing where it says M, anything where its amount does not read. -#}
{%- macro aside_adds(declared, derived) -%}
    {%- if declared.counts == 'things' and derived.amount == '1' and declared.many -%}
    case
        when {{ declared.many }}_status = 'O' then 1
        when {{ declared.many }}_status not in ('Q', 'L', 'P') then {{ declared.many }}_high
    end::numeric as high
    {%- else -%}
    {{ aside_amount(declared, derived) }}
    {%- endif -%}
{%- endmacro -%}

{%- macro aside_amount(declared, derived) -%}
    {%- if declared.counts in ('things', 'amounts', 'payments') and derived.amount != '1' -%}
    case
        when {{ derived.amount }}_status = 'M' then 0
        when
            {{ derived.amount }}_status not in ('Q', 'O', 'L', 'P')
            and {{ derived.amount }} is not null
            then {{ derived.amount }}_high
    end::numeric as high
    {%- else -%}
    {{ derived.amount }}::numeric as high
    {%- endif -%}
{%- endmacro -%}

{#- Joins of a leaf and the cells above it, itself included: places, programmes, items, stages,
    editions. -#}
{%- macro closed_upward(leaf) -%}
    inner join {{ ref('int_lattice_place') }} as places
        on {{ leaf }}.region_code = places.region_code
    inner join {{ ref('int_lattice_programme') }} as programmes
        on {{ leaf }}.programme_code = programmes.programme_code
    inner join {{ ref('int_lattice_stage') }} as stages
        on {{ leaf }}.life_stage = stages.life_stage
    cross join lateral unnest(
        case {{ leaf }}.item when '_T' then array['_T'] else array[{{ leaf }}.item, '_T'] end
    ) as items (item)
    cross join lateral unnest(
        case {{ leaf }}.edition when '_T' then array['_T'] else array[{{ leaf }}.edition, '_T'] end
    ) as editions (edition)
{%- endmacro -%}
