{#- What a row of a roster counts for. A participant stands at the rung that the row says, and the
    group of those who are participants has its rungs from the lattice. -#}
{%- macro each_roster_measure() -%}
    {{ caller('PROG_PARTICIPANTS', 'true', false) }}
    {{ caller(
        'PROG_PARTICIPANTS_NEW',
        "life_stage in ('recognised', 'implemented') and extract(year from stage_date) = year", true
    ) }}
{%- endmacro -%}

{#- The low, value and high of an amount of a row: M is nothing, what is masked, missing or pending
    may be anything, and an end that is not known is 0 or null. -#}
{%- macro amount_ends(alias, column, column_status) -%}
    {%- set value = alias ~ '.' ~ column -%}
    {%- set low, high = value ~ '_low', value ~ '_high' -%}
    {%- set status = alias ~ '.' ~ column_status -%}
    {%- set known = is_known(status, value, low, high) -%}
    case when {{ known }} then coalesce({{ low }}, 0) else 0 end::numeric as low,
    case when {{ known }} then coalesce({{ value }}, {{ low }}, 0) else 0 end::numeric as value,
    case
        when {{ status }} = 'M' then 0
        when {{ known }} then {{ high }}
    end::numeric as high
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

{#- A field of a row that is set aside: null where it does not read, `blank` where nothing is
    written. Expects the CTE aside with the fields that are at fault, and `landed`. -#}
{%- macro aside_field(field, blank='null') -%}
    case when '{{ field }}' <> all(aside.unread)
        then coalesce(landed.{{ field }}__v, {{ blank }}) end as {{ field }}
{%- endmacro -%}

{%- macro aside_place(region) -%}
    aside.*,
        case
            when '{{ region }}' = any(aside.unread) then null
            when landed.{{ region }} is null then aside.unit_region
            else {{ region_meant('landed.' ~ region ~ '__v') }}
        end as region_code
{%- endmacro -%}

{%- macro aside_landed(form, region, year='aside.year') -%}
    from aside
    inner join {{ source('raw', form) }} as landed
        on
            aside.submission_id = landed.submission_id
            and aside.sheet = landed.sheet
            and aside.row_no = landed.row_no
    {{ joined_meanings('landed.' ~ region ~ '__v', year) }}
{%- endmacro -%}

{#- The most that it may add: nothing where it says M, anything where its amount does not read. -#}
{%- macro aside_most(column) -%}
    case
        when {{ column }}_status = 'M' then 0
        when {{ column }}_status not in ('Q', 'O', 'L', 'P') and {{ column }} is not null
            then {{ column }}_high
    end::numeric as high
{%- endmacro -%}

{#- Joins of a leaf and the cells above it, itself included: places, programmes, stages, editions.
    -#}
{%- macro closed_upward(leaf) -%}
    inner join {{ ref('int_lattice_place') }} as places
        on {{ leaf }}.region_code = places.region_code
    inner join {{ ref('int_lattice_programme') }} as programmes
        on {{ leaf }}.programme_code = programmes.programme_code
    inner join {{ ref('int_lattice_stage') }} as stages
        on {{ leaf }}.life_stage = stages.life_stage
    cross join lateral unnest(
        case {{ leaf }}.edition when '_T' then array['_T'] else array[{{ leaf }}.edition, '_T'] end
    ) as editions (edition)
{%- endmacro -%}
